#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/core/result.hpp"
#include "services/registry/domain/agreement.hpp"
#include "services/registry/domain/installation.hpp"
#include "services/registry/domain/party.hpp"
#include "services/registry/domain/search.hpp"
#include "services/registry/domain/sheet.hpp"

namespace hearth::registry {

/// Stored nouns of one kind, within one transaction.
template <typename N>
class Store {
public:
    virtual ~Store() = default;
    /// Those that exist, in no order.
    virtual Result<std::vector<N>> find(const std::vector<Uuid>& ids) = 0;
    /// The same, kept from others until the end of the transaction. Parties before their contacts.
    virtual Result<std::vector<N>> lock(const std::vector<Uuid>& ids) = 0;
    /// New ones are added, others replaced: one statement for any number.
    virtual Result<void> save(const std::vector<N>& nouns) = 0;
};

/// The token table. Hits come with the lines to show.
class SearchIndex {
public:
    struct Entry {
        Noun noun;
        Uuid id;
        Tokens before;  ///< what it was found by so far
        Tokens after;
    };
    virtual ~SearchIndex() = default;
    virtual Result<void> replace(const std::vector<Entry>& entries) = 0;
    /// Things that have all tokens, at most `limit`. They lead where agreements that run on `today`
    /// lead.
    virtual Result<std::vector<Hit>> find(const Tokens& tokens, int limit,
                                          const std::string& today) = 0;
};

/// Where an import stands. `pass` is empty until it runs, then dry or real.
struct ImportState {
    Uuid id;
    std::string source;
    std::string pass;
    bool done = false;
    std::size_t file = 0;   ///< index into `file_kinds` that comes next
    int after_line = 0;     ///< of that file
    std::string after_key;  ///< likewise, for a file that is taken by key
    std::int64_t rows_total = 0;
    std::int64_t rows_done = 0;
};

struct FileReport {
    std::string file;
    std::int64_t created = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    std::int64_t refused = 0;
};

/// Staged rows and what became of them, within one transaction.
class Imports {
public:
    struct StagedRow {
        SourceRow row;
        std::string key;
        std::string alt_key;
    };
    /// A key of the file and the first line it was accepted with.
    struct Accepted {
        std::string key;
        std::string alt_key;
        int line = 0;
    };
    virtual ~Imports() = default;
    virtual Result<void> create(const ImportState& import, const std::string& actor,
                                Instant now) = 0;
    virtual Result<std::optional<ImportState>> lock(const Uuid& id) = 0;
    virtual Result<void> save(const ImportState& import) = 0;
    /// Stages rows; the same line again is replaced. Returns all rows there are now.
    virtual Result<std::int64_t> stage(const Uuid& id, const std::string& file,
                                       const std::vector<std::string>& columns,
                                       const std::vector<StagedRow>& rows) = 0;
    virtual Result<std::vector<std::string>> columns(const Uuid& id, const std::string& file) = 0;
    virtual Result<std::vector<SourceRow>> rows_after_line(const Uuid& id, const std::string& file,
                                                           int line, int limit) = 0;
    /// All rows of the next `keys` keys, by key and line.
    virtual Result<std::vector<StagedRow>> rows_after_key(const Uuid& id, const std::string& file,
                                                          const std::string& key, int keys) = 0;
    /// Of these keys, rows before `line` that this pass has not refused.
    virtual Result<std::vector<Accepted>> accepted(const Uuid& id, const std::string& file,
                                                   const std::vector<std::string>& keys,
                                                   int before_line) = 0;
    virtual Result<std::vector<Accepted>> accepted_by_alt_key(const Uuid& id,
                                                              const std::string& file,
                                                              const std::vector<std::string>& keys,
                                                              int before_line) = 0;
    virtual Result<std::vector<SourceRow>> rows_of_keys(const Uuid& id, const std::string& file,
                                                        const std::vector<std::string>& keys) = 0;
    virtual Result<void> record(const Uuid& id, const FileReport& delta,
                                const std::vector<Refusal>& refusals) = 0;
    /// Forgets what the last pass found.
    virtual Result<void> forget_pass(const Uuid& id) = 0;
    /// Staged rows are not needed after the real pass.
    virtual Result<void> drop_rows(const Uuid& id) = 0;
    virtual Result<std::vector<FileReport>> report(const Uuid& id) = 0;
    virtual Result<std::vector<Refusal>> refusals(const Uuid& id, int limit) = 0;
};

/// A repair that was done at a premise, as dispatch told it.
struct Repair {
    Uuid work_order;
    std::string number;
    Uuid premise;
    std::optional<Uuid> service_point;
    std::string commodity;
    std::string outcome;  ///< done, failed
    std::string cause;
    std::string note;
    std::optional<Instant> restored_at;
    Instant ended_at;

