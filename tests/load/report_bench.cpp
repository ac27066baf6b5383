#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "libs/testkit/process.hpp"
#include "services/contact/api/intake.hpp"
#include "services/contact/tests/office.hpp"

using namespace hearth;
using namespace hearth::contact;

namespace {

constexpr int kClients = 16;
constexpr int kRuns = 5;
constexpr int kPremises = 30'000;

/// A command as the gRPC handler makes it of an agent's report, answer stored and all.
bool report_once(samples::Office& office, Intake& intake, int i) {
    const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    pb::OpenRequestRequest request;
    request.mutable_report()->set_class_("no_supply.electricity");
    request.mutable_report()->set_premise("premises/" + to_string(samples::Office::premise(i)));
    request.mutable_report()->set_phone(samples::Office::phone(i));
    const outbox::Command command{
        {1, "agents/A1", to_string(new_uuid(now)), now, Deadline::after(std::chrono::seconds{5})},
        "OpenRequest",
        request.SerializeAsString()};
    const auto done =
        office.work.command(command, [&](outbox::UnitOfWork& work) -> Result<std::string> {
            pb::OpenRequestResponse response;
            if (auto opened = intake.open(work, request, "channels/bench", response); !opened)
                return fail(std::move(opened).error());
            return response.SerializeAsString();
        });
    return done.has_value();
}

double measure_ours(samples::Office& office, std::chrono::seconds span) {
    Intake intake{office.desk};
    std::atomic<int> next{0};
    std::atomic<int> done{0};
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> clients;
    for (int client = 0; client < kClients; ++client) {
        clients.emplace_back([&] {
            while (std::chrono::steady_clock::now() - start < span) {
                if (report_once(office, intake, next++ % kPremises)) ++done;
            }
        });
    }
    for (std::thread& client : clients)
        client.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    return done / took.count();
}

double measure_pgbench(samples::Office& office, std::chrono::seconds span) {
    const sql::Config config = office.database.app();
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
                               "premises=" + std::to_string(kPremises),
                               "-h",
                               config.host,
                               "-p",
                               std::to_string(config.port),
                               "-U",
                               config.user,
                               "-f",
                               BENCH_DIR "/report.pgbench",
                               config.database},
                              {{"PGPASSWORD", config.password.reveal()}}}};
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

void clear(samples::Office& office) {
    office.ask(
        "TRUNCATE service_request, step, clock, promise, timeline_row, notice, history, outbox, "
        "command");
    office.ask("CHECKPOINT");
}

}  // namespace

/// Reported faults per second against pgbench writing the same rows, 16 clients each, median of
/// five interleaved runs. Argument: seconds of one run (5).
int main(int argc, char** argv) {
    const std::chrono::seconds span{argc > 1 ? std::atoi(argv[1]) : 5};
    samples::Office office{kClients};
    office.settle(kPremises);
    office.ask("CREATE INDEX ON premise (tenant_id, code)");
    office.ask("ANALYZE");
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int run = 0; run < kRuns; ++run) {
        clear(office);
        ours.push_back(measure_ours(office, span));
        clear(office);
        theirs.push_back(measure_pgbench(office, span));
    }
    std::printf("report a fault   %8.0f /s   pgbench %8.0f /s   ratio %.2f\n", median(ours),
                median(theirs), median(ours) / median(theirs));
    return 0;
}
