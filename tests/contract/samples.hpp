#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/contract/protos.hpp"

namespace hearth::contract {

/// One line of a file of samples, kept for ever:
///
///     message NAME WIRE JSON    the bytes, in hexadecimal, of a message with every field set, and
///     what they mean enum NAME VALUE NUMBER    one value rpc NAME REQUEST RESPONSE
struct Sample {
    std::string kind;
    std::string name;
    std::vector<std::string> rest;

    bool operator==(const Sample&) const = default;
};

/// What the protos say today: one sample for each message, enum value and RPC.
std::vector<Sample> samples_of(const Protos& protos);

/// What is wrong when today's protos read the samples of old ones: a message that does not parse,
/// leaves bytes unread, or has come to mean something else; a value or RPC that is gone or has
/// changed. One line each.
std::vector<std::string> broken(const std::vector<Sample>& kept, const Protos& protos);

/// Of the samples of today, those whose message, value or RPC has none in `kept`.
std::vector<Sample> missing(const std::vector<Sample>& kept, const std::vector<Sample>& today);

/// The files of a folder, one for each package. Appending never changes what is there.
std::vector<Sample> read_samples(const std::filesystem::path& folder);
void append_samples(const std::filesystem::path& folder, const std::vector<Sample>& samples);

}  // namespace hearth::contract
