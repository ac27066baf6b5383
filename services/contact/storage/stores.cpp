#include "services/contact/storage/stores.hpp"

#include "services/contact/storage/identity_store.hpp"
#include "services/contact/storage/interaction_store.hpp"
#include "services/contact/storage/notice_store.hpp"
#include "services/contact/storage/projection_store.hpp"
#include "services/contact/storage/request_store.hpp"
#include "services/contact/storage/roster_store.hpp"
#include "sql_gen/contact_storage/check.sql.hpp"
#include "sql_gen/contact_storage/identity.sql.hpp"
#include "sql_gen/contact_storage/interaction.sql.hpp"
#include "sql_gen/contact_storage/notice.sql.hpp"
#include "sql_gen/contact_storage/projection.sql.hpp"
#include "sql_gen/contact_storage/request.sql.hpp"
#include "sql_gen/contact_storage/roster.sql.hpp"
#include "sql_gen/contact_storage/schema_plan.hpp"

namespace hearth::contact {
namespace {

class PgStores final : public Stores {
public:
    explicit PgStores(sql::Tx& tx)
        : requests_(tx),
          identity_(tx),
          interactions_(tx),
          notices_(tx),
          roster_(tx),
          projections_(open_projections(tx)) {}
    RequestStore& requests() override { return requests_; }
    IdentityStore& identity() override { return identity_; }
    InteractionStore& interactions() override { return interactions_; }
    NoticeStore& notices() override { return notices_; }
    RosterStore& roster() override { return roster_; }
    ProjectionStore& projections() override { return *projections_; }

private:
    PgRequestStore requests_;
    PgIdentityStore identity_;
    PgInteractionStore interactions_;
    PgNoticeStore notices_;
    PgRosterStore roster_;
    std::unique_ptr<ProjectionStore> projections_;
};

}  // namespace

std::unique_ptr<Stores> open_stores(sql::Tx& tx) {
    return std::make_unique<PgStores>(tx);
}

std::vector<std::span<const sql::Statement>> all_statements() {
    return {statements::all_check,  statements::all_identity,   statements::all_interaction,
            statements::all_notice, statements::all_projection, statements::all_request,
            statements::all_roster};
}

std::span<const std::string_view> schema_plan() {
    return statements::schema_plan;
}

}  // namespace hearth::contact
