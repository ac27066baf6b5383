#include "libs/rpc/constraints.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "tests/contract/damage.hpp"
#include "tests/contract/protos.hpp"

namespace {

using namespace hearth;
using namespace hearth::contract;

std::string told(const rpc::Violations& violations) {
    std::string text;
    for (const auto& violation : violations)
        text += violation.field + ' ' + violation.reason + '\n';
    return text;
}

const Protos& protos() {
    static const Protos read{HEARTH_SOURCE_DIR "/proto"};
    return read;
}

TEST_CASE("no constraint is declared that could hold for nothing") {
    std::string faults;
    for (const auto& [name, type] : protos().messages()) {
        for (const std::string& fault : rpc::faults_of(*type))
            faults += fault + '\n';
    }
    CHECK(faults.empty());
}

TEST_CASE("each rule of a request is broken by a damage of its own, and by none other") {
    int damages = 0;
    for (const auto& [path, method] : protos().methods()) {
        INFO(path);
        const auto right = protos().make(*method->input_type());
        fill_well(*right);
        CHECK(told(rpc::check(*right)).empty());
        for (const Damage& damage : damages_of(*right)) {
            CHECK(told(rpc::check(*damage.message)) == damage.field + ' ' + damage.reason + '\n');
            ++damages;
        }
    }
    CHECK(damages > 200);
}

}  // namespace
