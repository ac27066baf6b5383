#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/id.hpp"
#include "libs/core/time.hpp"
#include "services/registry/domain/agreement.hpp"
#include "services/registry/domain/installation.hpp"
#include "services/registry/domain/party.hpp"

namespace hearth::registry {

/// A file that can be imported: its name says what its rows are.
struct FileKind {
    std::string_view file;  ///< "premise.csv"
    Noun noun;
    std::span<const std::string_view> columns;
    std::string_view key;  ///< column that tells rows apart; for contact points, that groups them
    std::string_view alt_key;  ///< another column that must be nobody else's; may be empty
    /// Columns that came later: files of before go in without them, as if each value were empty.
    std::span<const std::string_view> later{};
};

/// In the order in which they go in: what is referred to first.
std::span<const FileKind> file_kinds();
const FileKind* find_file_kind(std::string_view file);
const FileKind& file_kind(Noun noun);

/// INVALID_ARGUMENT naming `premise.csv:1:<column>` for each column that is missing and did not
/// come later, that is unknown, or there twice.
Result<void> check_columns(const FileKind& kind, const std::vector<std::string>& columns);

struct SourceRow {
    int line = 0;
    std::vector<std::string> values;
};

/// One row that does not go in, and why.
struct Refusal {
    std::string file;
    int line = 0;
    std::string field;
    std::string reason;
    std::string message;

    bool operator==(const Refusal&) const = default;
};

/// What a row refers to: it must exist.
struct Reference {
    std::string field;
    Noun noun;
    std::string code;
    Uuid id;
};

template <typename N>
struct Parsed {
    int line = 0;
    N noun;
    std::vector<Reference> references;
};

template <typename N>
struct Batch {
    std::vector<Parsed<N>> rows;
    std::vector<Refusal> refusals;
};

/// Whose rows these are, and how numbers are read.
struct Origin {
    int tenant = 0;
    Instant now;
    std::string actor;
    std::function<Result<std::string>(std::string_view)> normalise_phone;
};

/// Rows of one file with its header. Rows have as many values as there are columns.
struct Sheet {
    const FileKind& kind;
    const std::vector<std::string>& columns;
    const std::vector<SourceRow>& rows;
};

/// Whether the rows are rows at all: a line of a file, a value for each column, text without NUL.
/// Fields are named `rows[3].values`.
[[nodiscard]] Violations check(const Sheet& sheet);

/// Reads and checks each row by itself: N is any noun of a file but contact points.
template <typename N>
Batch<N> parse(const Sheet& sheet, const Origin& origin);
template <>
Batch<NetworkNode> parse(const Sheet& sheet, const Origin& origin);
template <>
Batch<Premise> parse(const Sheet& sheet, const Origin& origin);
template <>
Batch<ServicePoint> parse(const Sheet& sheet, const Origin& origin);
template <>
Batch<Device> parse(const Sheet& sheet, const Origin& origin);
template <>
Batch<Party> parse(const Sheet& sheet, const Origin& origin);
template <>
Batch<Account> parse(const Sheet& sheet, const Origin& origin);
template <>
Batch<Agreement> parse(const Sheet& sheet, const Origin& origin);

/// A row of contact_point.csv: one point of one party's list.
struct ContactRow {
    Uuid party;
    ContactPoint point;
};
template <>
Batch<ContactRow> parse(const Sheet& sheet, const Origin& origin);

}  // namespace hearth::registry
