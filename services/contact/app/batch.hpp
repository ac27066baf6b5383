#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "services/contact/app/casebook.hpp"

namespace hearth::contact::app {

/// Many requests changed in one transaction: locked together, each changed any number of times,
/// saved by one statement.
class Batch {
public:
    Batch(Casebook& casebook, const Scene& scene) : casebook_(casebook), scene_(scene) {}

    /// Those that are there; others are not ours, or not yet.
    Result<void> lock(const std::vector<Uuid>& uids);
    void take(std::vector<Request> locked);
    [[nodiscard]] std::vector<Uuid> locked() const;
    /// Nothing happens for a request that is not locked. `cause` is the event that is applied,
    /// empty for a timer.
    Result<void> change(const Uuid& uid, std::optional<Uuid> cause,
                        const std::function<void(Change&)>& rule);
    Result<void> save();

private:
    struct Notices {
        Uuid request;
        std::vector<NoticeIntent> intents;
        std::optional<Uuid> cause;
    };

    Casebook& casebook_;
    const Scene& scene_;
    std::map<Uuid, Edited> edited_;
    std::vector<Notices> notices_;
};

}  // namespace hearth::contact::app
