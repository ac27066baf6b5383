#include "libs/rpc/access.hpp"

#include <algorithm>
#include <future>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/rpc/client.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::world;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

const std::string kNoUid = "00000000-0000-7000-8000-000000000001";

/// One thing of each kind with its name, and a name of that kind that nothing has.
struct Thing {
    std::string name;
    std::string nothing;
    bool has_owner = true;  ///< false: of its kind nothing is anybody's own
};

/// What a household and a crew have, and one more of each who have nothing to do with it. Each has
/// a household of its own: the fault of one that was served lately would be opened again.
struct Town {
    Town() {
        auto& story = world().story;
        request = story.report_by_web(home, unique("f3")).service_request().name();
        const auto whole = story.request(request);
        const auto order = story.order_of(request);
        customer = {home.party, {"customer"}};
        other_customer = {household(world().suite, 30).party, {"customer"}};
        own_crew = {order.crew(), {"crew"}};
        other_crew = {idle_crew(), {"crew"}};
        things = {
            {"parties", {home.party, "parties/" + kNoUid}},
            {"premises", {home.premise, "premises/" + kNoUid}},
            {"serviceRequests", {request, "serviceRequests/" + kNoUid}},
            {"R-", {whole.service_request().number(), "R-99999996"}},
            {"interactions", {whole.interactions(0).name(), "interactions/" + kNoUid, false}},
            {"incidents", {"incidents/" + kNoUid, "incidents/" + kNoUid, false}},
            {"workOrders", {order.name(), "workOrders/" + kNoUid}},
            {"W-", {order.number(), "W-99999996"}},
            {"crews", {order.crew(), "crews/NONE"}},
        };
    }
    /// One that cannot be sent to where electricity fails.
    static std::string idle_crew() {
        const auto crews =
            must(*world().doors.stub<DispatchService>(), &DispatchService::Stub::ListCrews,
                 dispatch::v1::ListCrewsRequest{}, world().doors.as(kDispatcher));
        for (const auto& one : crews.crews()) {
            if (std::ranges::find(one.skills(), "electricity") == one.skills().end())
                return one.name();
        }
        throw std::runtime_error("every crew of the village can do anything");
    }

    static int next() {
        static int towns = 0;
        return 20 + towns++;
    }

    const Household home = household(world().suite, next());
    std::string request;
    Who customer;
    Who other_customer;
    Who own_crew;
    Who other_crew;
    std::map<std::string, Thing> things;
};

/// Kinds of the things that a field may name; none fails the test.
std::vector<std::string> kinds_of(const MethodDescriptor& method, const std::string& path) {
    static const std::map<std::string, std::vector<std::string>> kinds{
        {"GetParty.name", {"parties"}},
        {"GetPremise.name", {"premises"}},
        {"GetRequest.name", {"serviceRequests", "R-"}},
        {"ReopenRequest.name", {"serviceRequests"}},
        {"ChaseRequest.name", {"serviceRequests"}},
        {"ChaseRequest.interaction", {"interactions"}},
        {"ListRequests.party", {"parties"}},
        {"ListRequests.premise", {"premises"}},
        {"ListRequests.incident", {"incidents"}},
        {"GetWorkOrder.name", {"workOrders", "W-"}},
        {"GetPlan.crew", {"crews"}},
        {"GetCrew.name", {"crews"}},
        {"SetCrewState.name", {"crews"}},
        {"PullPackage.crew", {"crews"}},
        {"PushMutations.crew", {"crews"}},
    };
    const auto found = kinds.find(method.name() + "." + path);
    return found == kinds.end() ? std::vector<std::string>{} : found->second;
}

std::vector<const MethodDescriptor*> all_methods() {
    std::vector<const MethodDescriptor*> methods;
    for (const char* name :
         {"hearth.registry.v1.RegistryService", "hearth.contact.v1.ContactService",
          "hearth.dispatch.v1.DispatchService", "hearth.common.v1.AdminService"}) {
        const auto* service =
            google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
        REQUIRE(service != nullptr);
        for (int i = 0; i < service->method_count(); ++i)
            methods.push_back(service->method(i));
    }
    return methods;
}

std::unique_ptr<Message> request_of(const MethodDescriptor& method) {
    return std::unique_ptr<Message>{google::protobuf::MessageFactory::generated_factory()
                                        ->GetPrototype(method.input_type())
                                        ->New()};
}

void set(Message& message, const std::string& path, const std::string& value) {
    const auto dot = path.find('.');
    const auto* field = message.GetDescriptor()->FindFieldByName(path.substr(0, dot));
    if (dot == std::string::npos) return message.GetReflection()->SetString(&message, field, value);
    set(*message.GetReflection()->MutableMessage(&message, field), path.substr(dot + 1), value);
}

