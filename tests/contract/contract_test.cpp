#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/testkit/process.hpp"
#include "tests/contract/consumers.hpp"
#include "tests/contract/protos.hpp"
#include "tests/contract/samples.hpp"

namespace {

using namespace hearth::contract;

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

TEST_CASE("each listener finds the fields it relies on") {
    const Protos protos{kRoot / "proto"};
    const auto expectations = read_expectations(kRoot / "tests/contract/consumers.csv");
    CHECK(expectations.size() > 10);
    CHECK(listed(unmet(expectations, protos)).empty());
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

TEST_CASE("an expectation that no field meets is found") {
    const Package package{
        "message B { string c = 1; } message A { B b = 1; repeated B many = 2; }"};
    CHECK(unmet({{"contact", "hearth.a.v1.A", "b.c"}, {"contact", "hearth.a.v1.A", "many.c"}},
                package.protos())
              .empty());
    CHECK(listed(unmet({{"contact", "hearth.a.v1.A", "b.d"}, {"contact", "hearth.a.v1.X", "b"}},
                       package.protos())) ==
          "contact: hearth.a.v1.A has no b.d\ncontact: hearth.a.v1.X is gone\n");
}

}  // namespace
