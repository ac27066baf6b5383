#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::ctl {

/// Columns on a terminal: a Chinese character is two places wide, an accent none.
std::size_t display_width(std::string_view text);

/// A table for people: a header, columns as wide as their widest cell, two blanks between.
class Table {
public:
    explicit Table(std::vector<std::string> header) : rows_{std::move(header)} {}
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    [[nodiscard]] bool empty() const { return rows_.size() == 1; }
    void print(std::ostream& out) const;

private:
    std::vector<std::vector<std::string>> rows_;
};

/// A bar on standard error while something long runs; nothing when that is no terminal.
class Progress {
public:
    explicit Progress(std::string what);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    void show(std::int64_t done, std::int64_t total);

private:
    std::string what_;
    bool terminal_;
    bool shown_ = false;
};

}  // namespace hearth::ctl
