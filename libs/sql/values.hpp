#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/id.hpp"
#include "libs/core/time.hpp"

namespace hearth::sql {

/// Bytes for a bytea column; text columns take `std::string_view` and are refused when they hold a
/// NUL.
struct Bytes {
    std::string_view data;
};

/// Parameters of one statement, in order, in PostgreSQL's text or binary form. Owns what it
/// encodes. A vector becomes an array, for `unnest($1::uuid[], …)`: one statement for any number of
/// rows.
class Params {
public:
    template <typename... Args>
    static Params of(const Args&... args) {
        Params params;
        params.values_.reserve(sizeof...(args));
        (params.add(args), ...);
        return params;
    }

    void add(std::nullptr_t);
    void add(bool value);
    void add(std::int32_t value);
    void add(std::int64_t value);
    void add(double value);
    void add(std::string_view value);
    void add(const std::string& value) { add(std::string_view{value}); }
    void add(const char* value) { add(std::string_view{value}); }
    void add(Bytes value);
    void add(const Uuid& value);
    void add(Instant value);
    template <typename T>
    void add(const std::optional<T>& value) {
        if (value) return add(*value);
        add(nullptr);
    }
    void add(const std::vector<std::int32_t>& values);
    void add(const std::vector<std::int64_t>& values);
    void add(const std::vector<double>& values);
    void add(const std::vector<bool>& values);
    void add(const std::vector<std::string>& values);
    void add(const std::vector<std::optional<std::string>>& values);
    void add(const std::vector<Uuid>& values);
    void add(const std::vector<std::optional<Uuid>>& values);
    void add(const std::vector<Instant>& values);
    void add(const std::vector<std::optional<Instant>>& values);
    void add(const std::vector<Bytes>& values);

    struct Value {
        std::string data;
        bool null = false;
        bool binary = false;
    };
    [[nodiscard]] const std::vector<Value>& values() const { return values_; }

private:
    std::vector<Value> values_;
};

/// What a statement returned. Cheap to move; `Row`s borrow from it.
class Rows;

class Row {
public:
    /// T: bool, int32_t, int64_t, double, std::string, Uuid, Instant, or std::optional of one;
    /// bytea is read as std::string. Reading NULL into a plain T, or a column that is not there, is
    /// a bug and asserts.
    template <typename T>
    [[nodiscard]] T get(std::string_view column) const;
    [[nodiscard]] bool is_null(std::string_view column) const;

private:
    friend class Rows;
    Row(const Rows* rows, int index) : rows_(rows), index_(index) {}
    const Rows* rows_;
    int index_;
};

class Rows {
public:
    Rows();
    explicit Rows(void* pg_result);  ///< takes a PGresult
    Rows(Rows&&) noexcept;
    Rows& operator=(Rows&&) noexcept;
    ~Rows();

    [[nodiscard]] int size() const;
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] Row operator[](int index) const { return Row{this, index}; }
    [[nodiscard]] std::int64_t affected() const;  ///< rows changed by INSERT, UPDATE, DELETE

    class Iterator {
    public:
        Iterator(const Rows* rows, int index) : rows_(rows), index_(index) {}
        Row operator*() const { return (*rows_)[index_]; }
        Iterator& operator++() {
            ++index_;
            return *this;
        }
        bool operator!=(const Iterator& other) const { return index_ != other.index_; }

    private:
        const Rows* rows_;
        int index_;
    };
    [[nodiscard]] Iterator begin() const { return {this, 0}; }
    [[nodiscard]] Iterator end() const { return {this, size()}; }

private:
    friend class Row;
    void* result_ = nullptr;
};

}  // namespace hearth::sql
