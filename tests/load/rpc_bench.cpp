#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include "hearth/common/v1/admin_service.grpc.pb.h"

#include "libs/auth/auth.hpp"
#include "libs/log/log.hpp"
#include "libs/rpc/methods.hpp"
#include "libs/rpc/server.hpp"
#include "libs/testkit/key_pair.hpp"
#include "libs/trace/trace.hpp"

// An empty call through our whole handler path (token, roles, executor, span, log line at INFO into
// a file, metrics) against a bare gRPC callback echo: the same client, the same process, by turns,
// median of five.

using namespace hearth;
namespace proto = hearth::common::v1;
using Steady = std::chrono::steady_clock;

namespace {

constexpr int kTurns = 5;

class Bare : public proto::AdminService::CallbackService {
    grpc::ServerUnaryReactor* ArmFailpoint(grpc::CallbackServerContext* context,
                                           const proto::ArmFailpointRequest* /*request*/,
                                           proto::ArmFailpointResponse* /*response*/) override {
        auto* reactor = context->DefaultReactor();
        reactor->Finish(grpc::Status::OK);
        return reactor;
    }
};

template <typename Request, typename Response>
void add(rpc::Methods& methods, const std::string& name) {
    methods.unary<Request, Response>(
        name, [](const rpc::Call&, const Request&, Response&) { return Result<void>{}; });
}

/// The same through the whole handler path; the other methods are there because a service is whole.
std::unique_ptr<rpc::Methods> full(runtime::Executor& executor, const auth::Verifier& verifier) {
    auto made = std::make_unique<rpc::Methods>("hearth.common.v1.AdminService", executor, verifier);
    add<proto::ArmFailpointRequest, proto::ArmFailpointResponse>(*made, "ArmFailpoint");
    add<proto::CheckInvariantsRequest, proto::CheckInvariantsResponse>(*made, "CheckInvariants");
    add<proto::ListOpenStepsRequest, proto::ListOpenStepsResponse>(*made, "ListOpenSteps");
    add<proto::ListEventsRequest, proto::ListEventsResponse>(*made, "ListEvents");
    add<proto::ListDeadLettersRequest, proto::ListDeadLettersResponse>(*made, "ListDeadLetters");
    add<proto::ReplayDeadLetterRequest, proto::ReplayDeadLetterResponse>(*made, "ReplayDeadLetter");
    add<proto::SkipDeadLetterRequest, proto::SkipDeadLetterResponse>(*made, "SkipDeadLetter");
    add<proto::SetClockRequest, proto::SetClockResponse>(*made, "SetClock");
    return made;
}

/// A number of calls at once, each starting the next when it ends.
class Client {
public:
    Client(int port, std::string token, int calls_at_once)
        : stub_(proto::AdminService::NewStub(grpc::CreateChannel(
              "127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials()))),
          authorization_("Bearer " + std::move(token)),
          calls_at_once_(calls_at_once) {}

    /// Calls per second.
    double run(std::chrono::milliseconds span) {
        done_ = 0;
        failed_ = 0;
        open_ = calls_at_once_;
        const auto start = Steady::now();
        until_ = start + span;
        for (int i = 0; i < calls_at_once_; ++i)
            start_call();
        std::unique_lock lock{mutex_};
        ended_.wait(lock, [this] { return open_ == 0; });
        if (failed_ > 0) std::printf("%d calls failed\n", failed_.load());
        return done_ / std::chrono::duration<double>(Steady::now() - start).count();
    }

private:
    struct Flight {
        grpc::ClientContext context;
        proto::ArmFailpointRequest request;
        proto::ArmFailpointResponse response;
    };

    void start_call() {
        auto* flight = new Flight;
        flight->context.AddMetadata("authorization", authorization_);
        flight->context.AddMetadata("traceparent",
                                    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
        flight->context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds{2});
        stub_->async()->ArmFailpoint(&flight->context, &flight->request, &flight->response,
                                     [this, flight](const grpc::Status& status) {
                                         if (!status.ok()) ++failed_;
                                         delete flight;
                                         next();
                                     });
    }

    void next() {
        ++done_;
        if (Steady::now() < until_) return start_call();
        const std::lock_guard lock{mutex_};
        if (--open_ == 0) ended_.notify_all();
    }

    std::unique_ptr<proto::AdminService::Stub> stub_;
    const std::string authorization_;
    const int calls_at_once_;
    std::atomic<int> done_{0};
    std::atomic<int> failed_{0};
    Steady::time_point until_;
    std::mutex mutex_;
    std::condition_variable ended_;
    int open_ = 0;
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// As in production, where standard error is a file or a pipe that somebody reads.
void log_to(const std::string& path) {
    const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(file, STDERR_FILENO);
    ::close(file);
    log::start({log::Level::kInfo, "bench"});
    trace::set_sample_ratio(0.01);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "An empty call through the whole handler path, against a bare gRPC callback echo."};
    int calls_at_once = 64;
    int seconds = 2;
    app.add_option("--at-once", calls_at_once, "Calls under way")->capture_default_str();
    app.add_option("--seconds", seconds, "Length of one turn")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    const std::chrono::milliseconds span{1000 * seconds};
    const testkit::KeyPair keys;
    log_to(keys.dir.path() / "log");
    const auto verifier = auth::Verifier::from_folder(keys.trusted_dir);
    const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    const std::string token =
        auth::Signer::from_file(keys.private_path)
            ->sign({"operators/B1", {"operator"}, 1}, now, std::chrono::seconds{600});
    runtime::Executor executor{"bench", {.threads = 8, .queue = 1024}};
    Bare bare;
    const auto ours = full(executor, *verifier);
    rpc::Server bare_server{{}, {&bare}};
    rpc::Server full_server{{}, {ours.get()}};
    if (!bare_server.start() || !full_server.start()) return 1;
    Client bare_client{bare_server.port(), token, calls_at_once};
    Client full_client{full_server.port(), token, calls_at_once};

    std::vector<double> bare_rates;
    std::vector<double> full_rates;
    bare_client.run(span / 4);
    full_client.run(span / 4);
    for (int turn = 0; turn < kTurns; ++turn) {
        bare_rates.push_back(bare_client.run(span));
        full_rates.push_back(full_client.run(span));
        std::printf("turn %d: bare %.0f calls/s, ours %.0f calls/s\n", turn + 1, bare_rates.back(),
                    full_rates.back());
    }
    const double bare_rate = median(bare_rates);
    const double full_rate = median(full_rates);
    std::printf("rpc: bare %.0f calls/s, ours %.0f calls/s, ratio %.2f (reach 0.50), %d at once\n",
                bare_rate, full_rate, full_rate / bare_rate, calls_at_once);
    const Deadline deadline = Deadline::after(std::chrono::seconds{5});
    full_server.stop(deadline);
    bare_server.stop(deadline);
    log::flush();
}
