// From a caller's number to all that a call screen needs, in one call of the gateway, and search by
// any token: on a running suite whose town is loaded, at a fixed rate of arrival, times counted
// from the planned start.
//
//   callscreen_bench --url $HEARTH_GATEWAY_URL --town DIR [--rate 50] [--seconds 10] [--runs 5]
#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "libs/http/http.hpp"

namespace {

using namespace hearth;
using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

struct Options {
    std::string url;
    std::string town;
    double rate = 50;
    double seconds = 10;
    int runs = 5;
    int clients = 16;
};

/// A column of one of the town's CSV files; its values hold no quotes.
std::vector<std::string> column(const std::string& path, const std::string& name,
                                const std::string& only) {
    std::ifstream file{path};
    std::string line;
    const auto split = [&] {
        std::vector<std::string> values{""};
        for (const char c : line) {
            if (c == ',') values.emplace_back();
            if (c != ',') values.back().push_back(c);
        }
        return values;
    };
    std::getline(file, line);
    const auto header = split();
    const auto at = std::find(header.begin(), header.end(), name) - header.begin();
    std::vector<std::string> all;
    while (std::getline(file, line)) {
        const auto values = split();
        if (only.empty() || std::find(values.begin(), values.end(), only) != values.end())
            all.push_back(values.at(static_cast<std::size_t>(at)));
    }
    return all;
}

std::string sign_in(const Options& options) {
    const auto answer =
        http::fetch("POST", options.url + "/v1/sessions", {},
                    R"({"principal":"agents/bench","roles":["agent"]})", Deadline::after(5s));
    if (!answer || answer->status != 201) {
        std::cerr << "cannot sign in at " << options.url << "\n";
        std::exit(3);
    }
    return nlohmann::json::parse(answer->body).at("token");
}

struct Figures {
    double p50 = 0;
    double p99 = 0;
    double most = 0;
    int failed = 0;
};

Figures run(const Options& options, const std::vector<std::string>& paths, std::size_t offset,
            const http::Fields& headers) {
    const auto count = static_cast<std::size_t>(options.rate * options.seconds);
    std::vector<double> milliseconds(count);
    std::atomic<std::size_t> next{0};
    std::atomic<int> failed{0};
    const auto start = SteadyClock::now() + 100ms;
    const auto client = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            const auto planned =
                start + std::chrono::duration_cast<SteadyClock::duration>(
                            std::chrono::duration<double>(static_cast<double>(i) / options.rate));
            std::this_thread::sleep_until(planned);
            const auto answer = http::fetch("GET", options.url + paths[(offset + i) % paths.size()],
                                            headers, {}, Deadline::after(5s));
            if (!answer || answer->status != 200 ||
                answer->body.find(R"("missing":[")") != std::string::npos) {
                ++failed;
            }
            milliseconds[i] =
                std::chrono::duration<double, std::milli>(SteadyClock::now() - planned).count();
        }
    };
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(options.clients));
    for (int i = 0; i < options.clients; ++i)
        threads.emplace_back(client);
    for (std::thread& thread : threads)
        thread.join();
    std::sort(milliseconds.begin(), milliseconds.end());
    return {milliseconds[count / 2], milliseconds[count * 99 / 100], milliseconds.back(), failed};
}

/// Median of the runs by p99.
void report(const char* what, const Options& options, const std::vector<std::string>& paths,
            const http::Fields& headers) {
    if (paths.empty()) return;
    // Warm: connections, plans, the pages that are asked for.
    static_cast<void>(
        run({options.url, "", options.rate, 2, 1, options.clients}, paths, 0, headers));
    std::vector<Figures> all;
    all.reserve(static_cast<std::size_t>(options.runs));
    for (int i = 0; i < options.runs; ++i)
        all.push_back(run(options, paths, static_cast<std::size_t>(i) * 7919, headers));
    std::sort(all.begin(), all.end(),
              [](const Figures& a, const Figures& b) { return a.p99 < b.p99; });
    const Figures& median = all[all.size() / 2];
    std::cout << what << " at " << options.rate << "/s: p50 " << median.p50 << " ms, p99 "
              << median.p99 << " ms, most " << median.most << " ms, failed " << median.failed
              << " (median of " << options.runs << " runs; reach: p99 20 ms)\n";
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app{"Call screen and search through the gateway of a running suite."};
    app.add_option("--url", options.url)->envname("HEARTH_GATEWAY_URL")->required();
    app.add_option("--town", options.town, "folder with the CSV files that were loaded")
        ->required();
    app.add_option("--rate", options.rate, "arrivals a second");
    app.add_option("--seconds", options.seconds, "of each run");
    app.add_option("--runs", options.runs);
    app.add_option("--clients", options.clients, "connections");
    CLI11_PARSE(app, argc, argv);
    const http::Fields headers{{"Authorization", "Bearer " + sign_in(options)}};

    std::vector<std::string> screens;
    std::vector<std::string> searches;
    for (const auto& phone : column(options.town + "/contact_point.csv", "value", "phone")) {
        screens.push_back("/v1/callScreen?phone=" + http::percent_encode(phone));
        searches.push_back("/v1/search?query=" + http::percent_encode(phone));
    }
    const auto add = [&](const std::string& file, const std::string& name) {
        for (const auto& token : column(options.town + "/" + file, name, ""))
            searches.push_back("/v1/search?query=" + http::percent_encode(token));
    };
    add("account.csv", "number");
    add("device.csv", "serial");
    add("party.csv", "name_zh");
    add("party.csv", "name_en");
    std::erase_if(searches, [](const std::string& path) { return path.ends_with("="); });
    report("call screen", options, screens, headers);
    report("search", options, searches, headers);
    return 0;
}