/// "OK", or code, reason and message: all that the caller hears.
std::string over_grpc(const MethodDescriptor& method, const Message& request, const Who& who) {
    static std::map<std::string, std::shared_ptr<grpc::Channel>> channels;
    std::string service = method.full_name().substr(std::string{"hearth."}.size());
    service = service.substr(0, service.find('.'));
    if (service == "common") service = "contact";
    auto& channel = channels[service];
    std::string variable = "HEARTH_" + service + "_ADDRESS";
    std::transform(variable.begin(), variable.end(), variable.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c; });
    if (!channel) channel = rpc::connect(world().suite.setting(variable));
    std::promise<Result<std::string>> answer;
    rpc::call_bytes(channel, '/' + method.service()->full_name() + '/' + method.name(),
                    request.SerializeAsString(), world().doors.as(who),
                    [&](Result<std::string> result) { answer.set_value(std::move(result)); });
    const auto result = answer.get_future().get();
    if (result) return "OK";
    const Error& error = result.error();
    std::string all{to_string(error.code)};
    all += ' ' + error.reason + ' ' + error.message;
    for (const auto& fault : error.fields)
        all += ' ' + fault.field;
    return all;
}

/// "GET /v1/parties/{id}" of each method by its name, as the gateway says itself.
const std::map<std::string, std::pair<std::string, std::string>>& paths() {
    static const auto all = [] {
        std::map<std::string, std::pair<std::string, std::string>> found;
        const auto api = world().doors.http_raw("GET", "/openapi.json", {}, "");
        for (const auto& [path, verbs] : api.json.at("paths").items()) {
            for (const auto& [verb, operation] : verbs.items()) {
                std::string upper = verb;
                std::transform(upper.begin(), upper.end(), upper.begin(),
                               [](char c) { return char(c - 'a' + 'A'); });
                found[operation.at("operationId").get<std::string>()] = {upper, path};
            }
        }
        return found;
    }();
    return all;
}

/// The same over HTTP, `path` being the field that is given; empty when no path leads there.
std::string over_http(const MethodDescriptor& method, const std::string& path,
                      const std::string& value, const Who& who) {
    const auto found = paths().find(method.name());
    if (found == paths().end()) return {};
    auto [verb, url] = found->second;
    const auto hole = url.find("{id}");
    const bool in_path =
        hole != std::string::npos && path.find('.') == std::string::npos && path != "interaction";
    std::string id = value.substr(value.find('/') + 1);
    if (hole != std::string::npos) url.replace(hole, 4, in_path && !value.empty() ? id : kNoUid);
    Json body;
    if (verb != "GET") body = Json::object();
    if (!in_path && !value.empty()) {
        if (verb == "GET") {
            url += "?" + path + "=" + value;
        } else {
            std::string pointer = "/" + path;
            std::replace(pointer.begin(), pointer.end(), '.', '/');
            body[Json::json_pointer{pointer}] = value;
        }
    }
    const auto reply = world().doors.http(verb, url, who, body);
    if (reply.status < 300) return "OK";
    return std::to_string(reply.status) + ' ' + reply.json.value("reason", "") + ' ' +
           reply.json.value("detail", "");
}

bool is_denied(const std::string& said) {
    return said.starts_with("PERMISSION_DENIED") || said.starts_with("403");
}

/// What the gateway lets in: people. Processes and adapters come by gRPC.
const std::vector<Who>& people() {
    static const std::vector<Who> all{{"agents/A0001", {"agent"}},
                                      {"agents/A0002", {"lead"}},
                                      {"agents/A0003", {"manager"}},
                                      {"agents/A0005", {"dispatcher"}},
                                      {"operators/test", {"operator"}}};
    return all;
}

TEST_CASE("F3 F4 every method is closed to each role that its options do not name") {
    const Town town;
    auto all = people();
    all.push_back(town.customer);
    all.push_back(town.own_crew);
    all.push_back({"channels/test", {"channel"}});
    all.push_back({"services/contact", {"service"}});
    std::string wrong;
    for (const auto* method : all_methods()) {
        const rpc::Access access{*method};
        const auto request = request_of(*method);
        for (const Who& who : all) {
            const auto reach = access.reach(*who.roles.begin());
            const bool person = !who.roles.contains("service") && !who.roles.contains("channel");
            std::vector<std::string> said{over_grpc(*method, *request, who)};
            if (person) said.push_back(over_http(*method, "name", "", who));
            for (const std::string& one : said) {
                if (one.empty()) continue;
                const bool refused = one.find("ROLE_NOT_ALLOWED") != std::string::npos;
                if (refused != !reach.has_value())
                    wrong += method->name() + " as " + who.id + ": " + one + '\n';
            }
        }
    }
    // The operator moved a clock.
    world().doors.set_clock(world().doors.now());
    INFO(wrong);
    CHECK(wrong.empty());
    CHECK(paths().size() > 50);
    world().story.finish(town.request);
}

