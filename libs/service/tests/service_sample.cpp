#include "libs/service/tests/sample.hpp"

using namespace hearth;

/// A whole service for host_test: its notes must not begin with "bad" (I15), and its consumer
/// refuses events whose payload does.
int main(int argc, char** argv) {
    service::Host host{argc, argv, service::sample_definition()};
    static_cast<void>(host.settings().integer("most_notes", 10, 1, 100, "kept at once"));
    host.check("I15", [](sql::Tx& tx) -> Result<service::CheckResult> {
        auto rows = tx.run(service::kNotes);
        if (!rows) return fail(std::move(rows).error());
        service::CheckResult result;
        for (const sql::Row row : *rows)
            result.violations.push_back(to_string(row.get<Uuid>("id")) + " is bad");
        return result;
    });
    host.open_steps([](sql::Tx& tx, Instant older_than) -> Result<std::vector<service::OpenStep>> {
        auto rows = tx.run(service::kNotes);
        if (!rows) return fail(std::move(rows).error());
        std::vector<service::OpenStep> steps;
        for (const sql::Row row : *rows)
            steps.push_back({"note", row.get<std::string>("text"),
                             older_than - std::chrono::seconds{steps.size()}});
        return steps;
    });
    host.consume(
        "copy",
        {{std::string{service::kNoteTopic},
          [](outbox::UnitOfWork& work, std::span<const outbox::Delivery> events) -> Result<void> {
              for (const auto& event : events) {
                  if (event.payload.starts_with("bad"))
                      return fail(invalid_argument("text", "BAD_NOTE", "is bad"));
                  if (event.payload.starts_with("twin"))
                      work.tx().queue(service::kNoteAdd, event.key, "of a row that is there");
              }
              return {};
          }}});
    return host.run();
}
