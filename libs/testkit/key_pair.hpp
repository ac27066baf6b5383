#pragma once

#include <string>

#include "libs/testkit/process.hpp"

namespace hearth::testkit {

/// A key pair for tokens, in a folder that is gone with it. Throws when it cannot be made.
struct KeyPair {
    KeyPair();

    TempDir dir;
    std::string private_path;
    std::string public_path;
};

}  // namespace hearth::testkit
