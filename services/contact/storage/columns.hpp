#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <nlohmann/json.hpp>

#include "libs/core/id.hpp"
#include "libs/core/time.hpp"
#include "libs/sql/values.hpp"
#include "services/contact/domain/named.hpp"
#include "services/contact/domain/request.hpp"

namespace hearth::contact {

// Each table has one function that names its columns with their members:
//
//     template <typename Made, typename Column>
//     void promise_columns(Made& promise, Column&& column) {
//         column("promise_id", promise.uid);
//
// What is handed in as `column` writes a JSON row for jsonb_populate_recordset, or reads a row of a
// statement, or a JSON row of json_agg: nothing can be written and forgotten when it is read.

using Json = nlohmann::json;

template <typename T>
concept Named = std::is_enum_v<T>;
/// Kept as jsonb.
template <typename T>
concept Document =
    std::same_as<T, Triage> || std::same_as<T, std::vector<Moment>> || std::same_as<T, Details>;

// Members as JSON, and back.
Json json_of(const Triage& triage);
Json json_of(const std::vector<Moment>& moments);
Json json_of(const Details& details);
void take(const Json& json, Triage& triage);
void take(const Json& json, std::vector<Moment>& moments);
void take(const Json& json, Details& details);

template <typename T>
Json json_of(const T& value) {
    if constexpr (std::same_as<T, Uuid>) {
        return to_string(value);
    } else if constexpr (std::same_as<T, Instant>) {
        return to_rfc3339(value);
    } else if constexpr (Named<T>) {
        return name_of(value);
    } else {
        return value;
    }
}
template <typename T>
Json json_of(const std::optional<T>& value) {
    return value ? json_of(*value) : Json(nullptr);
}

template <typename T>
void take(const Json& json, T& value) {
    if constexpr (std::same_as<T, Uuid>) {
        value = parse_uuid(json.get<std::string>()).value();
    } else if constexpr (std::same_as<T, Instant>) {
        value = parse_rfc3339(json.get<std::string>()).value();
    } else if constexpr (Named<T>) {
        value = find_named<T>(json.get<std::string>()).value();
    } else {
        value = json.get<T>();
    }
}
template <typename T>
void take(const Json& json, std::optional<T>& value) {
    value.reset();
    if (!json.is_null()) take(json, value.emplace());
}

/// Members into a JSON row.
class WrittenRow {
public:
    WrittenRow() = default;
    explicit WrittenRow(int tenant) : json{{"tenant_id", tenant}} {}
    template <typename T>
    void operator()(const char* column, const T& value) {
        json[column] = json_of(value);
    }

    Json json = Json::object();
};

/// Members out of a JSON row.
class JsonRow {
public:
    explicit JsonRow(const Json& json) : json_(json) {}
    template <typename T>
    void operator()(const char* column, T& value) const {
        take(json_.at(column), value);
    }

private:
    const Json& json_;
};

/// Members out of a row of a statement.
class ReadRow {
public:
    explicit ReadRow(const sql::Row& row) : row_(row) {}
    template <typename T>
    void operator()(const char* column, T& value) const {
        if constexpr (Named<T>) {
            value = find_named<T>(row_.get<std::string>(column)).value();
        } else if constexpr (Document<T>) {
            take(Json::parse(row_.get<std::string>(column)), value);
        } else {
            value = row_.get<T>(column);
        }
    }

private:
    const sql::Row& row_;
};

}  // namespace hearth::contact
