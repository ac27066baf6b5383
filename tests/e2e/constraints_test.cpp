#include <algorithm>
#include <future>
#include <map>
#include <string>

#include <catch2/catch.hpp>

#include "libs/rpc/access.hpp"
#include "libs/rpc/client.hpp"
#include "tests/contract/damage.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::world;
using google::protobuf::MethodDescriptor;

/// Somebody whom the method lets in.
Who caller_of(const MethodDescriptor& method) {
    const rpc::Access access{method};
    for (const Who& who : {kOperator, kDispatcher, kLead, kAgent, crew("C01"), kChannel,
                           Who{"services/contact", {"service"}}}) {
        if (std::any_of(who.roles.begin(), who.roles.end(),
                        [&](const std::string& role) { return access.reach(role).has_value(); }))
            return who;
    }
    throw std::logic_error(method.full_name() + " lets nobody in");
}

Result<std::string> call(const std::shared_ptr<grpc::Channel>& channel,
                         const MethodDescriptor& method, const google::protobuf::Message& request,
                         const Who& who) {
    std::promise<Result<std::string>> answer;
    rpc::call_bytes(channel, '/' + method.service()->full_name() + '/' + method.name(),
                    request.SerializeAsString(), world().doors.as(who),
                    [&](Result<std::string> result) { answer.set_value(std::move(result)); });
    return answer.get_future().get();
}

/// Resource names that are there, for those who look before they judge.
std::string name_of(const std::string& collection) {
    static const std::map<std::string, std::string> names = [] {
        const auto home = household(world().suite, 12);
        const auto answer = world().story.report_by_web(home, unique("rules"));
        const auto request = answer.service_request().name();
        const auto interaction = world().story.request(request).interactions(0).name();
        const auto order = world().story.order_of(request).name();
        return std::map<std::string, std::string>{{"premises", home.premise},
                                                  {"parties", home.party},
                                                  {"servicePoints", home.service_point},
                                                  {"networkNodes", home.node},
                                                  {"serviceRequests", request},
                                                  {"interactions", interaction},
                                                  {"workOrders", order},
                                                  {"crews", "crews/C01"}};
    }();
    const auto found = names.find(collection);
    return found == names.end() ? contract::any_name(collection) : found->second;
}

TEST_CASE("what a field declares is what its service holds a caller to") {
    const std::map<std::string, std::string> services{
        {"hearth.registry.v1.RegistryService", "HEARTH_REGISTRY_ADDRESS"},
        {"hearth.contact.v1.ContactService", "HEARTH_CONTACT_ADDRESS"},
        {"hearth.dispatch.v1.DispatchService", "HEARTH_DISPATCH_ADDRESS"}};
    int named = 0;
    std::string let_pass;
    std::string elsewhere;
    for (const auto& [name, address] : services) {
        const auto channel = rpc::connect(world().suite.setting(address));
        const auto* service =
            google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
        REQUIRE(service != nullptr);
        for (int i = 0; i < service->method_count(); ++i) {
            const MethodDescriptor& method = *service->method(i);
            const auto* prototype =
                google::protobuf::MessageFactory::generated_factory()->GetPrototype(
                    method.input_type());
            for (const auto& damage : contract::damages_of(*prototype, name_of)) {
                const auto answer = call(channel, method, *damage.message, caller_of(method));
                const std::string what =
                    method.name() + ' ' + damage.field + ' ' + damage.reason + '\n';
                if (answer) {
                    let_pass += what;
                    continue;
                }
                const auto& fields = answer.error().fields;
                const bool told = std::any_of(fields.begin(), fields.end(), [&](const auto& fault) {
                    return fault.field == damage.field || fault.field + "[0]" == damage.field;
                });
                named += told ? 1 : 0;
                if (!told)
                    elsewhere +=
                        what + "    " + answer.error().reason + ' ' + answer.error().message + '\n';
            }
        }
    }
    CHECK(let_pass.empty());
    INFO(elsewhere);
    CHECK(named > 170);
    world().story.finish(name_of("serviceRequests"));
}

}  // namespace
