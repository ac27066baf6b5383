#include <functional>
#include <iostream>

#include <manifest_gen/contact.hpp>

#include "libs/log/log.hpp"
#include "libs/service/host.hpp"
#include "services/contact/api/consumers.hpp"
#include "services/contact/api/contact_service.hpp"
#include "services/contact/api/event_codec.hpp"
#include "services/contact/app/jobs.hpp"
#include "services/contact/main/catalogue_files.hpp"
#include "services/contact/main/clock_command.hpp"
#include "services/contact/main/faults.hpp"
#include "services/contact/main/settings.hpp"
#include "services/contact/senders/senders.hpp"
#include "services/contact/storage/checks.hpp"
#include "services/contact/storage/stores.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;

constexpr auto kCommands =
    "Without a server:\n  hearth-contact clock --help     read every clock of a profile at a time";

/// Registers what time brings about.
void add_jobs(service::Host& host, app::Casebook& casebook, app::Intake& intake,
              app::Courier& courier, int tenant) {
    const auto job = [&host](const char* name, std::chrono::milliseconds every, const char* failed,
                             std::function<Result<bool>(Instant)> round) {
        host.job(name, every, [&host, failed, round = std::move(round)](const runtime::Loop&) {
            const auto more = round(host.clock().now());
            if (!more) log::failure(failed, more.error());
            return more.value_or(false);
        });
    };
    job("timers", 500ms, "timers_failed", [&host, &casebook, tenant](Instant now) {
        return app::run_timers(host.work(), now, casebook, tenant);
    });
    job("parts", 500ms, "parts_failed", [&host, &casebook, tenant](Instant now) {
        return app::go_on_with_parts(host.work(), now, casebook, tenant);
    });
    job("call_backs", 1s, "call_back_failed", [&host, &intake, tenant](Instant now) {
        return app::call_back(host.work(), now, intake, tenant);
    });
    host.job("courier", 200ms, [&courier, tenant](const runtime::Loop& loop) {
        return !loop.stopping() && courier.send_next(tenant);
    });
}

int serve(int argc, char** argv) {
    service::Host host{
        argc, argv, {manifest::contact::kManifest, all_statements(), schema_plan(), kCommands}};
    const Settings settings = read_settings(host.settings());
    const auto catalogue = load_catalogue(settings.files);
    if (!catalogue) {
        tell(std::cerr, catalogue.error());
        return 2;
    }
    auto senders = make_senders(host.settings(), catalogue->channels);
    app::Casebook casebook{open_stores, as_events(), *catalogue, settings.casebook};
    app::Intake intake{casebook};
    const app::FieldNews field_news{casebook};
    app::Courier courier{host.work(), host.clock(), casebook, std::move(senders)};
    ContactService api{host, casebook, intake, courier};
    host.serve(api.methods());
    host.consume("registry", registry_consumer(casebook));
    host.consume("dispatch", dispatch_consumer(field_news));
    add_jobs(host, casebook, intake, courier, settings.tenant);
    host.check("I13", check_timelines);
    host.check("I15", check_open_keys);
    host.open_steps(open_steps);
    return host.run();
}

}  // namespace
}  // namespace hearth::contact

int main(int argc, char** argv) {
    const std::vector<std::string> args{argv + 1, argv + argc};
    if (!args.empty() && args.front() == "clock") {
        return hearth::contact::run_clock_command({args.begin() + 1, args.end()},
                                                  HEARTH_CONTACT_FILES "/calendars", std::cout,
                                                  std::cerr);
    }
    return hearth::contact::serve(argc, argv);
}
