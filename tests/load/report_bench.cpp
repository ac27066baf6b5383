// Reporting a fault to a running contact service over gRPC, against pgbench writing the same rows.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "libs/testkit/process.hpp"
#include "tests/suite/doors.hpp"
#include "tests/suite/story.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using Steady = std::chrono::steady_clock;

constexpr std::size_t kClients = 16;

/// A call as the gateway makes it of an agent's report; every one is from another premise.
double measure_ours(const Doors& doors, const std::vector<Household>& homes,
                    std::chrono::seconds span) {
    std::atomic<std::size_t> next{0};
    const auto start = Steady::now();
    const auto client = [&] {
        while (Steady::now() - start < span) {
            const std::size_t place = next++;
            if (place >= homes.size()) return;
            contact::v1::OpenRequestRequest request;
            request.set_request_id(unique("bench"));
            request.mutable_report()->set_class_("no_supply.electricity");
            request.mutable_report()->set_premise(homes[place].premise);
            request.mutable_report()->set_phone(homes[place].phone);
            must(*doors.stub<ContactService>(), &ContactService::Stub::OpenRequest, request,
                 doors.as(kAgent));
        }
    };
    {
        std::vector<std::jthread> clients;
        for (std::size_t i = 0; i < kClients; ++i)
            clients.emplace_back(client);
    }
    const std::chrono::duration<double> took = Steady::now() - start;
    return static_cast<double>(std::min(next.load(), homes.size())) / took.count();
}

double measure_pgbench(const Suite& suite, std::size_t premises, std::chrono::seconds span) {
    std::string password;
    std::ifstream{suite.dir() / "secrets" / "hearth_contact_app.password"} >> password;
    testkit::Process pgbench{"pgbench",
                             {{"-n",
                               "-M",
                               "prepared",
                               "-c",
                               std::to_string(kClients),
                               "-j",
                               "2",
                               "-T",
                               std::to_string(span.count()),
                               "-D",
                               "premises=" + std::to_string(premises),
                               "-h",
                               suite.setting("HEARTH_PG_HOST"),
                               "-p",
                               suite.setting("HEARTH_PG_PORT"),
                               "-U",
                               "hearth_contact_app",
                               "-f",
                               BENCH_DIR "/report.pgbench",
                               "hearth_contact"},
                              {{"PGPASSWORD", password}}}};
    const auto status = pgbench.wait(span + std::chrono::seconds{30});
    const std::string output = pgbench.output();
    const auto at = output.find("tps = ");
    if (status != 0 || at == std::string::npos) throw std::runtime_error{"pgbench: " + output};
    return std::stod(output.substr(at + 6));
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void clear(const Suite& suite) {
    (void)suite.query(
        "contact",
        "TRUNCATE service_request, step, clock, promise, timeline_row, notice, history, "
        "outbox, command");
    (void)suite.query("contact", "CHECKPOINT");
}

/// The premises by number, as pgbench can draw them.
void number_premises(const Suite& suite, const std::vector<Household>& homes) {
    std::string uids;
    for (const auto& home : homes)
        uids += (uids.empty() ? "" : ",") + home.premise.substr(home.premise.find('/') + 1);
    for (const auto& sql : {"CREATE TABLE bench_premise AS SELECT place - 1 AS place, uid FROM "
                            "unnest(string_to_array('" +
                                uids + "', ',')::uuid[]) WITH ORDINALITY AS t(uid, place)",
                            std::string{"CREATE UNIQUE INDEX ON bench_premise (place)"},
                            std::string{"GRANT SELECT ON bench_premise TO hearth_contact_app"},
                            std::string{"ANALYZE"}})
        (void)suite.query("contact", sql);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Faults reported a second over gRPC to a contact service that also relays and\n"
        "notifies, against pgbench writing the same rows; 16 clients each, interleaved."};
    int seconds = 4;
    int runs = 5;
    app.add_option("--seconds", seconds, "Length of one run")->capture_default_str();
    app.add_option("--runs", runs, "Runs of each")->capture_default_str();
    CLI11_PARSE(app, argc, argv);

    const std::chrono::seconds span{seconds};
    const Suite suite{{.town = "town", .env = {}}};
    const Doors doors{suite};
    quiesce(suite, 120s);
    for (const auto* other : {"gateway", "dispatch", "registry"})
        suite.stop(other);
    const auto homes = households(suite);
    number_premises(suite, homes);
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int run = 0; run < runs; ++run) {
        clear(suite);
        ours.push_back(measure_ours(doors, homes, span));
        clear(suite);
        theirs.push_back(measure_pgbench(suite, homes.size(), span));
        fmt::print("run {}  ours {:.0f}/s  pgbench {:.0f}/s\n", run + 1, ours.back(),
                   theirs.back());
    }
    fmt::print("report a fault, 16 clients: {:.0f}/s, pgbench {:.0f}/s, ratio {:.2f}\n",
               median(ours), median(theirs), median(ours) / median(theirs));
    return 0;
}
