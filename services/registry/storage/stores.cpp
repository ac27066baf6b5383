#include "services/registry/storage/stores.hpp"

#include <sql_gen/registry_storage/history.sql.hpp>
#include <sql_gen/registry_storage/import.sql.hpp>
#include <sql_gen/registry_storage/installation.sql.hpp>
#include <sql_gen/registry_storage/party.sql.hpp>
#include <sql_gen/registry_storage/repair.sql.hpp>
#include <sql_gen/registry_storage/schema_plan.hpp>
#include <sql_gen/registry_storage/search.sql.hpp>

#include "services/registry/domain/column.hpp"
#include "services/registry/domain/ids.hpp"
#include "services/registry/storage/import_store.hpp"
#include "services/registry/storage/installation_store.hpp"
#include "services/registry/storage/party_store.hpp"
#include "services/registry/storage/rows.hpp"
#include "services/registry/storage/search_index.hpp"

namespace hearth::registry {
namespace {

class TxStores final : public Stores {
public:
    explicit TxStores(sql::Tx& tx)
        : tx_(tx),
          nodes_(tx),
          premises_(tx),
          service_points_(tx),
          devices_(tx),
          parties_(tx),
          contacts_(tx),
          accounts_(tx),
          agreements_(tx),
          search_(tx),
          imports_(tx) {}

    Store<NetworkNode>& nodes() override { return nodes_; }
    Store<Premise>& premises() override { return premises_; }
    Store<ServicePoint>& service_points() override { return service_points_; }
    Store<Device>& devices() override { return devices_; }
    Store<Party>& parties() override { return parties_; }
    Store<Contacts>& contacts() override { return contacts_; }
    Store<Account>& accounts() override { return accounts_; }
    Store<Agreement>& agreements() override { return agreements_; }
    SearchIndex& search() override { return search_; }
    Imports& imports() override { return imports_; }

