#include "libs/core/resource.hpp"

#include <catch2/catch.hpp>

namespace hearth {
namespace {

const Uuid kId = named_uuid("premise", "PR-1");

std::string told(const Error& error) {
    return error.fields.empty() ? error.reason
                                : error.fields.front().field + " " + error.fields.front().reason;
}

}  // namespace

TEST_CASE("a resource name is its collection and its id, there and back") {
    const std::string name = resource_name("premises", kId);
    CHECK(name == "premises/" + to_string(kId));
    CHECK(require_name(name, "premises", "premise").value() == kId);
    CHECK(read_name(name, "premises", "premise").value() == kId);
    CHECK(uid_of(name) == kId);
    CHECK(resource_name("premises", std::optional<Uuid>{kId}) == name);
    CHECK(resource_name("premises", std::optional<Uuid>{}).empty());
}

TEST_CASE("a name that is none is refused under its field") {
    const std::string id = to_string(kId);
    for (const std::string& wrong : {"parties/" + id, "premises" + id, "premises//" + id, id,
                                     std::string{"premises/"}, "premises/" + id + "/x"}) {
        INFO(wrong);
        CHECK(told(require_name(wrong, "premises", "work.premise").error()) ==
              "work.premise BAD_NAME");
        CHECK(told(read_name(wrong, "premises", "work.premise").error()) ==
              "work.premise BAD_NAME");
    }
    CHECK(told(require_name("", "premises", "name").error()) == "name REQUIRED");
    CHECK(read_name("", "premises", "name").value() == std::nullopt);
}

TEST_CASE("the id of another service's name is what it ends with") {
    CHECK(uid_of("workOrders/" + to_string(kId)) == kId);
    CHECK(uid_of(to_string(kId)) == kId);
    CHECK(uid_of("") == std::nullopt);
    CHECK(uid_of("crews/C01") == std::nullopt);
}

TEST_CASE("an etag is the version that was read") {
    CHECK(check_etag("3", 3));
    CHECK(check_etag("", 3));
    CHECK(check_etag("2", 3).error().reason == "STALE_ETAG");
    CHECK(check_etag("2", 3).error().code == Code::kAborted);
    CHECK(require_etag("2"));
    CHECK(told(require_etag("").error()) == "etag REQUIRED");
}

}  // namespace hearth
