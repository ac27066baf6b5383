#include <catch2/catch.hpp>
#include <manifest_gen/contact.hpp>

#include "libs/testkit/filled.hpp"
#include "libs/testkit/service_process.hpp"
#include "services/contact/storage/stores.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;

/// Kept as one is that a program with more files opened.
void plant(const testkit::TestDatabase& database, const Request& request) {
    sql::Pool pool{database.app(), all_statements()};
    auto tx = pool.begin(1, Deadline::after(5s));
    REQUIRE(tx);
    const Edited edited{request, {}, {}};
    open_stores(*tx)->requests().save({&edited, 1}, {{request.uid, {}}});
    REQUIRE(tx->commit());
}

TEST_CASE("finding 10: the service does not start while an edition in use is missing") {
    const testkit::ServiceGround ground{
        "contact", {topics_of(manifest::contact::kManifest), 1}, {}};
    auto request = testkit::filled<Request>(1);
    request.state = RequestState::kWaiting;
    request.request_class = "no_supply.electricity";
    request.class_edition = 7;
    request.clocks.clear();
    plant(ground.database(), request);
    {
        testkit::ServiceProcess refused{ground, HEARTH_CONTACT, "/dev/null"};
        CHECK(refused.process().wait(30s) == 1);
        CHECK(refused.output().find("class no_supply.electricity edition 7 is missing, and 1 open "
                                    "requests use it") != std::string::npos);
    }
    ground.database().run("UPDATE service_request SET class_edition = 1");
    const testkit::ServiceProcess started{ground, HEARTH_CONTACT, "/dev/null"};
    CHECK(started.becomes_ready());
}

}  // namespace
}  // namespace hearth::contact
