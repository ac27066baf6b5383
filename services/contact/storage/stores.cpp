#include "services/contact/storage/stores.hpp"

#include "sql_gen/contact_storage/check.sql.hpp"
#include "sql_gen/contact_storage/identity.sql.hpp"
#include "sql_gen/contact_storage/interaction.sql.hpp"
#include "sql_gen/contact_storage/notice.sql.hpp"
#include "sql_gen/contact_storage/projection.sql.hpp"
#include "sql_gen/contact_storage/request.sql.hpp"
#include "sql_gen/contact_storage/roster.sql.hpp"
#include "sql_gen/contact_storage/schema_plan.hpp"

namespace hearth::contact {

std::vector<std::span<const sql::Statement>> all_statements() {
    return {statements::all_check,  statements::all_identity,   statements::all_interaction,
            statements::all_notice, statements::all_projection, statements::all_request,
            statements::all_roster};
}

std::span<const std::string_view> schema_plan() {
    return statements::schema_plan;
}

}  // namespace hearth::contact