    Result<std::vector<std::int64_t>> party_numbers(std::size_t count) override;
    Result<std::vector<Party>> parties_after(std::int64_t number, int limit) override;
    Result<std::vector<Uuid>> parties_of_phone(const std::string& phone, int limit) override;
    Result<std::vector<Account>> accounts_of(const std::vector<Uuid>& parties) override;
    Result<std::vector<Agreement>> agreements_of(const std::vector<Uuid>& parties) override;
    Result<std::vector<Agreement>> agreements_at(const std::vector<Uuid>& points) override;
    Result<std::vector<ServicePoint>> service_points_at(const std::vector<Uuid>& premises) override;
    Result<std::vector<Device>> devices_at(const std::vector<Uuid>& points) override;
    Result<std::vector<std::pair<std::string, Uuid>>> holders(
        Noun noun, const std::vector<std::string>& alt_keys) override;
    Result<std::vector<Uuid>> existing(Noun noun, const std::vector<Uuid>& ids) override;
    Result<std::vector<HistoryRow>> history(const std::vector<Noun>& nouns, const Uuid& id,
                                            const HistoryPlace& behind, int limit) override;
    Result<void> save_repairs(const std::vector<Repair>& repairs) override;
    Result<std::vector<Repair>> repairs_at(const Uuid& premise) override;

private:
    sql::Tx& tx_;
    NodeStore nodes_;
    PremiseStore premises_;
    ServicePointStore service_points_;
    DeviceStore devices_;
    PartyStore parties_;
    ContactsStore contacts_;
    AccountStore accounts_;
    AgreementStore agreements_;
    TokenTable search_;
    ImportStore imports_;
};

Result<std::vector<std::int64_t>> TxStores::party_numbers(std::size_t count) {
    auto rows = tx_.run(statements::party_numbers, static_cast<std::int32_t>(count));
    if (!rows) return fail(std::move(rows).error());
    std::vector<std::int64_t> numbers;
    for (const auto row : *rows)
        numbers.push_back(row.get<std::int64_t>("number"));
    return numbers;
}

Result<std::vector<Party>> TxStores::parties_after(std::int64_t number, int limit) {
    return read_all<Party>(tx_, statements::party_after_number, number, limit);
}

Result<std::vector<Uuid>> TxStores::parties_of_phone(const std::string& phone, int limit) {
    return read_ids(tx_, statements::party_of_phone, phone, limit);
}

Result<std::vector<Account>> TxStores::accounts_of(const std::vector<Uuid>& parties) {
    return read_all<Account>(tx_, statements::account_of_parties, parties);
}

Result<std::vector<Agreement>> TxStores::agreements_of(const std::vector<Uuid>& parties) {
    return read_all<Agreement>(tx_, statements::agreement_of_parties, parties);
}

Result<std::vector<Agreement>> TxStores::agreements_at(const std::vector<Uuid>& points) {
    return read_all<Agreement>(tx_, statements::agreement_at_service_points, points);
}

Result<std::vector<ServicePoint>> TxStores::service_points_at(const std::vector<Uuid>& premises) {
    return read_all<ServicePoint>(tx_, statements::service_point_at_premises, premises);
}

Result<std::vector<Device>> TxStores::devices_at(const std::vector<Uuid>& points) {
    return read_all<Device>(tx_, statements::device_at_service_points, points);
}

Result<std::vector<std::pair<std::string, Uuid>>> TxStores::holders(
    Noun noun, const std::vector<std::string>& alt_keys) {
    auto rows = tx_.run(
        noun == Noun::kDevice ? statements::device_holders : statements::account_holders, alt_keys);
    if (!rows) return fail(std::move(rows).error());
    std::vector<std::pair<std::string, Uuid>> found;
    for (const auto row : *rows)
        found.emplace_back(row.get<std::string>("alt_key"), row.get<Uuid>("id"));
    return found;
}

Result<std::vector<Uuid>> TxStores::existing(Noun noun, const std::vector<Uuid>& ids) {
    switch (noun) {
        case Noun::kNetworkNode:
            return read_ids(tx_, statements::network_node_existing, ids);
        case Noun::kPremise:
            return read_ids(tx_, statements::premise_existing, ids);
        case Noun::kServicePoint:
            return read_ids(tx_, statements::service_point_existing, ids);
        case Noun::kAccount:
            return read_ids(tx_, statements::account_existing, ids);
        default:
            return read_ids(tx_, statements::party_existing, ids);
    }
}

Result<std::vector<HistoryRow>> TxStores::history(const std::vector<Noun>& nouns, const Uuid& id,
                                                  const HistoryPlace& behind, int limit) {
    const auto topics = column(nouns, [](Noun noun) { return std::string{topic(noun)}; });
    auto rows = tx_.run(statements::history_page, topics, id, behind.recorded_at, behind.topic,
                        behind.version, limit);
    if (!rows) return fail(std::move(rows).error());
    std::vector<HistoryRow> found;
    for (const auto row : *rows)
        found.push_back({row.get<std::string>("topic"), row.get<std::int64_t>("version"),
                         row.get<std::string>("type"), row.get<std::string>("actor"),
                         row.get<std::string>("request_id"), row.get<Instant>("recorded_at"),
                         row.get<std::string>("payload"),
                         row.get<std::optional<std::string>>("before_type"),
                         row.get<std::optional<std::string>>("before_payload")});
    return found;
}

Result<void> TxStores::save_repairs(const std::vector<Repair>& repairs) {
    return execute(tx_, statements::repair_save, tx_.tenant(), column(repairs, &Repair::work_order),
                   column(repairs, &Repair::number), column(repairs, &Repair::premise),
                   column(repairs, &Repair::service_point), column(repairs, &Repair::commodity),
                   column(repairs, &Repair::outcome), column(repairs, &Repair::cause),
                   column(repairs, &Repair::note), column(repairs, &Repair::restored_at),
                   column(repairs, &Repair::ended_at));
}

Result<std::vector<Repair>> TxStores::repairs_at(const Uuid& premise) {
    auto rows = tx_.run(statements::repair_at_premise, premise);
    if (!rows) return fail(std::move(rows).error());
    std::vector<Repair> found;
    for (const auto row : *rows)
        found.push_back({row.get<Uuid>("work_order_id"), row.get<std::string>("number"), premise,
                         row.get<std::optional<Uuid>>("service_point_id"),
                         row.get<std::string>("commodity"), row.get<std::string>("outcome"),
                         row.get<std::string>("cause"), row.get<std::string>("note"),
                         row.get<std::optional<Instant>>("restored_at"),
                         row.get<Instant>("ended_at")});
    return found;
}

}  // namespace

std::unique_ptr<Stores> open_stores(sql::Tx& tx) {
    return std::make_unique<TxStores>(tx);
}

std::vector<std::span<const sql::Statement>> all_statements() {
    return {statements::all_history, statements::all_import, statements::all_installation,
            statements::all_party,   statements::all_repair, statements::all_search};
}

std::span<const std::string_view> schema_plan() {
    return statements::schema_plan;
}

}  // namespace hearth::registry
