#include "libs/rpc/constraint_formats.hpp"

#include <chrono>

#include <re2/re2.h>

#include "libs/core/id.hpp"
#include "libs/core/time.hpp"

namespace hearth::rpc {
namespace {

bool is_date(const std::string& text) {
    static const RE2 shape{"([0-9]{4})-([0-9]{2})-([0-9]{2})"};
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    return RE2::FullMatch(text, shape, &year, &month, &day) &&
           std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{month},
                                       std::chrono::day{day}}
               .ok();
}

bool matches(const std::string& text, const RE2& shape) {
    return RE2::FullMatch(text, shape);
}

}  // namespace

std::optional<WrongFormat> wrong_format(const std::string& text, common::v1::Format format) {
    static const RE2 phone{"\\+[1-9][0-9]{4,14}"};
    static const RE2 email{"[^@\\s]{1,64}@[^@\\s]+\\.[^@\\s.]+"};
    static const RE2 language{"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"};
    const auto unless = [](bool right, const char* reason,
                           const char* message) -> std::optional<WrongFormat> {
        if (right) return {};
        return WrongFormat{reason, message};
    };
    switch (format) {
        case common::v1::FORMAT_UUID:
            return unless(parse_uuid(text).has_value(), "BAD_ID", "is not a UUID");
        case common::v1::FORMAT_TIME:
            return unless(parse_rfc3339(text).has_value(), "BAD_TIME",
                          "is not a time like 2026-03-03T10:00:00+08:00");
        case common::v1::FORMAT_DATE:
            return unless(is_date(text), "BAD_DATE", "is not a day like 2026-03-03");
        case common::v1::FORMAT_PHONE:
            return unless(matches(text, phone), "BAD_PHONE", "is not a number like +8653512345678");
        case common::v1::FORMAT_EMAIL:
            return unless(matches(text, email), "BAD_EMAIL", "is not a mail address");
        case common::v1::FORMAT_LANGUAGE:
            return unless(matches(text, language), "BAD_LANGUAGE", "is not a language like zh-CN");
        default:
            return {};
    }
}

}  // namespace hearth::rpc
