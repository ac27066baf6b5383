#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include <libpq-fe.h>

#include "libs/log/log.hpp"
#include "libs/sql/values.hpp"

namespace hearth::sql {
namespace {

PGresult* handle(void* result) {
    return static_cast<PGresult*>(result);
}

/// A statement and the code that reads it do not fit: nothing a caller could do about.
[[noreturn]] void bug(std::string_view what, std::string_view column) {
    log::error("sql_column_misread", {{"what", what}, {"column", column}});
    log::flush();
    std::abort();
}

int find_column(const PGresult* result, std::string_view column) {
    const int count = PQnfields(result);
    for (int i = 0; i < count; ++i) {
        if (column == PQfname(result, i)) return i;
    }
    bug("no such column", column);
}

struct Text {
    std::string_view data;
    Oid type;
};

template <typename Number>
bool parse(std::string_view text, Number& out) {
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, out);
    return parsed.ec == std::errc{} && parsed.ptr == end;
}

bool decode(const Text& text, bool& out) {
    out = text.data == "t";
    return out || text.data == "f";
}
bool decode(const Text& text, std::int32_t& out) {
    return parse(text.data, out);
}
bool decode(const Text& text, std::int64_t& out) {
    return parse(text.data, out);
}
bool decode(const Text& text, double& out) {
    return parse(text.data, out);
}

unsigned hex(char digit) {
    return static_cast<unsigned>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

bool decode(const Text& text, std::string& out) {
    constexpr Oid kBytea = 17;
    if (text.type != kBytea) {
        out = text.data;
        return true;
    }
    if (!text.data.starts_with("\\x")) return false;
    out.resize((text.data.size() - 2) / 2);
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<char>((hex(text.data[2 + 2 * i]) << 4U) | hex(text.data[3 + 2 * i]));
    }
    return true;
}

bool decode(const Text& text, Uuid& out) {
    const auto parsed = parse_uuid(text.data);
    if (parsed) out = *parsed;
    return parsed.has_value();
}

// "2026-03-03 02:00:00.123456+00": connections are in UTC and ISO.
bool decode(const Text& text, Instant& out) {
    using namespace std::chrono;
    const auto part = [&](std::size_t from, std::size_t count, auto& value) {
        return text.data.size() >= from + count && parse(text.data.substr(from, count), value);
    };
    int y = 0;
    unsigned m = 0;
    unsigned d = 0;
    int h = 0;
    int min = 0;
    int s = 0;
    if (!part(0, 4, y) || !part(5, 2, m) || !part(8, 2, d) || !part(11, 2, h) ||
        !part(14, 2, min) || !part(17, 2, s)) {
        return false;
    }
    out = sys_days{year{y} / month{m} / day{d}} + hours{h} + minutes{min} + seconds{s};
    std::size_t at = 19;
    if (at < text.data.size() && text.data[at] == '.') {
        microseconds unit{100000};
        for (++at; at < text.data.size() && text.data[at] >= '0' && text.data[at] <= '9'; ++at) {
            out += (text.data[at] - '0') * unit;
            unit /= 10;
        }
    }
    return at == text.data.size() || text.data.substr(at) == "+00";
}

template <typename T>
struct Reader {
    static constexpr bool kMayBeNull = false;
    static bool read(const Text& text, T& out) { return decode(text, out); }
};
template <typename T>
struct Reader<std::optional<T>> {
    static constexpr bool kMayBeNull = true;
    static bool read(const Text& text, std::optional<T>& out) {
        return decode(text, out.emplace());
    }
};

}  // namespace

template <typename T>
T Row::get(std::string_view column) const {
    const PGresult* result = handle(rows_->result_);
    const int at = find_column(result, column);
    T out{};
    if (PQgetisnull(result, index_, at) != 0) {
        if constexpr (!Reader<T>::kMayBeNull) bug("NULL where a value must be", column);
        return out;
    }
    const auto size = static_cast<std::size_t>(PQgetlength(result, index_, at));
    const Text text{{PQgetvalue(result, index_, at), size}, PQftype(result, at)};
    if (!Reader<T>::read(text, out)) bug("a value of another type", column);
    return out;
}

template bool Row::get(std::string_view) const;
template std::int32_t Row::get(std::string_view) const;
template std::int64_t Row::get(std::string_view) const;
template double Row::get(std::string_view) const;
template std::string Row::get(std::string_view) const;
template Uuid Row::get(std::string_view) const;
template Instant Row::get(std::string_view) const;
template std::optional<bool> Row::get(std::string_view) const;
template std::optional<std::int32_t> Row::get(std::string_view) const;
template std::optional<std::int64_t> Row::get(std::string_view) const;
template std::optional<double> Row::get(std::string_view) const;
template std::optional<std::string> Row::get(std::string_view) const;
template std::optional<Uuid> Row::get(std::string_view) const;
template std::optional<Instant> Row::get(std::string_view) const;

bool Row::is_null(std::string_view column) const {
    const PGresult* result = handle(rows_->result_);
    return PQgetisnull(result, index_, find_column(result, column)) != 0;
}

Rows::Rows() = default;
Rows::Rows(void* pg_result) : result_(pg_result) {}
Rows::Rows(Rows&& other) noexcept : result_(std::exchange(other.result_, nullptr)) {}
Rows& Rows::operator=(Rows&& other) noexcept {
    std::swap(result_, other.result_);
    return *this;
}
Rows::~Rows() {
    PQclear(handle(result_));
}

int Rows::size() const {
    return result_ == nullptr ? 0 : PQntuples(handle(result_));
}

std::int64_t Rows::affected() const {
    std::int64_t count = 0;
    if (result_ != nullptr) parse(PQcmdTuples(handle(result_)), count);
    return count;
}

}  // namespace hearth::sql
