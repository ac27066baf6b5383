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
#include "services/dispatch/storage/check_store.hpp"
#include "services/dispatch/storage/device_store.hpp"
#include "services/dispatch/storage/network_store.hpp"
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

std::vector<std::span<const sql::Statement>> all_statements() {
    return {statement::all_check,     statement::all_crew,    statement::all_device,
            statement::all_incident,  statement::all_network, statement::all_plan,
            statement::all_work_order};
}

std::span<const std::string_view> schema_plan() {
    return statement::schema_plan;
}

}  // namespace hearth::dispatch
