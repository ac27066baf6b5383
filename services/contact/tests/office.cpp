#include "services/contact/tests/office.hpp"

#include <stdexcept>

#include <manifest_gen/contact.hpp>

#include "services/contact/api/event_codec.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact::samples {
namespace {

std::vector<std::span<const sql::Statement>> every_statement() {
    auto all = all_statements();
    all.push_back(outbox::work_statements());
    all.push_back(outbox::inbox_statements());
    return all;
}

sql::Config sized(sql::Config config, int connections) {
    config.pool_size = connections;
    return config;
}

outbox::Work::Topics produced() {
    outbox::Work::Topics topics;
    for (const Manifest::Topic& topic : manifest::contact::kManifest.produces)
        topics.push_back(topic.name);
    return topics;
}

void must(const Result<void>& done) {
    if (!done)
        throw std::runtime_error{done.error().reason + " " + done.error().message + " " +
                                 done.error().cause};
}

}  // namespace

Office::Office(int connections)
    : database("contact"),
      pool(sized(database.app(), connections), every_statement()),
      work(
          pool, [] {}, produced()),
      casebook(open_stores, as_events(), catalogue(), app::CasebookSettings{}) {}

std::string Office::phone(int i) {
    const std::string digits = std::to_string(10000000 + i);
    return "+86138" + digits;
}

outbox::Cause Office::cause(Instant now, const std::string& request_id) const {
    return {1, "test", request_id, now, Deadline::after(std::chrono::seconds{30})};
}

void Office::settle(int premises) {
    std::vector<PremiseFact> places;
    std::vector<ServicePointFact> points;
    std::vector<PartyFact> parties;
    std::vector<ContactPointsFact> contacts;
    std::vector<AgreementFact> agreements;
    for (int i = 0; i < premises; ++i) {
        const std::string name = "p" + std::to_string(i);
        places.push_back({premise(i), 1, name, "幸福路" + std::to_string(i) + "号", "1 Happy Road",
                          31.2, 121.4, "city"});
        points.push_back(
            {named_uuid("sp", name), 1, premise(i), "electricity", node(i), true, "connected", {}});
        parties.push_back({party(i), 1, "general", "zh-CN", ""});
        contacts.push_back(
            {party(i), 1, "张三", "Zhang San", {{"phone", phone(i), "mobile", true}}});
        agreements.push_back(
            {named_uuid("agreement", name), 1, party(i), named_uuid("sp", name), "2020-01-01", ""});
    }
    must(run(ten(), [&](outbox::UnitOfWork& unit) -> Result<void> {
        const auto stores = open_stores(unit.tx());
        stores->projections().put(std::span<const PremiseFact>{places});
        stores->projections().put(std::span<const ServicePointFact>{points});
        stores->projections().put(std::span<const PartyFact>{parties});
        stores->projections().put(std::span<const ContactPointsFact>{contacts});
        stores->projections().put(std::span<const AgreementFact>{agreements});
        return {};
    }));
}

Result<Request> Office::report(int i, Instant now, const std::string& request_class) {
    Request found;
    for (int runs = 0;; ++runs) {
        auto done = run(now, [&](outbox::UnitOfWork& unit) -> Result<void> {
            app::ReportInput input;
            input.request_class = request_class;
            input.premise = premise(i);
            input.observed = now;
            input.address = phone(i);
            input.actor = {"channels/sms", "sms", now};
            auto outcome = casebook.report(casebook.scene(unit), input);
            if (!outcome) return fail(std::move(outcome).error());
            found = std::move(outcome->request);
            return {};
        });
        if (done) return found;
        if (done.error().reason != "SERVICE_REQUEST_OPEN_KEY" || runs == 5)
            return fail(std::move(done).error());
    }
}

RequestView Office::view(const Uuid& uid) {
    RequestView view;
    must(work.read(1, Deadline::after(std::chrono::seconds{5}), [&](sql::Tx& tx) -> Result<void> {
        auto read = open_stores(tx)->requests().view(uid);
        if (!read) return fail(std::move(read).error());
        view = std::move(*read);
        return {};
    }));
    return view;
}

}  // namespace hearth::contact::samples
