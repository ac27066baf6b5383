// A storm over dispatch: reports in an open loop, crews at work meanwhile, one wide incident.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <manifest_gen/dispatch.hpp>
#include <unistd.h>

#include "hearth/contact/events/v1/contact_events.pb.h"
#include "hearth/dispatch/v1/dispatch_service.grpc.pb.h"

#include "libs/service/request.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/service_process.hpp"

namespace {

using namespace hearth;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;
using Stub = dispatch::v1::DispatchService::Stub;

constexpr int kNodes = 2000;
constexpr auto kTick = 50ms;
constexpr auto kPatience = 20min;
const testkit::Caller kOffice{"agents/D1", "dispatcher"};
const testkit::Caller kOperator{"operators/O1", "operator"};

struct Options {
    std::string program = HEARTH_DISPATCH;
    std::string config = DISPATCH_YAML;
    int live = 12000;
    int crews = 100;
    int burst = 2000;
    int rate = 400;
    int seconds = 60;
    int members = 0;
};

template <typename T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error{result.error().reason + ": " + result.error().message};
    return *std::move(result);
}

Instant system_now() {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

/// Milliseconds.
class Latencies {
public:
    void add(Steady::duration span) {
        const std::lock_guard lock{mutex_};
        all_.push_back(std::chrono::duration<double, std::milli>(span).count());
    }
    [[nodiscard]] std::string words() {
        const std::lock_guard lock{mutex_};
        if (all_.empty()) return "none";
        std::sort(all_.begin(), all_.end());
        return fmt::format("p50 {:.0f} ms, p99 {:.0f} ms, longest {:.0f} ms of {}", at(0.5),
                           at(0.99), all_.back(), all_.size());
    }

private:
    [[nodiscard]] double at(double share) const {
        return all_[static_cast<std::size_t>(static_cast<double>(all_.size() - 1) * share)];
    }
    std::mutex mutex_;
    std::vector<double> all_;
};

/// Dispatch alone, with what contact would say.
class Storm {
public:
    explicit Storm(const Options& options)
        : options_(options), ground_("dispatch", topics(), settings()) {
        start();
        import_crews();
        server_.reset();
        plant_orders(0, options.live, "open");
    }

    void start() {
        server_.reset();
        server_.emplace(ground_, options_.program, options_.config);
        if (!server_->becomes_ready(60s)) throw std::runtime_error{server_->output()};
    }
    [[nodiscard]] const testkit::ServiceProcess& server() const { return *server_; }
    [[nodiscard]] std::int64_t number(const std::string& sql) const {
        return std::stoll("0" + ground_.database().run(sql));
    }
    /// Orders beside those that were planted.
    [[nodiscard]] std::int64_t opened() const {
        return number("SELECT count(*) FROM work_order WHERE step = 'repair'");
    }
    void report(int count, bool danger = false);
    void plant_incident();
    /// Of the process, in MB and seconds.
    [[nodiscard]] int peak_memory();
    [[nodiscard]] double cpu();
    /// How long the oldest report waited for its order that was opened since.
    [[nodiscard]] double longest_wait(const std::string& hazard, const std::string& column) const;

private:
    static testkit::Topics topics() { return {topics_of(manifest::dispatch::kManifest), 4}; }
    static testkit::Environment settings() { return {{"HEARTH_PEERS__CONTACT", "127.0.0.1:1"}}; }
    void import_crews();
    void plant_orders(int from, int count, const std::string& at);

    const Options& options_;
    testkit::ServiceGround ground_;
    std::optional<testkit::ServiceProcess> server_;
    std::atomic<int> reported_{0};
};

std::string node_id(int node) {
    return fmt::format("00000000-0000-7000-a000-{:012x}", node);
}

void Storm::import_crews() {
    dispatch::v1::ImportCrewsRequest request;
    request.set_request_id("crews");
    for (int i = 0; i < options_.crews; ++i) {
        auto& crew = *request.add_crews();
        crew.set_code(fmt::format("C{:03}", i));
        crew.set_title_en(crew.code());
        crew.add_skills("electricity");
        crew.add_skills("gas");
        crew.mutable_base()->set_latitude(30 + 0.02 * (i % 10));
        crew.mutable_base()->set_longitude(120 + 0.02 * (i / 10));
        for (int day = 1; day <= 7; ++day) {
            auto& shift = *crew.add_shifts();
            shift.set_weekday(day);
            shift.set_end_minute(1440);
        }
    }
    (void)must(server_->call(&Stub::ImportCrews, request, kOperator));
}

/// Behind the back of the service, which must not run.
void Storm::plant_orders(int from, int count, const std::string& at) {
    const std::string node = at == "open" ? fmt::format("i % {}", kNodes) : "9999999";
    ground_.database().run(fmt::format(
        "INSERT INTO work_order (tenant_id, work_order_id, sequence, request_id, step, round, "
        "attempt, work_class, commodity, hazard, rank, state, node_id, service_point_id, latitude, "
        "longitude, accuracy_m, place_words, place_class, reported_at, declined_by, plan_version, "
        "ungrouped, interruptible, fail_reason, suspend_reason, flags, summary_zh, summary_en, "
        "needs, critical, created_at, updated_at, version, evidence_rules, readings) "
        "SELECT 1, ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, i + 1, "
        "('00000000-0000-7000-9000-' || lpad(to_hex(i), 12, '0'))::uuid, 'planted', 1, 1, "
        "'no_supply.electricity', 'electricity', 'none', 0, 'open', "
        "('00000000-0000-7000-a000-' || lpad(to_hex({}), 12, '0'))::uuid, "
        "('00000000-0000-7000-b000-' || lpad(to_hex(i), 12, '0'))::uuid, 30 + random() * 0.2, "
        "120 + random() * 0.2, 10, '', 'city', now(), '{{}}', 0, false, 'no', '', '', '{{}}', "
        "'停电', 'no supply', '{{}}', false, now(), now(), 1, '[]', '[]' "
        "FROM generate_series({}, {}) AS i; "
        "UPDATE plan SET order_sequence = {}; ANALYZE",
        node, from, from + count - 1, from + count));
}

/// A suspicion that all of one node's orders belong to.
void Storm::plant_incident() {
    server_.reset();
    const auto planted = static_cast<int>(number("SELECT max(sequence) FROM work_order"));
    plant_orders(planted, options_.members, "incident");
    ground_.database().run(
        "INSERT INTO incident (tenant_id, incident_id, sequence, kind, commodity, state, nodes, "
        "restored_nodes, score, evidence, start_at, customers, created_at, updated_at, version) "
        "SELECT 1, '00000000-0000-7000-c000-000000000001', 900000, 'outage', 'electricity', "
        "'suspected', ARRAY['" +
        node_id(9999999) +
        "'::uuid], '{}', 1, '[]', now(), -1, now(), now(), 1; "
        "INSERT INTO network_node (tenant_id, node_id, kind, commodity, version) VALUES (1, '" +
        node_id(9999999) +
        "', 'feeder', 'electricity', 1); "
        "INSERT INTO incident_member (tenant_id, incident_id, work_order_id, request_id, "
        "service_point_id, node_id, reported_at, removed) "
        "SELECT 1, '00000000-0000-7000-c000-000000000001', work_order_id, request_id, "
        "service_point_id, node_id, reported_at, false FROM work_order WHERE node_id = '" +
        node_id(9999999) + "'; UPDATE plan SET incident_sequence = 900000; ANALYZE");
    start();
}

void Storm::report(int count, bool danger) {
    namespace events = contact::events::v1;
    std::vector<kafka::Record> records;
    for (int i = 0; i < count; ++i) {
        const int number = reported_++;
        const Uuid request = new_uuid(system_now());
        events::StepStarted event;
        event.mutable_service_request()->set_name("serviceRequests/" + to_string(request));
        event.set_step("repair");
        event.set_round(1);
        event.set_attempt(1);
        auto& work = *event.mutable_work();
        work.set_class_(danger ? "gas_smell.gas" : "no_supply.electricity");
        work.set_commodity(danger ? "gas" : "electricity");
        if (danger) work.set_hazard(contact::v1::HAZARD_LIFE);
        work.set_service_point("servicePoints/" + to_string(request));
        work.set_node("networkNodes/" + node_id(number * 7 % kNodes));
        work.mutable_location()->set_latitude(30 + 0.0001 * (number % 2000));
        work.mutable_location()->set_longitude(120 + 0.0001 * (number * 7 % 2000));
        *work.mutable_reported_time() = service::to_proto(system_now());
        records.push_back(
            testkit::event_record(std::string{manifest::dispatch::kContactServiceRequest}, request,
                                  1, event.GetTypeName(), event.SerializeAsString()));
    }
    ground_.send(records);
}

int Storm::peak_memory() {
    std::ifstream status{fmt::format("/proc/{}/status", server_->process().pid())};
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stoi(line.substr(6)) / 1024;
    }
    return 0;
}

