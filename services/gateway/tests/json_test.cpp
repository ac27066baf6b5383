#include "libs/http/json.hpp"

#include <catch2/catch.hpp>

#include "hearth/dispatch/v1/dispatch_service.pb.h"
#include "hearth/registry/v1/registry_service.pb.h"

namespace hearth::http {
namespace {

using Request = registry::v1::CreatePartyRequest;

std::vector<std::string> wrong(const std::string& text) {
    Request request;
    const auto read = from_json(text, request);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == Code::kInvalidArgument);
    std::vector<std::string> all;
    for (const FieldViolation& field : read.error().fields)
        all.push_back(field.field + " " + field.reason);
    return all;
}

using Wrong = std::vector<std::string>;

}  // namespace

TEST_CASE("JSON comes in by either name and goes out in camelCase, with empty fields") {
    Request request;
    REQUIRE(from_json(R"({"requestId":"1","party":{"kind":"PARTY_KIND_PERSON","name_zh":"王",
        "needs":["deaf"],"createTime":"2026-03-03T10:00:00+08:00"},"contactPoints":null})",
                      request));
    CHECK(request.party().name_zh() == "王");
    CHECK(request.party().kind() == registry::v1::PARTY_KIND_PERSON);
    const std::string text = to_json(request);
    CHECK(text.find(R"("nameZh":"王")") != std::string::npos);
    CHECK(text.find(R"("createTime":"2026-03-03T02:00:00Z")") != std::string::npos);
    CHECK(text.find(R"("contactPoints":[])") != std::string::npos);
    Request again;
    REQUIRE(from_json(text, again));
    CHECK(again.SerializeAsString() == request.SerializeAsString());
}

TEST_CASE("every wrong field is named, at once, as it was written") {
    CHECK(wrong(R"({"nonsense":1,"party":{"foo":2,"kind":"BAR","needs":["a",3],"nameZh":false,
        "createTime":"soon"},"contactPoints":[{"preferred":"yes"},7]})") ==
          Wrong{"contactPoints[0].preferred BAD_VALUE", "contactPoints[1] BAD_VALUE",
                "nonsense UNKNOWN_FIELD", "party.createTime BAD_VALUE", "party.foo UNKNOWN_FIELD",
                "party.kind BAD_VALUE", "party.nameZh BAD_VALUE", "party.needs[1] BAD_VALUE"});
    CHECK(wrong(R"({"contactPoints":{}})") == Wrong{"contactPoints BAD_VALUE"});
    CHECK(wrong(R"({"party":[]})") == Wrong{"party BAD_VALUE"});
    for (const char* text : {"", "{", "[]", "1", "\"a\"", "null", "{\"a\xff\":1}"})
        CHECK(wrong(text) == Wrong{"body BAD_JSON"});
    CHECK(wrong(std::string(200000, '[')) == Wrong{"body BAD_JSON"});
}

TEST_CASE("numbers come as numbers or texts, maps as objects") {
    dispatch::v1::PushMutationsRequest request;
    REQUIRE(from_json(R"({"mutations":[{"sequence":"7","baseVersion":3.0,"args":{"fields":
        {"a":"b"}},"location":{"latitude":"1.5","longitude":2}}]})",
                      request));
    CHECK(request.mutations(0).sequence() == 7);
    CHECK(request.mutations(0).location().latitude() == 1.5);
    CHECK(request.mutations(0).args().fields().at("a") == "b");
    for (const char* bad :
         {R"({"mutations":[{"sequence":1.5}]})", R"({"mutations":[{"sequence":"x"}]})",
          R"({"mutations":[{"args":{"fields":{"a":1}}}]})",
          R"({"mutations":[{"location":{"latitude":"north"}}]})",
          R"({"mutations":[{"sequence":99999999999999999999}]})"}) {
        dispatch::v1::PushMutationsRequest other;
        CHECK_FALSE(from_json(bad, other));
    }
}

}  // namespace hearth::http
