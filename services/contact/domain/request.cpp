#include "services/contact/domain/request.hpp"

#include <algorithm>
#include <type_traits>

namespace hearth::contact {
namespace {

template <typename Self>
auto find_step(Self& request, std::string_view id) -> decltype(request.steps.data()) {
    decltype(request.steps.data()) found = nullptr;
    for (auto& step : request.steps) {
        const bool fits = step.round == request.round && step.id == id;
        if (fits && (found == nullptr || step.attempt > found->attempt)) found = &step;
    }
    return found;
}

template <typename Self>
auto find_promise(Self& request, std::string_view kind) -> decltype(request.promises.data()) {
    decltype(request.promises.data()) found = nullptr;
    for (auto& promise : request.promises) {
        const bool fits = promise.round == request.round && promise.kind == kind;
        if (fits && !promise.renewed_by) found = &promise;
    }
    return found;
}

}  // namespace

Step* Request::step(std::string_view id) {
    return find_step(*this, id);
}

const Step* Request::step(std::string_view id) const {
    return find_step(*this, id);
}

const RequestClock* Request::clock(std::string_view id) const {
    const auto found = std::find_if(clocks.begin(), clocks.end(),
                                    [&](const RequestClock& clock) { return clock.id == id; });
    return found == clocks.end() ? nullptr : &*found;
}

Promise* Request::promise(std::string_view kind) {
    return find_promise(*this, kind);
}

const Promise* Request::promise(std::string_view kind) const {
    return find_promise(*this, kind);
}

const Promise* Request::promise(const Uuid& id) const {
    const auto found = std::find_if(promises.begin(), promises.end(),
                                    [&](const Promise& promise) { return promise.uid == id; });
    return found == promises.end() ? nullptr : &*found;
}

std::string request_name(const Uuid& uid) {
    return "serviceRequests/" + to_string(uid);
}

std::string agent_name(const std::string& code) {
    return code.empty() ? std::string{} : "agents/" + code;
}

std::string_view name_of(Hazard hazard) {
    switch (hazard) {
        case Hazard::kNone:
            return "none";
        case Hazard::kProperty:
            return "property";
        case Hazard::kLife:
            return "life";
    }
    return {};
}

std::string_view name_of(RequestState state) {
    switch (state) {
        case RequestState::kReceived:
            return "received";
        case RequestState::kTriaged:
            return "triaged";
        case RequestState::kInProgress:
            return "in_progress";
        case RequestState::kWaiting:
            return "waiting";
        case RequestState::kResolved:
            return "resolved";
        case RequestState::kClosed:
            return "closed";
        case RequestState::kWithdrawn:
            return "withdrawn";
        case RequestState::kMerged:
            return "merged";
    }
    return {};
}

std::string_view name_of(PromiseState state) {
    switch (state) {
        case PromiseState::kMade:
            return "made";
        case PromiseState::kKept:
            return "kept";
        case PromiseState::kBroken:
            return "broken";
        case PromiseState::kRenewed:
            return "renewed";
        case PromiseState::kWithdrawn:
            return "withdrawn";
    }
    return {};
}

}  // namespace hearth::contact
