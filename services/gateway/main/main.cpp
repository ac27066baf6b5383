#include <iostream>
#include <optional>
#include <stdexcept>

#include "libs/config/options.hpp"
#include "libs/http/admin.hpp"
#include "services/gateway/main/settings.hpp"

namespace hearth::gateway {
namespace {

constexpr int kBadConfig = 2;

/// A part that cannot be made ends the start with its reason.
template <typename Value>
Value made(Result<Value> result) {
    if (!result) throw std::runtime_error{result.error().message};
    return std::move(*result);
}

int serve(const Settings& settings, const std::string& printed) {
    runtime::App app{settings.app};
    log::start({settings.log_level, "gateway"});
    trace::set_sample_ratio(settings.trace_ratio);
    const auto signer = made(auth::Signer::from_file(settings.private_key_file));
    std::optional<auth::Signer> edge;
    if (!settings.edge_key_file.empty())
        edge.emplace(made(auth::Signer::from_file(settings.edge_key_file, auth::Audience::kEdge)));
    const auto verifier =
        made(auth::Verifier::from_folder(settings.trusted_keys_dir, auth::Audience::kEdge));
    kv::Redis redis{settings.redis};
    runtime::Executor executor{"gateway", settings.executor};
    Gateway gateway{settings.gateway, {signer, edge ? &*edge : nullptr, verifier}, redis, executor};
    // Who has logged out must not get in through a replica that has not heard of it.
    http::Admin admin{settings.admin_address, settings.admin_port,
                      [&] { return app.ready() && gateway.endings().known(); }, printed};
    http::Server server{settings.server, [&gateway](http::Request request,
                                                    std::shared_ptr<http::Responder> responder) {
                            gateway.handle(std::move(request), std::move(responder));
                        }};
    app.add(
        "admin", [&] { admin.start(); }, [&](Deadline deadline) { admin.stop(deadline); });
    app.add(
        "endings", [&] { gateway.endings().start(); },
        [&](Deadline deadline) { gateway.endings().stop(deadline); });
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
    const Settings settings{source->root()};
    if (const auto good = source->finish(); !good) {
        for (const FieldViolation& field : good.error().fields)
            std::cerr << field.field << " " << field.message << "\n";
        return kBadConfig;
    }
    if (config::answer(options, *source)) return 0;
    return serve(settings, source->print());
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
