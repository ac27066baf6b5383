#include "libs/testkit/key_pair.hpp"

#include <stdexcept>

namespace hearth::testkit {
namespace {

void openssl(const std::vector<std::string>& args) {
    Process process{"openssl", {args, {}}};
    if (process.wait(std::chrono::seconds{10}) != 0)
        throw std::runtime_error("openssl failed: " + process.output());
}

}  // namespace

KeyPair::KeyPair() : private_path(dir.path() / "token.key"), public_path(dir.path() / "token.pub") {
    openssl({"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out",
             private_path});
    openssl({"pkey", "-in", private_path, "-pubout", "-out", public_path});
}

}  // namespace hearth::testkit
