#pragma once

#include <functional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "services/contact/domain/commands.hpp"
#include "services/contact/domain/hazard.hpp"
#include "services/contact/domain/work.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact::samples {

using Rule = std::function<Result<void>(Change&)>;

/// A hazard as its desk sees it: what the law forbids leaves nothing behind.
struct Hazardous {
    explicit Hazardous(const RequestClass& of, SafetyAnswers answers = {}) : definition(&of) {
        request.uid = named_uuid("request", of.name);
        Report report = samples::report();
        report.triage.safety = answers;
        act(ten(), [&](Change& change) { open_request(change, report); });
        REQUIRE(hazard_stands(request, *definition));
    }
    explicit Hazardous(const char* name, SafetyAnswers answers = {})
        : Hazardous(*catalogue().find(name), answers) {}

    void act(Instant now, const std::function<void(Change&)>& rule) {
        Change change{request, *definition, catalogue().limits_of(*definition), {"x", "x", now}};
        rule(change);
    }
    Result<void> ask(Instant now, const Rule& rule, const RequestClass* target = nullptr) {
        const Request before = request;
        const RequestClass& was = *definition;
        const RequestClass& now_of = target == nullptr ? was : *target;
        Change change{request, now_of, catalogue().limits_of(now_of), {"agents/A1", "desk", now}};
        auto done = rule(change);
        if (done) done = check_hazard(before, was, change);
        if (done) {
            definition = &now_of;
        } else {
            request = before;
        }
        return done;
    }
    std::string refusal(const Rule& rule, const RequestClass* target = nullptr) {
        const auto done = ask(ten() + std::chrono::minutes{5}, rule, target);
        return done ? "OK" : done.error().reason;
    }
    void crew(const std::string& type, Instant at, std::vector<Shown> evidence = {}) {
        const Step* repair = request.step("repair");
        WorkNews fact;
        fact.type = type;
        fact.order = "workOrders/w";
        fact.step = "repair";
        fact.round = request.round;
        fact.attempt = repair == nullptr ? 1 : repair->attempt;
        fact.observed = at;
        fact.evidence = std::move(evidence);
        act(at, [&](Change& change) { apply_work(change, fact); });
    }

    const RequestClass* definition;
    Request request;
};

inline Result<void> withdraw(Change& change) {
    return withdraw_request(change, "the caller takes it back");
}

inline constexpr SafetyAnswers kWireDown{false, false, true, false};

}  // namespace hearth::contact::samples