double Storm::cpu() {
    std::ifstream stat{fmt::format("/proc/{}/stat", server_->process().pid())};
    std::string text{std::istreambuf_iterator<char>{stat}, {}};
    std::istringstream fields{text.substr(text.rfind(')') + 2)};
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double Storm::longest_wait(const std::string& hazard, const std::string& column) const {
    const auto text = ground_.database().run(fmt::format(
        "SELECT coalesce(max(extract(epoch FROM {} - w.reported_at)), 0) FROM work_order w LEFT "
        "JOIN crew_job j USING (tenant_id, work_order_id) WHERE w.step = 'repair' AND w.hazard = "
        "'{}'",
        column, hazard));
    return text.empty() ? 0 : std::stod(text);
}

/// Crews say that they have arrived, one after the other, until it is over.
class Crews {
public:
    Crews(const Storm& storm, int count) : storm_(storm), count_(count) {
        thread_ = std::jthread{[this](const std::stop_token& stop) { work(stop); }};
    }
    std::string stop() {
        thread_.request_stop();
        thread_.join();
        return pushes_.words() + fmt::format(", {} failed", failed_.load());
    }

private:
    void work(const std::stop_token& stop) {
        for (int i = 0; !stop.stop_requested(); ++i) {
            dispatch::v1::PushMutationsRequest push;
            const auto code = fmt::format("C{:03}", i % count_);
            push.set_device("device " + code + " " + std::to_string(run_));
            auto& said = *push.add_mutations();
            said.set_sequence(i / count_ + 1);
            said.set_work_order("workOrders/00000000-0000-7000-8000-000000000001");
            said.set_mutator("note");
            *said.mutable_observed_time() = service::to_proto(system_now());
            const auto from = Steady::now();
            const auto done =
                storm_.server().call(&Stub::PushMutations, push, {"crews/" + code, "crew"});
            pushes_.add(Steady::now() - from);
            failed_ += done ? 0 : 1;
            std::this_thread::sleep_for(kTick);
        }
    }

    const Storm& storm_;
    int count_;
    std::int64_t run_ = Steady::now().time_since_epoch().count();
    Latencies pushes_;
    std::atomic<int> failed_{0};
    std::jthread thread_;
};

void measure_commands(const Storm& storm, int count) {
    Latencies changes;
    int failed = 0;
    for (int i = 0; i < count; ++i) {
        dispatch::v1::SetCrewStateRequest request;
        request.set_request_id(to_string(new_uuid(system_now())));
        request.set_name("crews/C000");
        request.set_state(i % 2 == 0 ? "unavailable" : "available");
        request.set_reason("bench");
        const auto from = Steady::now();
        failed += storm.server().call(&Stub::SetCrewState, request, kOffice) ? 0 : 1;
        changes.add(Steady::now() - from);
    }
    fmt::print("one change, nobody else at it: {}, {} failed\n", changes.words(), failed);
}

void measure_burst(Storm& storm, int count) {
    const auto before = storm.opened();
    const auto from = Steady::now();
    storm.report(count);
    if (!testkit::eventually([&] { return storm.opened() >= before + count; }, kPatience))
        throw std::runtime_error{"the burst is not through"};
    const std::chrono::duration<double> took = Steady::now() - from;
    fmt::print("a burst of {} reports: {:.0f} changes/s\n", count, count / took.count());
}

void measure_open_loop(Storm& storm, const Options& options) {
    const auto before = storm.opened();
    const double cpu = storm.cpu();
    Crews crews{storm, options.crews};
    const auto start = Steady::now();
    int sent = 0;
    int dangers = 0;
    while (Steady::now() - start < std::chrono::seconds{options.seconds}) {
        const std::chrono::duration<double> passed = Steady::now() - start;
        const int due = static_cast<int>(passed.count() * options.rate);
        if (due > sent) storm.report(due - sent);
        sent = std::max(due, sent);
        if (static_cast<int>(passed.count()) / 5 > dangers) {
            storm.report(1, true);
            ++dangers;
        }
        std::this_thread::sleep_for(kTick);
    }
    const auto over = Steady::now();
    if (!testkit::eventually([&] { return storm.opened() >= before + sent + dangers; }, kPatience))
        throw std::runtime_error{"dispatch does not follow"};
    const std::chrono::duration<double> behind = Steady::now() - over;
    const auto pushes = crews.stop();
    fmt::print(
        "{} reports/s for {} s: behind by {:.1f} s at the end; longest report to order {:.1f} s; "
        "longest gas smell to crew {:.1f} s; pushes {}; CPU of dispatch {:.0f} s; memory {} MB\n",
        options.rate, options.seconds, behind.count(), storm.longest_wait("none", "w.created_at"),
        storm.longest_wait("life", "j.given_at"), pushes, storm.cpu() - cpu, storm.peak_memory());
}

template <typename Request, typename Method>
void measure_wide(Storm& storm, const std::string& what, Method method, Request request,
                  const std::string& left, int crew_count) {
    request.set_request_id(to_string(new_uuid(system_now())));
    request.set_name("incidents/00000000-0000-7000-c000-000000000001");
    Crews crews{storm, crew_count};
    const auto from = Steady::now();
    const auto done = storm.server().call(method, request, kOffice);
    const std::chrono::duration<double> answered = Steady::now() - from;
    const bool through =
        done && testkit::eventually([&] { return storm.number(left) == 0; }, kPatience);
    const std::chrono::duration<double> took = Steady::now() - from;
    fmt::print("{}: answered after {:.2f} s{}, all of it after {:.1f} s; pushes {}; memory {} MB\n",
               what, answered.count(), done ? "" : " with " + done.error().message,
               through ? took.count() : -1.0, crews.stop(), storm.peak_memory());
}

void measure_incident(Storm& storm, const Options& options) {
    storm.plant_incident();
    const auto from = Steady::now();
    measure_commands(storm, 1);
    const std::chrono::duration<double> took = Steady::now() - from;
    fmt::print("first change with {} members more: {:.1f} s\n", options.members, took.count());
    const auto of_node =
        " FROM work_order WHERE step = 'planted' AND node_id = '" + node_id(9999999) + "' AND ";
    measure_wide(storm, "confirm", &Stub::ConfirmIncident, dispatch::v1::ConfirmIncidentRequest{},
                 "SELECT count(*)" + of_node + "state = 'open'", options.crews);
    measure_commands(storm, 100);
    measure_wide(storm, "restore", &Stub::RestoreNodes, dispatch::v1::RestoreNodesRequest{},
                 "SELECT count(*)" + of_node + "restored_at IS NULL AND state = 'folded'",
                 options.crews);
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app{"A storm over one dispatch service, on the stack of HEARTH_TEST_STACK_DIR."};
    app.add_option("--program", options.program, "another hearth-dispatch");
    app.add_option("--config", options.config);
    app.add_option("--live", options.live, "orders that wait already")->capture_default_str();
    app.add_option("--crews", options.crews)->capture_default_str()->check(CLI::Range(1, 999));
    app.add_option("--burst", options.burst, "reports at once")->capture_default_str();
    app.add_option("--rate", options.rate, "reports a second")->capture_default_str();
    app.add_option("--seconds", options.seconds, "of the open loop")->capture_default_str();
    app.add_option("--members", options.members, "of a wide incident; 0: none")
        ->capture_default_str();
    CLI11_PARSE(app, argc, argv);

    Storm storm{options};
    storm.start();
    fmt::print("{} live orders, {} crews\n", options.live, options.crews);
    measure_commands(storm, 100);
    if (options.burst > 0) measure_burst(storm, options.burst);
    if (options.seconds > 0) measure_open_loop(storm, options);
    if (options.members > 0) measure_incident(storm, options);
    return 0;
}
