#pragma once

#include <string>
#include <vector>

#include "libs/outbox/inbox.hpp"
#include "libs/outbox/unit_of_work.hpp"
#include "libs/sql/pool.hpp"
#include "libs/testkit/database.hpp"
#include "services/contact/app/casebook.hpp"
#include "services/contact/domain/projections.hpp"
#include "services/contact/storage/stores.hpp"

namespace hearth::contact::samples {

/// Contact without its server: the desk on a database of its own, with premises to report from.
class Office {
public:
    explicit Office(int connections = 8);

    /// Premises `p0` … with one service point each under node `t0`, every ten one node, served to
    /// parties with a phone.
    void settle(int premises);
    [[nodiscard]] static Uuid premise(int i) {
        return named_uuid("premise", "p" + std::to_string(i));
    }
    [[nodiscard]] static Uuid party(int i) { return named_uuid("party", "p" + std::to_string(i)); }
    [[nodiscard]] static std::string phone(int i);
    [[nodiscard]] static Uuid node(int i) {
        return named_uuid("node", "t" + std::to_string(i / 10));
    }

    [[nodiscard]] outbox::Cause cause(Instant now, const std::string& request_id = {}) const;
    Result<void> run(Instant now, const outbox::Work::Body& body) {
        return work.run(cause(now), body);
    }
    Result<Request> report(int i, Instant now,
                           const std::string& request_class = "no_supply.electricity");
    RequestView view(const Uuid& uid);
    /// A query by the superuser.
    std::string ask(const std::string& sql) const  // NOLINT(modernize-use-nodiscard)
    {
        return database.run(sql);
    }
    [[nodiscard]] int count(const std::string& sql) const { return std::stoi(database.run(sql)); }

    testkit::TestDatabase database;
    sql::Pool pool;
    outbox::Work work;
    app::Casebook casebook;
};

}  // namespace hearth::contact::samples
