#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "libs/auth/auth.hpp"

namespace hearth::service {

/// Tokens of this process for calls to its peers, one per tenant, made anew in the last minute of
/// their five. Thread-safe.
class OwnToken {
public:
    OwnToken(auth::Signer signer, std::string principal)
        : signer_(std::move(signer)), principal_(std::move(principal)) {}
    std::string get(int tenant);

private:
    struct Signed {
        std::string text;
        Instant renew_at;
    };
    auth::Signer signer_;
    std::string principal_;
    std::mutex mutex_;
    std::map<int, Signed> by_tenant_;
};

}  // namespace hearth::service
