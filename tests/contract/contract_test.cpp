#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "deploy/manifest/catalogue.hpp"
#include "libs/testkit/process.hpp"
#include "tests/contract/protos.hpp"
#include "tests/contract/reads.hpp"
#include "tests/contract/samples.hpp"

namespace {

using namespace hearth::contract;
namespace manifest = hearth::manifest;

const std::filesystem::path kRoot{HEARTH_SOURCE_DIR};
const auto kSamples = kRoot / "tests/contract/samples";

std::string listed(const std::vector<std::string>& faults) {
    std::string text;
    for (const auto& fault : faults)
        text += fault + "\n";
    return text;
}

TEST_CASE("what was ever sent still parses and means the same") {
    const Protos protos{kRoot / "proto"};
    CHECK(listed(broken(read_samples(kSamples), protos)).empty());
}

TEST_CASE("each message, value and RPC has a sample") {
    const Protos protos{kRoot / "proto"};
    auto without = missing(read_samples(kSamples), samples_of(protos));
    if (std::getenv("HEARTH_BLESS") != nullptr) {
        append_samples(kSamples, without);
        without.clear();
    }
    std::string names;
    for (const auto& sample : without)
        names += sample.kind + " " + sample.name + "\n";
    INFO("add what is new by: HEARTH_BLESS=1 contract_test");
    CHECK(names.empty());
}

template <typename Value>
Value must(hearth::Result<Value> result) {
    if (!result) {
        for (const auto& fault : result.error().fields)
            UNSCOPED_INFO(fault.field << ": " << fault.message);
    }
    REQUIRE(result);
    return *std::move(result);
}

TEST_CASE("each listener reads or ignores each event it hears, and finds the fields it reads") {
    const auto services = must(manifest::read_services(kRoot));
    const auto events = must(manifest::read_events(HEARTH_DESCRIPTORS));
    const Protos protos{kRoot / "proto"};
    CHECK(listed(unmet({services, events, protos})).empty());
}

std::string file_text(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

TEST_CASE("events and manifests agree, and the catalogue tells of them as they are") {
    const auto services = must(manifest::read_services(kRoot));
    const auto events = must(manifest::read_events(HEARTH_DESCRIPTORS));
    CHECK(listed(manifest::disagreements(services, events)).empty());
    INFO("renew them by: ninja -C build/release event_docs");
    const bool catalogue =
        file_text(kRoot / "proto/EVENTS.md") == manifest::event_catalogue(services, events);
    CHECK(catalogue);
    const bool async =
        file_text(kRoot / "proto/asyncapi.yaml") == manifest::async_api(services, events);
    CHECK(async);
}

/// Today's protos in a folder of their own.
class Package {
public:
    explicit Package(const std::string& body) {
        std::filesystem::create_directories(dir_.path() / "hearth/a/v1");
        std::ofstream{dir_.path() / "hearth/a/v1/a.proto"}
            << "syntax = \"proto3\";\npackage hearth.a.v1;\n" + body;
        protos_ = std::make_unique<Protos>(dir_.path());
    }
    [[nodiscard]] const Protos& protos() const { return *protos_; }

private:
    hearth::testkit::TempDir dir_;
    std::unique_ptr<Protos> protos_;
};

std::string faults_after(const std::string& before, const std::string& after) {
    return listed(broken(samples_of(Package{before}.protos()), Package{after}.protos()));
}

TEST_CASE("an addition breaks nothing") {
    CHECK(faults_after(
              "message A { string b = 1; } enum E { E_UNSPECIFIED = 0; }",
              "message A { string b = 1; int32 c = 2; } enum E { E_UNSPECIFIED = 0; E_ONE = 1; }")
              .empty());
}

TEST_CASE("each change of the wire is found") {
    const std::string before = "message A { string b = 1; int32 c = 2; }";
    CHECK(faults_after(before, "message A { string b = 3; int32 c = 2; }") ==
          "hearth.a.v1.A has bytes that no field reads\n");
    CHECK(faults_after(before, "message A { string b = 1; int32 d = 2; }")
              .starts_with("hearth.a.v1.A its JSON does not parse"));
    CHECK(faults_after(before, "message A { string b = 2; string c = 1; }")
              .starts_with("hearth.a.v1.A has bytes"));
    CHECK(faults_after(before, "message A { string b = 1; sint32 c = 2; }")
              .starts_with("hearth.a.v1.A means something else"));
    CHECK(faults_after(before, "message B {}") == "hearth.a.v1.A is gone\n");
    CHECK(faults_after("enum E { E_UNSPECIFIED = 0; E_ONE = 1; }",
                       "enum E { E_UNSPECIFIED = 0; E_ONE = 2; }") ==
          "hearth.a.v1.E E_ONE was 1\n");
    CHECK(faults_after("message A {} service S { rpc Get(A) returns (A); }", "message A {}") ==
          "hearth.a.v1.S.Get is gone\n");
}

/// Contact listens to two events of one topic.
struct Story {
    Package package{
        "message B { string c = 1; } message Made { B b = 1; repeated B many = 2; } message Gone "
        "{ string b = 1; }"};
    std::vector<manifest::EventType> events{{"hearth.a.v1.Made", "hearth.a.noun.v1", "", {}},
                                            {"hearth.a.v1.Gone", "hearth.a.noun.v1", "", {}}};

    using Reads = std::map<std::string, std::vector<std::string>>;

    [[nodiscard]] std::string faults(const Reads& reads,
                                     const std::vector<std::string>& ignores = {}) const {
        manifest::Service contact;
        contact.name = "contact";
        contact.listens = {{"a", {"a.noun"}}};
        contact.reads = reads;
        contact.ignores = ignores;
        const std::vector<manifest::Service> services{contact};
        return listed(unmet({services, events, package.protos()}));
    }
};

TEST_CASE("what is said to be read and nothing meets is found, and an event of nothing said") {
    const Story story;
    CHECK(story.faults({{"a.noun", {"b"}}}).empty());
    CHECK(story.faults({{"a.noun", {"b"}}, {"hearth.a.v1.Made", {"many.c"}}}).empty());
    CHECK(story.faults({{"hearth.a.v1.Made", {"b.c"}}}, {"hearth.a.v1.Gone"}).empty());
    CHECK(story.faults({{"hearth.a.v1.Made", {"b.c"}}}) ==
          "contact: neither reads nor ignores hearth.a.v1.Gone\n");
    CHECK(story.faults({{"a.noun", {"b", "b.c"}}}) == "contact: hearth.a.v1.Gone has no b.c\n");
    CHECK(story.faults({{"a.noun", {"b"}}, {"hearth.a.v1.Other", {"b"}}}) ==
          "contact: listens to no hearth.a.v1.Other\n");
    CHECK(story.faults({{"a.noun", {"b"}}}, {"hearth.a.v1.Another"}) ==
          "contact: listens to no hearth.a.v1.Another\n");
    CHECK(story.faults({{"a.noun", {"b"}}, {"hearth.a.v1.Gone", {"b"}}}, {"hearth.a.v1.Gone"}) ==
          "contact: reads and ignores hearth.a.v1.Gone\n");
}

}  // namespace
