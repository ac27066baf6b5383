#include "libs/testkit/key_pair.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace hearth::testkit {
namespace {

constexpr const char* kCeilings = R"(test:
  audience: hearth-internal
  tenants: [all]
  speaks_for: {"*": ["*"]}
edge:
  audience: hearth-edge
  tenants: [all]
  speaks_for: {"*": ["*"]}
)";

void openssl(const std::vector<std::string>& args) {
    Process process{"openssl", {args, {}}};
    if (process.wait(std::chrono::seconds{10}) != 0)
        throw std::runtime_error("openssl failed: " + process.output());
}

}  // namespace

void make_key(const std::string& path, const std::string& public_path) {
    openssl({"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path});
    openssl({"pkey", "-in", path, "-pubout", "-out", public_path});
}

KeyPair::KeyPair()
    : private_path(dir.path() / "test.key"),
      edge_path(dir.path() / "edge.key"),
      trusted_dir(dir.path() / "trusted") {
    std::filesystem::create_directory(trusted_dir);
    make_key(private_path, trusted_dir + "/test.pub");
    make_key(edge_path, trusted_dir + "/edge.pub");
    std::ofstream{trusted_dir + "/ceilings.yaml"} << kCeilings;
}

}  // namespace hearth::testkit
