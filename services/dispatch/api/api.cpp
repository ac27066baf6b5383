#include "services/dispatch/api/api.hpp"

#include "libs/core/number.hpp"

namespace hearth::dispatch {

Result<SpokenName> read_spoken_name(const std::string& field, std::string_view collection,
                                    std::string_view prefix, const std::string& text) {
    if (text.starts_with(prefix)) {
        auto sequence = parse_spoken_number(prefix, text);
        if (!sequence) {
            return fail(
                invalid_argument(field, "BAD_NUMBER", "is no number with a good check digit"));
        }
        return SpokenName{{}, *sequence};
    }
    NameReader names;
    const Uuid id = names.required(field, collection, text);
    if (auto done = names.done(); !done) return fail(std::move(done).error());
    return SpokenName{id, {}};
}

}  // namespace hearth::dispatch
