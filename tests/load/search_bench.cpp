// How long a search by any token and a caller's look-up take on a loaded registry.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "hearth/registry/v1/registry_service.grpc.pb.h"

#include "libs/auth/auth.hpp"
#include "libs/core/clock.hpp"
#include "libs/csv/csv.hpp"
#include "libs/rpc/client.hpp"

namespace {

using namespace hearth;
using namespace std::chrono_literals;
using registry::v1::RegistryService;
using Steady = std::chrono::steady_clock;

/// The values of one column of a town's file.
std::vector<std::string> column(const std::string& folder, const std::string& file,
                                const std::string& name) {
    auto reader = csv::Reader::open(folder + "/" + file);
    std::vector<std::string> values;
    if (!reader) return values;
    const auto& columns = reader->columns();
    const auto at =
        static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
    for (auto row = reader->next(); row && *row; row = reader->next())
        if (!(*row)->values[at].empty()) values.push_back((*row)->values[at]);
    return values;
}

class Bench {
public:
    explicit Bench(const std::string& address)
        : stub_(RegistryService::NewStub(rpc::connect(address))) {
        const char* key = std::getenv("HEARTH_TOKEN_KEY_FILE");
        auto signer = auth::Signer::from_file(key == nullptr ? "" : key);
        if (signer) token_ = signer->sign({"agents/bench", {"agent"}, 1}, Clock{}.now(), 1h);
    }

    /// Milliseconds; negative when the call failed.
    double search(const std::string& text) {
        registry::v1::SearchRequest request;
        request.set_query(text);
        return timed(&RegistryService::Stub::Search, request);
    }
    double look_up(const std::string& phone) {
        registry::v1::LookupCallerRequest request;
        request.set_phone(phone);
        return timed(&RegistryService::Stub::LookupCaller, request);
    }

private:
    template <typename Method, typename Request>
    double timed(Method method, const Request& request) {
        const auto from = Steady::now();
        const auto answer = rpc::call(*stub_, method, request, {Deadline::after(5s), token_});
        if (!answer) return -1;
        return std::chrono::duration<double, std::milli>(Steady::now() - from).count();
    }

    std::unique_ptr<RegistryService::Stub> stub_;
    std::string token_;
};

struct Kind {
    const char* name;
    std::vector<std::string> values;
    double (Bench::*call)(const std::string&);
};

std::vector<Kind> kinds_of(const std::string& town) {
    return {{"phone", column(town, "contact_point.csv", "value"), &Bench::search},
            {"meter number", column(town, "device.csv", "serial"), &Bench::search},
            {"account number", column(town, "account.csv", "number"), &Bench::search},
            {"address (zh)", column(town, "premise.csv", "address_zh"), &Bench::search},
            {"address (en)", column(town, "premise.csv", "address_en"), &Bench::search},
            {"name (zh)", column(town, "party.csv", "name_zh"), &Bench::search},
            {"name (en)", column(town, "party.csv", "name_en"), &Bench::search},
            {"caller", column(town, "contact_point.csv", "value"), &Bench::look_up}};
}

double at(std::vector<double>& values, double share) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(static_cast<double>(values.size() - 1) * share)];
}

/// Calls of all kinds in turn, so that what else the machine does falls on all alike.
bool round(Bench& bench, const std::vector<Kind>& kinds, int calls, std::mt19937_64& random,
           std::map<std::string, std::vector<double>>& p50,
           std::map<std::string, std::vector<double>>& p99) {
    std::map<std::string, std::vector<double>> times;
    for (int i = 0; i < calls; ++i) {
        for (const auto& kind : kinds) {
            // An address among the contact points is no phone: the look-up would refuse it.
            std::string value = kind.values[random() % kind.values.size()];
            while (kind.call == &Bench::look_up && value.find('@') != std::string::npos)
                value = kind.values[random() % kind.values.size()];
            const double ms = (bench.*kind.call)(value);
            if (ms < 0) return false;
            times[kind.name].push_back(ms);
        }
    }
    for (auto& [name, values] : times) {
        p50[name].push_back(at(values, 0.5));
        p99[name].push_back(at(values, 0.99));
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    std::string town;
    std::string address;
    int calls = 500;
    int runs = 5;
    CLI::App app{
        "Search and caller look-up on a registry that has a town loaded. HEARTH_TOKEN_KEY_FILE "
        "signs."};
    app.add_option("--town", town, "folder of the town's files")->required();
    app.add_option("--address", address)->envname("HEARTH_REGISTRY_ADDRESS")->required();
    app.add_option("--calls", calls, "of each kind in each run")->capture_default_str();
    app.add_option("--runs", runs)->capture_default_str()->check(CLI::Range(1, 100));
    CLI11_PARSE(app, argc, argv);

    Bench bench{address};
    const auto kinds = kinds_of(town);
    for (const auto& kind : kinds) {
        if (kind.values.empty()) {
            fmt::print(stderr, "{} has no town\n", town);
            return 2;
        }
    }
    std::mt19937_64 random{1};
    std::map<std::string, std::vector<double>> p50;
    std::map<std::string, std::vector<double>> p99;
    for (int i = 0; i <= runs; ++i) {
        if (i == 1) p50 = p99 = {};  // the first run only warms
        if (!round(bench, kinds, calls, random, p50, p99)) {
            fmt::print(stderr, "a call failed\n");
            return 1;
        }
    }
    fmt::print("median of {} runs, {} calls each, reach p99 20 ms\n", runs, calls);
    for (const auto& kind : kinds)
        fmt::print("{:<16} p50 {:6.2f} ms  p99 {:6.2f} ms\n", kind.name, at(p50[kind.name], 0.5),
                   at(p99[kind.name], 0.5));
    return 0;
}
