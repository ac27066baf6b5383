#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace hearth::ctl {

/// A change that a service says it committed.
struct Committed {
    std::string id;
    std::string topic;
    std::string key;
    std::int64_t version = 0;
    bool unsent = false;
};

/// A message of a topic, as it stands there.
struct OnTopic {
    std::string id;
    std::string topic;
    std::string key;
    std::int64_t version = 0;
    int partition = 0;
    std::int64_t offset = 0;
};

/// What was looked at, and one line for each violation.
struct Findings {
    std::int64_t checked = 0;
    std::vector<std::string> violations;
};

/// I5: every committed change that is not waiting in an outbox is on its topic, and nothing is on a
/// topic that nobody committed. `before` was asked for before the topics were read, `after` since:
/// what was committed meanwhile may be in either.
Findings check_published(std::span<const Committed> before, std::span<const Committed> after,
                         std::span<const OnTopic> messages);

/// I6: the events of an aggregate stand on one partition as 1, 2, 3 …; exact repeats do not count.
/// Messages of one partition come in the order of their offsets.
Findings check_sequences(std::span<const OnTopic> messages);

/// I19: a step that one of the two services has open, the other has open too.
Findings check_steps(const std::set<std::string>& asked, const std::set<std::string>& worked);

}  // namespace hearth::ctl
