#include "services/dispatch/storage/stores.hpp"

#include <sql_gen/dispatch_storage/check.sql.hpp>
#include <sql_gen/dispatch_storage/crew.sql.hpp>
#include <sql_gen/dispatch_storage/device.sql.hpp>
#include <sql_gen/dispatch_storage/incident.sql.hpp>
#include <sql_gen/dispatch_storage/network.sql.hpp>
#include <sql_gen/dispatch_storage/plan.sql.hpp>
#include <sql_gen/dispatch_storage/schema_plan.hpp>
#include <sql_gen/dispatch_storage/work_order.sql.hpp>

#include "services/dispatch/storage/board_store.hpp"
#include "services/dispatch/storage/device_store.hpp"
#include "services/dispatch/storage/query_store.hpp"

namespace hearth::dispatch {
namespace {

class PgStores : public Stores {
public:
    explicit PgStores(sql::Tx& tx)
        : boards_(tx), network_(tx), devices_(tx), queries_(tx), checks_(tx) {}
    BoardStore& boards() override { return boards_; }
    NetworkStore& network() override { return network_; }
    DeviceStore& devices() override { return devices_; }
    QueryStore& queries() override { return queries_; }
    CheckStore& checks() override { return checks_; }

private:
    PgBoardStore boards_;
    PgNetworkStore network_;
    PgDeviceStore devices_;
    PgQueryStore queries_;
    PgCheckStore checks_;
};

}  // namespace

std::unique_ptr<Stores> open_stores(sql::Tx& tx) {
    return std::make_unique<PgStores>(tx);
}

std::vector<std::span<const sql::Statement>> statements_of_dispatch() {
    return {statements::all_check,     statements::all_crew,    statements::all_device,
            statements::all_incident,  statements::all_network, statements::all_plan,
            statements::all_work_order};
}

std::span<const std::string_view> plan_of_dispatch() {
    return statements::schema_plan;
}

}  // namespace hearth::dispatch
