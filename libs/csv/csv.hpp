#pragma once

#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/result.hpp"

namespace hearth::csv {

/// One record. A quoted value may hold line ends, so a row may span lines.
struct Row {
    int line = 0;  ///< where it begins, from 1; the header begins at 1
    std::vector<std::string> values;
};

/// Reads RFC 4180: comma, double quotes, LF or CRLF, an optional UTF-8 byte order mark, a header of
/// column names, an optional line end at the end. Empty lines are skipped.
///
/// Memory is one row, whatever the file. One thread.
class Reader {
public:
    /// A value or row beyond these is refused, so that no file can claim the memory.
    static constexpr std::size_t kMaxValueBytes = 65'536;
    static constexpr std::size_t kMaxColumns = 256;

    /// NOT_FOUND when the file cannot be opened; else as `read_header`.
    static Result<Reader> open(const std::string& path);
    /// `file` is the name that errors give: `premise.csv`. INVALID_ARGUMENT when there is no
    /// header, or a column has no name or the name of another.
    static Result<Reader> read_header(std::unique_ptr<std::istream> input, std::string file);

    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;
    ~Reader();

    [[nodiscard]] const std::string& file() const;
    [[nodiscard]] const std::vector<std::string>& columns() const;

    /// The next row with as many values as there are columns; nothing at the end. INVALID_ARGUMENT
    /// tells what is wrong with a row, one violation for each field as `file:line:column`; reading
    /// goes on behind it, so one bad row costs no other. Reasons: VALUE_COUNT, BAD_UTF8, BAD_QUOTE,
    /// UNCLOSED_QUOTE, NUL_BYTE, TOO_LONG. UNAVAILABLE when the file itself fails.
    Result<std::optional<Row>> next();

private:
    struct Impl;
    explicit Reader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// One record with its line end: quotes only where they are needed.
std::string line(const std::vector<std::string>& values);

}  // namespace hearth::csv
