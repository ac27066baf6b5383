#include "services/registry/domain/agreement.hpp"

namespace hearth::registry {

bool Account::same_content(const Account& other) const {
    return code == other.code && number == other.number && party == other.party;
}

bool Agreement::same_content(const Agreement& other) const {
    return code == other.code && account == other.account && service_point == other.service_point &&
           start_on == other.start_on && end_on == other.end_on;
}

Violations check(const Account& account) {
    Checks checks;
    checks.code("code", account.code);
    checks.code("number", account.number);
    return checks.take();
}

Violations check(const Agreement& agreement) {
    Checks checks;
    checks.code("code", agreement.code);
    checks.day("start_on", agreement.start_on);
    if (!agreement.end_on.empty()) checks.day("end_on", agreement.end_on);
    Violations found = checks.take();
    if (found.empty() && !agreement.end_on.empty() && agreement.end_on < agreement.start_on)
        found.push_back({"end_on", "ENDS_BEFORE_START", "is before start_on"});
    return found;
}

}  // namespace hearth::registry
