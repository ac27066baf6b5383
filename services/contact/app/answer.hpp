#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "services/contact/domain/ports.hpp"

namespace hearth::contact::app {

/// What is said back to whoever reports, replies or asks.
struct Answer {
    /// What a stranger may know of his request: that it was taken in.
    struct TakenIn {
        std::string number;
        std::string request_class;
        std::optional<Uuid> request;  ///< absent: it is somebody else's
    };

    std::optional<Request> request;
    std::optional<TakenIn> taken_in;  ///< instead of the request
    std::string outcome;              ///< `opened`, `joined`, `progress`, `asked`, `noted` …
    std::optional<Promise> promise;   ///< that holds now
    std::optional<IncidentKnown> incident;
    std::vector<std::string> known;  ///< words for programs: `PLANNED_WORK`
    std::string text_zh;
    std::string text_en;
    std::vector<Request> likely_same;
    std::vector<std::string> ask;  ///< what is still to be asked
    std::vector<Answer> parts;     ///< of several classes, the hazard first
};

/// The request as it stands, and the promise that holds now.
Answer standing(const Request& request);
/// What a stranger may know of it.
Answer taken_in(const Request& request, const std::string& number);
/// The first of these kinds that was made and is neither settled nor renewed; null when there is
/// none.
const Promise* promise_made(const Request& request, std::initializer_list<const char*> kinds);

}  // namespace hearth::contact::app
