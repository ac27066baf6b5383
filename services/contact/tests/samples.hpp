#pragma once

#include <string>

#include "services/contact/domain/catalogue.hpp"
#include "services/contact/domain/commands.hpp"

namespace hearth::contact::samples {

/// Where the data stands that ships with the service.
std::string files();
/// Its catalogue.
const Catalogue& catalogue();

inline Instant at(const std::string& text) {
    return parse_rfc3339(text).value();
}

/// A Tuesday, ten o'clock in the town.
inline Instant ten() {
    return at("2026-03-03T10:00:00+08:00");
}

Roster roster();
Report report(const std::string& premise_name = "p1");

/// A request that lives through a story, as the service would let it.
class Case {
public:
    explicit Case(const std::string& request_class, Instant now = ten());

    template <typename Act>
    auto act(Instant now, Act&& body) {
        Change change{request, *definition, limits(), {"agents/A1", "phone", now}};
        if constexpr (std::is_void_v<decltype(body(change))>) {
            body(change);
            keep(change);
        } else {
            auto result = body(change);
            keep(change);
            return result;
        }
    }
    [[nodiscard]] const Limits& limits() const { return catalogue().limits_of(*definition); }
    [[nodiscard]] std::string types(std::size_t from = 0) const;  ///< fact types, joined by spaces
    [[nodiscard]] std::string state(std::string_view step) const;

    const RequestClass* definition;
    Request request;
    std::vector<Fact> facts;
    std::vector<NoticeIntent> notices;

private:
    void keep(const Change& change);
};

}  // namespace hearth::contact::samples
