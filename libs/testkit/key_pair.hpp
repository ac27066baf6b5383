#pragma once

#include <string>

#include "libs/testkit/process.hpp"

namespace hearth::testkit {

/// Keys for tokens and the folder by which they are trusted: one that may say anything to services,
/// one that may say anything to the gateway. Gone with it. Throws when they cannot be made.
struct KeyPair {
    KeyPair();

    TempDir dir;
    std::string private_path;
    std::string edge_path;  ///< of browsers' and phones' tokens
    std::string trusted_dir;
};

/// A new private key of P-256 at `path`, and its public half at `public_path`. Throws.
void make_key(const std::string& path, const std::string& public_path);

}  // namespace hearth::testkit
