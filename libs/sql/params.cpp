#include <array>
#include <charconv>
#include <cstddef>

#include "libs/sql/values.hpp"

namespace hearth::sql {
namespace {

template <typename Number>
std::string number(Number value) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    out.reserve(text.size() + 2);
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
    return out;
}

std::string element(std::int32_t value) {
    return number(value);
}
std::string element(std::int64_t value) {
    return number(value);
}
std::string element(double value) {
    return number(value);
}
std::string element(bool value) {
    return value ? "t" : "f";
}
std::string element(const std::string& value) {
    return quoted(value);
}
std::string element(const Uuid& value) {
    return to_string(value);
}
std::string element(Instant value) {
    return to_rfc3339(value);
}
template <typename T>
std::string element(const std::optional<T>& value) {
    return value ? element(*value) : "NULL";
}

template <typename T>
Params::Value array(const std::vector<T>& values) {
    std::string out = "{";
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i > 0) out += ',';
        out += element(values[i]);
    }
    out += '}';
    return {std::move(out)};
}

void append_int32(std::string& out, std::size_t value) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        out += static_cast<char>((value >> shift) & 0xffU);
    }
}

}  // namespace

void Params::add(std::nullptr_t) {
    values_.push_back({{}, true, false});
}
void Params::add(bool value) {
    values_.push_back({value ? "t" : "f"});
}
void Params::add(std::int32_t value) {
    values_.push_back({number(value)});
}
void Params::add(std::int64_t value) {
    values_.push_back({number(value)});
}
void Params::add(double value) {
    values_.push_back({number(value)});
}
void Params::add(std::string_view value) {
    values_.push_back({std::string{value}});
}
void Params::add(Bytes value) {
    values_.push_back({std::string{value.data}, false, true});
}
void Params::add(const Uuid& value) {
    values_.push_back({to_string(value)});
}
void Params::add(Instant value) {
    values_.push_back({to_rfc3339(value)});
}
void Params::add(const std::vector<std::int32_t>& values) {
    values_.push_back(array(values));
}
void Params::add(const std::vector<std::int64_t>& values) {
    values_.push_back(array(values));
}
void Params::add(const std::vector<double>& values) {
    values_.push_back(array(values));
}
void Params::add(const std::vector<bool>& values) {
    values_.push_back(array(values));
}
void Params::add(const std::vector<std::string>& values) {
    values_.push_back(array(values));
}
void Params::add(const std::vector<std::optional<std::string>>& values) {
    values_.push_back(array(values));
}
void Params::add(const std::vector<Uuid>& values) {
    values_.push_back(array(values));
}
void Params::add(const std::vector<std::optional<Uuid>>& values) {
    values_.push_back(array(values));
}
void Params::add(const std::vector<Instant>& values) {
    values_.push_back(array(values));
}
void Params::add(const std::vector<std::optional<Instant>>& values) {
    values_.push_back(array(values));
}

// The only array in binary form: as text each byte would take four.
void Params::add(const std::vector<Bytes>& values) {
    constexpr std::size_t kByteaOid = 17;
    std::string out;
    append_int32(out, values.empty() ? 0 : 1);
    append_int32(out, 0);
    append_int32(out, kByteaOid);
    if (!values.empty()) {
        append_int32(out, values.size());
        append_int32(out, 1);
    }
    for (const Bytes& value : values) {
        append_int32(out, value.data.size());
        out += value.data;
    }
    values_.push_back({std::move(out), false, true});
}

}  // namespace hearth::sql
