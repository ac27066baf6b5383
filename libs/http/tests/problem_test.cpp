#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "libs/http/http.hpp"
#include "libs/words/words.hpp"

namespace hearth::http {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

/// Speaks the words of libs for as long as it lives.
struct Spoken {
    Spoken() {
        Words words;
        auto files = words::load_folder(HEARTH_WORDS_DIR).value();
        for (words::File& file : files)
            words[file.language] = std::move(file.reasons);
        speak(std::move(words));
    }
    ~Spoken() { speak({}); }
    Spoken(const Spoken&) = delete;
    Spoken& operator=(const Spoken&) = delete;
};

}  // namespace

TEST_CASE("a problem has everything RFC 9457 and we ask for") {
    const Spoken spoken;
    const Response response =
        problem(invalid_argument({{"party.kind", "REQUIRED", "is required"},
                                  {"party.needs[2]", "UNKNOWN_NEED", "is not a need"}}),
                "0af7651916cd43dd8448eb211c80319c", "");
    CHECK(response.status == 400);
    CHECK(response.headers.at("content-type") == "application/problem+json");
    const Json body = Json::parse(response.body);
    CHECK(body.at("type") == "urn:hearth:problem:INVALID_FIELDS");
    CHECK(body.at("title") == "Some fields are wrong");
    CHECK(body.at("status") == 400);
    CHECK(body.at("detail").get<std::string>().starts_with("the request is not valid"));
    CHECK(body.at("reason") == "INVALID_FIELDS");
    CHECK(body.at("fields").at(1) == Json{{"field", "party.needs[2]"},
                                          {"reason", "UNKNOWN_NEED"},
                                          {"message", "is not a need"}});
    CHECK(body.at("trace_id") == "0af7651916cd43dd8448eb211c80319c");
    CHECK(response.headers.count("Retry-After") == 0);
}

TEST_CASE("a problem speaks the client's language") {
    const Spoken spoken;
    const Error error = invalid_argument("phone", "REQUIRED", "is required");
    const Response chinese = problem(error, "", "zh-CN,zh;q=0.9,en;q=0.8");
    const Json body = Json::parse(chinese.body);
    CHECK(body.at("title") == "为必填项");
    CHECK(body.at("fields").at(0).at("message") == "为必填项");
    CHECK(chinese.headers.at("Content-Language") == "zh-CN");
    // A reason without words of its own has those of its code.
    CHECK(Json::parse(problem(not_found("x"), "", "zh").body).at("title") == "未找到");
    CHECK(Json::parse(problem(not_found("x"), "", "fr").body).at("title") == "Not found");
    CHECK(pick_language("en;q=0.9, zh-TW;q=0.95") == "zh-CN");
    CHECK(pick_language("zh;q=0") == "en");
    CHECK(pick_language("zh;q=0.5,en;q=0.7") == "en");
    CHECK(pick_language(";;,q=,zh;q=1.000") == "zh-CN");
}

TEST_CASE("a program without words says the code's name") {
    const Json body = Json::parse(problem(aborted("STALE_ETAG", "read it again"), "", "zh").body);
    CHECK(body.at("title") == "ABORTED");
    CHECK(body.at("detail") == "read it again");
}

TEST_CASE("when to try again is said in whole seconds and in milliseconds") {
    const Response response = problem(unavailable("DATABASE_DOWN", "try again", 1200ms), "", "");
    CHECK(response.status == 503);
    CHECK(response.headers.at("Retry-After") == "2");
    CHECK(Json::parse(response.body).at("retry_after_ms") == 1200);
    CHECK(problem(unavailable("X", "x", 0ms), "", "").headers.at("Retry-After") == "1");
}

TEST_CASE("text that is not UTF-8 does not break a problem") {
    const Response response = problem(invalid_argument("a\xff", "BAD_VALUE", "b\xfe"), "", "");
    CHECK(Json::parse(response.body).at("fields").size() == 1);
}

TEST_CASE("every code has its status") {
    CHECK(http_status(Code::kOk) == 200);
    CHECK(http_status(Code::kUnauthenticated) == 401);
    CHECK(http_status(Code::kPermissionDenied) == 403);
    CHECK(http_status(Code::kNotFound) == 404);
    CHECK(http_status(Code::kAborted) == 409);
    CHECK(http_status(Code::kAlreadyExists) == 409);
    CHECK(http_status(Code::kResourceExhausted) == 429);
    CHECK(http_status(Code::kUnavailable) == 503);
    CHECK(http_status(Code::kDeadlineExceeded) == 504);
    CHECK(http_status(static_cast<Code>(99)) == 500);
    CHECK(problem(405, failed_precondition("METHOD_NOT_ALLOWED", "x"), "", "").status == 405);
}

}  // namespace hearth::http