    bool operator==(const Repair&) const = default;
};

/// One change of one noun as it was recorded, with the event before it of the same noun.
struct HistoryRow {
    std::string topic;
    std::int64_t version = 0;
    std::string type;
    std::string actor;
    std::string request_id;
    Instant recorded_at;
    std::string payload;
    std::optional<std::string> before_type;
    std::optional<std::string> before_payload;
};
/// Where a page of changes begins: behind this one.
struct HistoryPlace {
    Instant recorded_at;
    std::string topic;
    std::int64_t version = 0;
};

/// Everything of the registry, within one transaction of one tenant.
class Stores {
public:
    virtual ~Stores() = default;
    virtual Store<NetworkNode>& nodes() = 0;
    virtual Store<Premise>& premises() = 0;
    virtual Store<ServicePoint>& service_points() = 0;
    virtual Store<Device>& devices() = 0;
    virtual Store<Party>& parties() = 0;
    virtual Store<Contacts>& contacts() = 0;
    virtual Store<Account>& accounts() = 0;
    virtual Store<Agreement>& agreements() = 0;
    virtual SearchIndex& search() = 0;
    virtual Imports& imports() = 0;

    /// Sequence numbers for new parties.
    virtual Result<std::vector<std::int64_t>> party_numbers(std::size_t count) = 0;
    virtual Result<std::vector<Party>> parties_after(std::int64_t number, int limit) = 0;
    /// Parties with this phone among their contact points, at most `limit`.
    virtual Result<std::vector<Uuid>> parties_of_phone(const std::string& phone, int limit) = 0;
    virtual Result<std::vector<Account>> accounts_of(const std::vector<Uuid>& parties) = 0;
    /// Running ones first, then the newest.
    virtual Result<std::vector<Agreement>> agreements_of(const std::vector<Uuid>& parties) = 0;
    virtual Result<std::vector<Agreement>> agreements_at(
        const std::vector<Uuid>& service_points) = 0;
    virtual Result<std::vector<ServicePoint>> service_points_at(
        const std::vector<Uuid>& premises) = 0;
    virtual Result<std::vector<Device>> devices_at(const std::vector<Uuid>& service_points) = 0;
    /// Serials or account numbers that are taken, with who has them.
    virtual Result<std::vector<std::pair<std::string, Uuid>>> holders(
        Noun noun, const std::vector<std::string>& alt_keys) = 0;
    /// Of these ids, those that exist.
    virtual Result<std::vector<Uuid>> existing(Noun noun, const std::vector<Uuid>& ids) = 0;
    /// Changes of one id under these nouns' topics, newest first.
    virtual Result<std::vector<HistoryRow>> history(const std::vector<Noun>& nouns, const Uuid& id,
                                                    const HistoryPlace& behind, int limit) = 0;
    virtual Result<void> save_repairs(const std::vector<Repair>& repairs) = 0;
    /// Newest first, at most 100.
    virtual Result<std::vector<Repair>> repairs_at(const Uuid& premise) = 0;

    /// The store of a noun by its type.
    template <typename N>
    Store<N>& of();
};

template <>
inline Store<NetworkNode>& Stores::of() {
    return nodes();
}
template <>
inline Store<Premise>& Stores::of() {
    return premises();
}
template <>
inline Store<ServicePoint>& Stores::of() {
    return service_points();
}
template <>
inline Store<Device>& Stores::of() {
    return devices();
}
template <>
inline Store<Party>& Stores::of() {
    return parties();
}
template <>
inline Store<Account>& Stores::of() {
    return accounts();
}
template <>
inline Store<Agreement>& Stores::of() {
    return agreements();
}

}  // namespace hearth::registry