TEST_CASE("F3 F4 owners reach their own, and hear the same of another's and of nothing") {
    const Town town;
    std::string wrong;
    int walked = 0;
    const auto walk = [&](const MethodDescriptor& method, const std::string& path,
                          const Thing& thing, const Who& owner, const Who& other) {
        const auto said = [&](const std::string& value, const Who& who) {
            const auto request = request_of(method);
            set(*request, path, value);
            return std::pair{over_grpc(method, *request, who), over_http(method, path, value, who)};
        };
        const auto own = said(thing.name, owner);
        const auto others = said(thing.name, other);
        const auto nothing = said(thing.nothing, owner);
        const std::string what = method.name() + "." + path + "=" + thing.name;
        const auto blame = [&](const std::string& why) { wrong += what + ": " + why + '\n'; };
        for (const auto& [mine, theirs, none] :
             {std::tuple{own.first, others.first, nothing.first},
              std::tuple{own.second, others.second, nothing.second}}) {
            ++walked;
            if (mine.empty()) blame("no path leads there");
            if (is_denied(mine) == thing.has_owner) blame("own: " + mine);
            const bool reads = method.name().starts_with("Get") ||
                               method.name().starts_with("List") ||
                               method.name().starts_with("Pull");
            if (reads && thing.has_owner && mine != "OK") blame("own, read: " + mine);
            if (theirs.find("NOT_YOURS") == std::string::npos) blame("another's: " + theirs);
            if (none != theirs) blame("nothing: " + none + " / another's: " + theirs);
        }
        // Whoever reaches anybody's is told what there is.
        for (const Who& who : people()) {
            const rpc::Access access{method};
            if (!access.allows(*who.roles.begin())) continue;
            if (is_denied(said(thing.name, who).first)) blame("closed to " + who.id);
            if (is_denied(said(thing.nothing, who).first)) blame("nothing, to " + who.id);
        }
    };
    for (const auto* method : all_methods()) {
        const rpc::Access access{*method};
        for (const auto& [owner, other] : {std::pair{town.customer, town.other_customer},
                                           std::pair{town.own_crew, town.other_crew}}) {
            const auto reach = access.reach(*owner.roles.begin());
            if (!reach || *reach == common::v1::WHOSE_UNSPECIFIED) continue;
            for (const std::string& path : access.things(*owner.roles.begin())) {
                const auto kinds = kinds_of(*method, path);
                if (kinds.empty()) wrong += method->name() + "." + path + " has no fixture\n";
                for (const std::string& kind : kinds)
                    walk(*method, path, town.things.at(kind), owner, other);
            }
        }
    }
    INFO(wrong);
    CHECK(wrong.empty());
    CHECK(walked >= 2 * 15);
    world().story.finish(town.request);
}

TEST_CASE("F3 a customer sees his own requests, and nobody who spoke or worked on them") {
    const Town town;
    const auto& story = world().story;
    const auto neighbour = story.report_by_web(household(world().suite, 30), unique("f3"));
    const auto list = world().doors.http("GET", "/v1/serviceRequests", town.customer);
    REQUIRE(list.status == 200);
    CHECK_FALSE(list.json.at("serviceRequests").empty());
    for (const auto& one : list.json.at("serviceRequests"))
        CHECK(one.at("party") == town.customer.id);

    const auto whole = world().doors.http("GET", "/v1/" + town.request, town.customer);
    REQUIRE(whole.status == 200);
    const std::string seen = whole.body + list.body;
    CHECK(seen.find(town.request) != std::string::npos);
    CHECK(whole.json.at("allPromises").at(0).at("kind") == "arrival");
    CHECK(whole.json.at("workOrders").at(0).at("state") == "assigned");
    for (const std::string& hidden :
         {town.home.phone, std::string{"agents/"}, std::string{"crews/"},
          std::string{"interactions/"}, std::string{"networkNodes/"},
          neighbour.service_request().number()})
        CHECK(seen.find(hidden) == std::string::npos);

    contact::v1::ChaseRequestRequest chase;
    chase.set_request_id(unique("f3"));
    chase.set_name(town.request);
    const auto chased =
        must(*world().doors.stub<ContactService>(), &ContactService::Stub::ChaseRequest, chase,
             world().doors.as(town.customer));
    CHECK(chased.answer().service_request().name() == town.request);
    CHECK(chased.answer().service_request().owner_role().empty());

    story.finish(neighbour.service_request().name());
    story.finish(town.request);
}

}  // namespace
