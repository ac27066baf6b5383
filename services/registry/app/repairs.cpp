#include "services/registry/app/repairs.hpp"

#include <map>

namespace hearth::registry::app {

Result<void> Repairs::keep(outbox::UnitOfWork& work, const std::vector<Repair>& told) const {
    if (told.empty()) return {};
    std::map<Uuid, const Repair*> last;
    for (const auto& repair : told)
        last[repair.work_order] = &repair;
    std::vector<Repair> rows;
    rows.reserve(last.size());
    for (const auto& [id, repair] : last)
        rows.push_back(*repair);
    return context_.open(work.tx())->save_repairs(rows);
}

}  // namespace hearth::registry::app
