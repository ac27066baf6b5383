#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/suite/story.hpp"

namespace hearth::chaos {

/// What is wrong with what a suite holds, a line each. Ask once it is quiet.

/// Premises that do not have exactly one request of no supply that is open.
std::vector<std::string> not_one_open(const suite::Doors& doors,
                                      const std::vector<suite::Household>& homes);
/// Requests whose timeline is not 1, 2, 3 … up to their version.
std::vector<std::string> gaps(const suite::Story& story, const std::vector<std::string>& requests);
/// Requests that gRPC, HTTP and hearthctl do not print as the same bytes.
std::vector<std::string> differences(const suite::Suite& suite, const suite::Doors& doors,
                                     const std::vector<std::string>& requests);
/// What `hearthctl check invariants` finds.
std::vector<std::string> broken_invariants(const suite::Suite& suite);

/// All requests, by name.
std::vector<std::string> all_requests(const suite::Doors& doors);
/// How a story ended, in words that do not depend on when: state, steps, promises, work, rows of
/// the timeline.
std::string shape(const suite::Story::Whole& whole);
/// A digest of each table of a service; those that only count deliveries are left out.
std::map<std::string, std::string> digests(const suite::Suite& suite, const std::string& service);

std::string joined(const std::vector<std::string>& lines);

}  // namespace hearth::chaos
