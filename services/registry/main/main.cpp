#include <manifest_gen/registry.hpp>

#include "libs/service/host.hpp"
#include "services/registry/api/event_codec.hpp"
#include "services/registry/api/registry_service.hpp"
#include "services/registry/api/work_order_consumer.hpp"
#include "services/registry/main/settings.hpp"
#include "services/registry/storage/stores.hpp"

using namespace hearth;

int main(int argc, char** argv) {
    service::Host host{
        argc,
        argv,
        {manifest::registry::kManifest, registry::all_statements(), registry::schema_plan()}};
    const registry::Settings settings{host.settings()};
    const registry::Api api{
        host, {registry::open_stores, registry::encode, settings.phone_region, settings.zone}};
    registry::RegistryService service{api};
    host.serve(service.methods());
    host.consume("repair_history",
                 {{manifest::registry::kDispatchWorkOrder, registry::repair_history(api.context)}});
    return host.run();
}
