#include "services/gateway/openapi.hpp"

#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "libs/core/text.hpp"
#include "services/gateway/routes.hpp"
#include "services/gateway/words.hpp"

namespace hearth::gateway {
namespace {

using Json = nlohmann::json;

const Json& document() {
    static const Json made = Json::parse(open_api());
    return made;
}

/// All references below a value.
void references(const Json& value, std::set<std::string>& found) {
    if (value.is_object() && value.contains("$ref")) found.insert(value.at("$ref"));
    if (!value.is_structured()) return;
    for (const Json& part : value)
        references(part, found);
}

}  // namespace

TEST_CASE("the document has every route and nothing else") {
    std::size_t operations = 0;
    for (const auto& path : document().at("paths"))
        operations += path.size();
    CHECK(operations == routes().size());
    for (const Route& route : routes()) {
        const std::string verb = lower_case(route.verb);
        INFO(verb << " " << route.path);
        const auto& path = document().at("paths").at(PathTemplate{route.path}.open_api());
        CHECK(path.at(verb).contains("responses"));
        CHECK_FALSE(path.at(verb).at("summary").get<std::string>().empty());
        CHECK(path.at(verb).contains("requestBody") == !route.body.empty());
    }
}

TEST_CASE("every reference resolves, every schema is used, operations are told apart") {
    std::set<std::string> found;
    references(document(), found);
    CHECK(found.size() > 50);
    for (const std::string& reference : found) {
        INFO(reference);
        CHECK(document().contains(Json::json_pointer{reference.substr(1)}));
    }
    for (const auto& [name, schema] : document().at("components").at("schemas").items()) {
        INFO(name);
        CHECK((found.count("#/components/schemas/" + name) == 1 || name == "StreamEvent"));
    }
    std::set<std::string> ids;
    for (const auto& path : document().at("paths")) {
        for (const auto& operation : path)
            CHECK(ids.insert(operation.at("operationId")).second);
    }
}

TEST_CASE("the document lists the reasons of libs and of every service with their words") {
    const auto& reason = document().at("components").at("schemas").at("Reason");
    const std::string said = reason.at("description");
    const auto known = reason.at("anyOf").at(0).at("enum").get<std::set<std::string>>();
    for (const char* one :
         {"STALE_ETAG", "KEY_HELD", "NOT_MOVABLE", "IMPORT_STARTED", "CHANNEL_SECRET"}) {
        INFO(one);
        CHECK(known.contains(one));
        CHECK(said.find("`" + std::string{one} + "`: ") != std::string::npos);
    }
    CHECK(known.size() == reason_words().at("zh-CN").size());
}

TEST_CASE("comments, types and headers of the protos are in the document") {
    const auto& schemas = document().at("components").at("schemas");
    const auto& party = schemas.at("registry.v1.Party");
    CHECK(party.at("description").get<std::string>().starts_with("A person or organisation"));
    CHECK(party.at("properties").at("createTime").at("format") == "date-time");
    CHECK(party.at("properties").at("needs").at("type") == "array");
    CHECK(schemas.at("registry.v1.PartyKind").at("enum").size() == 3);
    const auto& update = document().at("paths").at("/v1/parties/{id}").at("patch");
    std::set<std::string> parameters;
    for (const auto& parameter : update.at("parameters"))
        parameters.insert(parameter.at("in").get<std::string>() + " " +
                          parameter.at("name").get<std::string>());
    CHECK(parameters == std::set<std::string>{"path id", "query updateMask",
                                              "header Idempotency-Key", "header If-Match"});
}

TEST_CASE("each event of a channel has an example, in its body and in what it must carry") {
    int shown = 0;
    for (const Route& route : routes()) {
        if (route.adapter == nullptr) continue;
        INFO(route.path);
        const auto& path = document().at("paths").at(std::string{route.path});
        const auto& operation = path.at(lower_case(route.verb));
        if (operation.contains("requestBody")) {
            for (const auto& content : operation.at("requestBody").at("content"))
                CHECK(content.contains("example"));
        }
        for (const auto& parameter : operation.value("parameters", Json::array()))
            CHECK((parameter.contains("example") || !parameter.value("required", false)));
        ++shown;
    }
    CHECK(shown >= 4);
}

}  // namespace hearth::gateway
