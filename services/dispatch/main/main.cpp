#include <manifest_gen/dispatch.hpp>

#include "services/dispatch/api/checks.hpp"
#include "services/dispatch/api/contact_client.hpp"
#include "services/dispatch/api/contact_consumer.hpp"
#include "services/dispatch/api/dispatch_service.hpp"
#include "services/dispatch/api/event_codec.hpp"
#include "services/dispatch/api/registry_consumer.hpp"
#include "services/dispatch/app/jobs.hpp"
#include "services/dispatch/main/settings.hpp"
#include "services/dispatch/storage/stores.hpp"

using namespace hearth;

int main(int argc, char** argv) {
    service::Host host{
        argc,
        argv,
        {manifest::dispatch::kManifest, dispatch::all_statements(), dispatch::schema_plan()}};
    const dispatch::Settings settings{host.settings()};
    const dispatch::app::Changes changes{settings.policy, dispatch::open_stores, dispatch::encode};
    const dispatch::app::Requests requests{changes};

    dispatch::DispatchService api{{host, changes}, dispatch::ask_contact(host)};
    host.serve(api.methods());
    host.consume(
        "work", {{manifest::dispatch::kContactServiceRequest, dispatch::apply_requests(requests)}});
    host.consume("network",
                 {{manifest::dispatch::kRegistryNetworkNode, dispatch::apply_nodes(changes)},
                  {manifest::dispatch::kRegistryServicePoint, dispatch::apply_points(changes)}});
    for (auto& job : dispatch::app::jobs(host.work(), host.clock(), changes, settings.tenant,
                                         settings.replan_every))
        host.job(job.name, job.every, std::move(job.run));
    host.check("I15",
               [](sql::Tx& tx) { return dispatch::check_orders(*dispatch::open_stores(tx)); });
    host.open_steps([](sql::Tx& tx, Instant older_than) {
        return dispatch::open_steps(*dispatch::open_stores(tx), older_than);
    });
    return host.run();
}
