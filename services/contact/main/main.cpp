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

constexpr auto kCommands =
    "Without a server:\n  hearth-contact clock --help     read every clock of a profile at a time";

int serve(int argc, char** argv) {
    service::Host host{
        argc, argv, {manifest::contact::kManifest, all_statements(), schema_plan(), kCommands}};
    const Settings settings{host.settings()};
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
    for (auto& job :
         app::jobs(host.work(), host.clock(), casebook, intake, courier, settings.tenant))
        host.job(job.name, job.every, std::move(job.run));
    host.check("I13", check_timelines);
    host.check("I15", check_open_keys);
    host.open_steps(open_steps);
    host.require([&catalogue = *catalogue](sql::Tx& tx) -> Result<void> {
        const auto used = editions_in_use(tx);
        if (!used) return fail(used.error());
        return catalogue.check_editions(*used);
    });
    return host.run();
}

}  // namespace
}  // namespace hearth::contact

int main(int argc, char** argv) {
    const std::vector<std::string> args{argv + 1, argv + argc};
    if (!args.empty() && args.front() == "clock") {
        return hearth::contact::run_clock_command({args.begin() + 1, args.end()},
                                                  hearth::contact::own_files() + "/calendars",
                                                  std::cout, std::cerr);
    }
    return hearth::contact::serve(argc, argv);
}
