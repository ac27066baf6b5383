#include "services/dispatch/storage/json.hpp"
#include "services/dispatch/storage/rows.hpp"

namespace hearth::dispatch {

PlannedStop read_stop(const sql::Row& row) {
    return {row.get<Uuid>("work_order_id"),   row.get<Instant>("arrival_at"),
            row.get<Instant>("departure_at"), row.get<std::int64_t>("travel_s"),
            row.get<std::string>("rule"),     row.get<std::string>("cost_term"),
            row.get<std::int64_t>("margin"),  row.get<std::string>("why")};
}

std::string stops_document(const Journal<std::string, std::vector<PlannedStop>>& routes,
                           const std::set<std::string>& crews) {
    json rows = json::array();
    for (const auto& code : crews) {
        const auto route = routes.find(code);
        if (route == routes.end()) continue;
        int position = 0;
        for (const auto& stop : route->second) {
            rows.push_back({{"crew", code},
                            {"position", ++position},
                            {"work_order_id", of(stop.order)},
                            {"arrival_at", of(stop.arrival_at)},
                            {"departure_at", of(stop.departure_at)},
                            {"travel_s", stop.travel_s},
                            {"rule", stop.rule},
                            {"cost_term", stop.cost_term},
                            {"margin", stop.margin},
                            {"why", stop.why}});
        }
    }
    return document(rows);
}

}  // namespace hearth::dispatch
