#include "libs/service/host.hpp"
#include "services/registry/api/registry_service.hpp"
#include "services/registry/api/repairs.hpp"
#include "services/registry/storage/stores.hpp"

using namespace hearth;

int main(int argc, char** argv) {
    service::Host host{
        argc, argv, {"registry", registry::statements_of_registry(), registry::plan_of_registry()}};
    const auto settings = host.settings();
    const std::string region = settings.text("phone_region", "CN");
    const std::string zone = settings.text("zone", "Asia/Shanghai");
    registry::RegistryService service{{host, registry::open_stores, region, zone}};
    host.serve(service);
    host.consume("repair_history",
                 {{registry::kWorkOrderTopic, registry::repair_history(registry::open_stores)}});
    return host.run();
}
