#include "services/contact/domain/facts.hpp"

#include <algorithm>
#include <iterator>
#include <type_traits>
#include <utility>

namespace hearth::contact {
namespace {

/// One that has nothing to tell has nothing to say for it.
template <typename Told>
Details told_by(const Told& told) {
    if constexpr (std::is_empty_v<Told>) {
        return {};
    } else {
        return told.details();
    }
}

}  // namespace

std::string flag(bool value) {
    return value ? "true" : "false";
}

std::string time_text(const std::optional<Instant>& at) {
    return at ? to_rfc3339(*at) : "";
}

Details attempt_details(const std::string& step, int round, int attempt) {
    return {{"step", step}, {"round", std::to_string(round)}, {"attempt", std::to_string(attempt)}};
}

Details promise_details(const Promise& promise) {
    return {{"promise", to_string(promise.uid)},
            {"kind", promise.kind},
            {"round", std::to_string(promise.round)},
            {"due_time", to_rfc3339(promise.due)}};
}

Details joined(Details some, Details more) {
    std::ranges::move(more, std::back_inserter(some));
    return some;
}

Details unless_empty(Details optional) {
    std::erase_if(optional, [](const auto& detail) { return detail.second.empty(); });
    return optional;
}

Details OwnerChanged::details() const {
    Details all{{"role", role},
                {"agent", agent_name(agent)},
                {"old_role", old_role},
                {"old_agent", agent_name(old_agent)},
                {"why", std::string{name_of(why)}}};
    if (offer) {
        all.emplace_back("to", agent_name(offer->agent));
        all.emplace_back("due_time", to_rfc3339(offer->due));
    }
    return all;
}

Details TimelineAppended::details() const {
    Details all = std::visit([](const auto& what) { return told_by(what); }, heard);
    all.emplace_back("source_type", source_type);
    return joined(std::move(all), unless_empty({{"source", source}}));
}

std::string_view name_of(OwnerWhy why) {
    switch (why) {
        case OwnerWhy::kAssigned:
            return "assigned";
        case OwnerWhy::kOffered:
            return "offered";
        case OwnerWhy::kAccepted:
            return "accepted";
        case OwnerWhy::kNotAccepted:
            return "not_accepted";
        case OwnerWhy::kOffDuty:
            return "off_duty";
    }
    return {};
}

std::string_view type_of(const RequestEvent& event) {
    return std::visit([](const auto& told) { return told.kType; }, event);
}

Details details_of(const RequestEvent& event) {
    Details all = std::visit([](const auto& told) { return told_by(told); }, event);
    std::sort(all.begin(), all.end());
    return all;
}

std::string reference_of(const RequestEvent& event) {
    return std::visit(
        [](const auto& told) -> std::string {
            if constexpr (requires { told.promise; }) {
                return "promises/" + to_string(told.promise.uid);
            } else if constexpr (requires { told.interaction; }) {
                return told.interaction;
            } else if constexpr (requires { told.source; }) {
                return told.source;
            } else if constexpr (requires { told.into; }) {
                return request_name(told.into);
            } else {
                return {};
            }
        },
        event);
}

bool starts_work(const RequestEvent& event) {
    return std::visit(
        [](const auto& told) {
            if constexpr (requires { told.work; }) {
                return told.work;
            } else {
                return false;
            }
        },
        event);
}

std::string_view TimelineRow::detail(std::string_view key) const {
    for (const auto& [name, value] : details) {
        if (name == key) return value;
    }
    return {};
}

}  // namespace hearth::contact
