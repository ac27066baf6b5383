#include <iostream>
#include <stdexcept>

#include "libs/config/options.hpp"
#include "libs/http/admin.hpp"
#include "services/gateway/main/config.hpp"

namespace hearth::gateway {
namespace {

constexpr int kBadConfig = 2;

/// A part that cannot be made ends the start with its reason.
template <typename Value>
Value made(Result<Value> result) {
    if (!result) throw std::runtime_error{result.error().message};
    return std::move(*result);
}

int serve(const ProcessConfig& config, const std::string& printed) {
    runtime::App app{config.app};
    log::start(config.log);
    trace::set_sample_ratio(config.trace_ratio);
    const auto signer = made(auth::Signer::from_file(config.private_key_file));
    const auto verifier = made(auth::Verifier::from_file(config.public_key_file));
    http::Admin admin{config.admin_address, config.admin_port, [&app] { return app.ready(); },
                      printed};
    kv::Redis redis{config.redis};
    runtime::Executor executor{"gateway", config.executor};
    Gateway gateway{config.gateway, signer, verifier, redis, executor};
    http::Server server{config.server, [&gateway](http::Request request,
                                                  std::shared_ptr<http::Responder> responder) {
                            gateway.handle(std::move(request), std::move(responder));
                        }};
    app.add(
        "admin", [&] { admin.start(); }, [&](Deadline deadline) { admin.stop(deadline); });
    app.add("executor", {}, [&](Deadline deadline) { executor.stop(deadline); });
    app.add(
        "server",
        [&] {
            if (auto started = server.start(); !started)
                throw std::runtime_error{started.error().message};
            log::info("listening", {{"port", server.port()}});
        },
        [&](Deadline deadline) { server.stop(deadline); });
    // Before the server, so that open streams do not hold it.
    app.add(
        "live", [&] { gateway.live().start(); },
        [&](Deadline deadline) { gateway.live().stop(deadline); });
    const int status = app.run();
    log::flush();
    return status;
}

int run(int argc, char** argv) {
    const auto options = config::parse_options(
        argc, argv, "hearth-gateway",
        "Hearth's gateway: HTTP/JSON, channels and the live stream before the services.", "");
    auto source = config::Source::load(options.file, config::Source::process_environment());
    if (!source) {
        std::cerr << source.error().message << "\n";
        return kBadConfig;
    }
    const auto config = read_config(*source);
    if (!config) {
        for (const FieldViolation& field : config.error().fields)
            std::cerr << field.field << " " << field.message << "\n";
        if (config.error().fields.empty()) std::cerr << config.error().message << "\n";
        return kBadConfig;
    }
    if (config::answer(options, *source)) return 0;
    return serve(*config, source->print());
}

}  // namespace
}  // namespace hearth::gateway

int main(int argc, char** argv) {
    try {
        return hearth::gateway::run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "hearth-gateway: " << error.what() << "\n";
        return 1;
    }
}
