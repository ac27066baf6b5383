#include "services/gateway/transcode.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "hearth/contact/v1/contact_service.pb.h"
#include "hearth/dispatch/v1/dispatch_service.pb.h"
#include "hearth/registry/v1/registry_service.pb.h"

#include "libs/testkit/damage.hpp"

namespace hearth::gateway {
namespace {

struct Case {
    std::string verb;
    std::string path;
    http::Query query = {};
    http::Fields headers = {};
    std::string body = {};
};

Result<std::string> transcode(const Case& in) {
    const Router router;
    auto found = router.find(in.verb, in.path);
    REQUIRE(found.match);
    http::Request request;
    request.method = in.verb;
    request.path = in.path;
    request.query = in.query;
    request.headers = in.headers;
    request.body = in.body;
    return Transcoder{routes()[found.match->index]}.request(request, found.match->bound);
}

template <typename Message>
Message message(const Case& in) {
    const auto bytes = transcode(in);
    INFO((bytes ? "" : bytes.error().message));
    REQUIRE(bytes);
    Message parsed;
    REQUIRE(parsed.ParseFromString(*bytes));
    return parsed;
}

std::vector<std::string> wrong(const Case& in) {
    const auto bytes = transcode(in);
    REQUIRE_FALSE(bytes);
    std::vector<std::string> all;
    for (const auto& field : bytes.error().fields)
        all.push_back(field.field + " " + field.reason);
    return all;
}

using Wrong = std::vector<std::string>;

}  // namespace

TEST_CASE("path, query, headers and body become one request") {
    const auto create = message<registry::v1::CreatePartyRequest>(
        {"POST",
         "/v1/parties",
         {},
         {{"Idempotency-Key", "k1"}},
         R"({"party":{"kind":"PARTY_KIND_PERSON","nameZh":"王芳"},"contactPoints":[{"value":"1"}]})"});
    CHECK(create.request_id() == "k1");
    CHECK(create.party().name_zh() == "王芳");
    CHECK(create.contact_points(0).value() == "1");

    const auto list =
        message<contact::v1::ListRequestsRequest>({"GET",
                                                   "/v1/serviceRequests",
                                                   {{"pageSize", "20"},
                                                    {"page_token", "t"},
                                                    {"states", "REQUEST_STATE_RECEIVED"},
                                                    {"states", "REQUEST_STATE_CLOSED"},
                                                    {"class", "enquiry"}}});
    CHECK(list.page_size() == 20);
    CHECK(list.page_token() == "t");
    CHECK(list.states_size() == 2);
    CHECK(list.class_() == "enquiry");

    const auto assign = message<contact::v1::AssignRequestRequest>(
        {"POST",
         "/v1/serviceRequests/u1:assign",
         {},
         {{"If-Match", "\"5\""},
          {"Idempotency-Key", "k"},
          {"Content-Type", "application/json; charset=utf-8"}},
         R"({"role":"lead"})"});
    CHECK(assign.name() == "serviceRequests/u1");
    CHECK(assign.etag() == "5");
    CHECK(assign.role() == "lead");
    CHECK(
        message<dispatch::v1::ConfirmIncidentRequest>({"POST", "/v1/incidents/x:confirm"}).name() ==
        "incidents/x");
}

TEST_CASE("a change of some fields knows which, by query or by what the body holds") {
    const auto by_body = message<registry::v1::UpdatePartyRequest>(
        {"PATCH",
         "/v1/parties/u1",
         {},
         {{"If-Match", "W/\"3\""}},
         R"({"nameZh":"","party_class":"PARTY_CLASS_KEY"})"});
    CHECK(by_body.party().name() == "parties/u1");
    CHECK(by_body.party().etag() == "3");
    CHECK(by_body.update_mask().paths_size() == 2);
    CHECK(by_body.update_mask().paths(0) == "name_zh");
    const auto by_query = message<registry::v1::UpdatePartyRequest>(
        {"PATCH", "/v1/parties/u1", {{"updateMask", "nameZh,needs"}}, {}, R"({"nameZh":"x"})"});
    CHECK(by_query.update_mask().paths(1) == "needs");
    CHECK(message<registry::v1::UpdatePartyRequest>(
              {"PATCH", "/v1/parties/u1", {}, {{"If-Match", "*"}}, R"({"nameZh":"x"})"})
              .party()
              .etag()
              .empty());
}

TEST_CASE("whatever a client writes becomes a request or names what is wrong") {
    testkit::Damage damage;
    CAPTURE(damage.seed());
    const Router router;
    for (int i = 0; i < 5000; ++i) {
        http::Request request;
        request.method = "PATCH";
        request.path = "/v1/parties/u1";
        request.query = {{"updateMask", i % 3 == 0 ? damage("nameZh,needs") : "nameZh"}};
        request.headers = {{"If-Match", i % 3 == 1 ? damage("W/\"3\"") : "\"3\""}};
        request.body = damage(R"({"nameZh":"王芳","needs":["NEED_LIFE_SUPPORT"],"partyClass":1})");
        const auto route = router.find(request.method, request.path).match.value();
        const auto bytes = Transcoder{routes()[route.index]}.request(request, route.bound);
        INFO(request.body);
        if (!bytes) {
            REQUIRE(bytes.error().code == Code::kInvalidArgument);
            REQUIRE_FALSE(bytes.error().fields.at(0).field.empty());
        } else {
            REQUIRE(registry::v1::UpdatePartyRequest{}.ParseFromString(*bytes));
        }
        const std::string verb = i % 2 == 0 ? damage("POST") : "POST";
        const auto near = router.find(verb, damage("/v1/serviceRequests/R-1000042:assign"));
        if (near.match) REQUIRE(routes()[near.match->index].verb == verb);
        for (const std::string_view other : near.allowed)
            REQUIRE(other != verb);
    }
}

TEST_CASE("the numbers people say stand where names stand") {
    CHECK(
        message<contact::v1::GetRequestRequest>({"GET", "/v1/serviceRequests/R-1000042"}).name() ==
        "R-1000042");
    CHECK(message<dispatch::v1::GetWorkOrderRequest>({"GET", "/v1/workOrders/W-17"}).name() ==
          "W-17");
    CHECK(message<dispatch::v1::GetCrewRequest>({"GET", "/v1/crews/C-03"}).name() == "crews/C-03");
}

TEST_CASE("what is wrong is named as the client wrote it, all at once") {
    CHECK(wrong({"GET",
                 "/v1/serviceRequests",
                 {{"pageSize", "x"}, {"nonsense", "1"}, {"states", "OPEN"}, {"a.b", "c"}}}) ==
          Wrong{"a.b UNKNOWN_FIELD", "nonsense UNKNOWN_FIELD", "pageSize BAD_VALUE",
                "states BAD_VALUE"});
    CHECK(wrong({"POST", "/v1/parties", {}, {}, R"({"party":{"nam":"x"}})"}) ==
          Wrong{"party.nam UNKNOWN_FIELD"});
    CHECK(wrong({"POST", "/v1/parties", {{"party.kind", "1"}}, {}, "{}"}) ==
          Wrong{"party.kind UNKNOWN_FIELD"});
    CHECK(wrong({"POST", "/v1/parties", {}, {{"Idempotency-Key", "a"}}, R"({"requestId":"b"})"}) ==
          Wrong{"Idempotency-Key CONTRADICTION"});
    CHECK(wrong({"POST", "/v1/crews/C1:setState", {}, {}, R"({"name":"crews/C2"})"}) ==
          Wrong{"name CONTRADICTION"});
    CHECK(wrong({"POST", "/v1/parties", {}, {{"Content-Type", "text/xml"}}, "<a/>"}) ==
          Wrong{"Content-Type UNSUPPORTED_MEDIA_TYPE"});
    CHECK(wrong({"GET", "/v1/parties", {}, {}, "{}"}) == Wrong{"body UNEXPECTED_BODY"});
    CHECK(wrong({"PATCH", "/v1/parties/1", {}, {}, ""}) == Wrong{"body BAD_JSON"});
    CHECK(wrong({"GET", "/v1/parties", {{"pageToken", "\xff"}}}) == Wrong{"pageToken BAD_VALUE"});
    CHECK(wrong({"PATCH", "/v1/parties/1", {{"updateMask", "\xff"}}, {}, "{}"}) ==
          Wrong{"updateMask BAD_VALUE"});
}

TEST_CASE("answers are JSON with the version of what they are about") {
    const Router router;
    const Transcoder transcoder{routes()[router.find("GET", "/v1/parties/1").match->index]};
    registry::v1::GetPartyResponse answer;
    answer.mutable_party()->set_name("parties/1");
    answer.mutable_party()->set_etag("7");
    const auto response = transcoder.response(answer.SerializeAsString());
    CHECK(response.status == 200);
    CHECK(response.headers.at("ETag") == "\"7\"");
    CHECK(nlohmann::json::parse(response.body).at("party").at("name") == "parties/1");
    CHECK(transcoder.response("\xff\xff").status == 500);
    const Transcoder opening{routes()[router.find("POST", "/v1/serviceRequests").match->index]};
    contact::v1::OpenRequestResponse opened;
    opened.mutable_answer()->mutable_service_request()->set_etag("1");
    CHECK(opening.response(opened.SerializeAsString()).headers.at("ETag") == "\"1\"");
}

}  // namespace hearth::gateway
