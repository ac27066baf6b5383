#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "libs/sql/values.hpp"
#include "services/contact/domain/notice.hpp"

namespace hearth::contact {

nlohmann::json to_row(int tenant, const Notice& notice);  ///< without its attempts
nlohmann::json attempts_of(int tenant, const Notice& notice);

Notice read_notice(const sql::Row& row);
NoticeAttempt read_attempt(const sql::Row& row);
std::vector<Notice> read_notices(const std::string& json, const std::string& attempts);

}  // namespace hearth::contact
