#include "libs/outbox/sender.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>

namespace hearth::outbox {
namespace {

using namespace std::chrono_literals;

constexpr auto kSendWithin = 30s;
constexpr auto kStopWithin = 5s;

Refused refused_of(const kafka::Record& record, const kafka::Refusal& refusal) {
    return {.topic = record.topic,
            .key = refusal.whole_topic ? std::nullopt : std::optional{record.key},
            .reason = refusal.reason,
            .detail = refusal.detail};
}

bool covered(const std::vector<Refused>& refused, const kafka::Record& record) {
    return std::ranges::any_of(refused, [&](const auto& one) { return one.covers(record); });
}

}  // namespace

Sender::Sender(kafka::Config kafka, std::function<bool()> stopping)
    : kafka_(std::move(kafka)), stopping_(std::move(stopping)) {}

Result<Delivered> Sender::send(std::span<const kafka::Record> records, bool singly) {
    return singly ? send_singly(records) : send_together(records);
}

Result<Delivered> Sender::send_together(std::span<const kafka::Record> records) {
    Delivered done;
    if (auto sent = post_and_wait(records, Deadline::after(kSendWithin)); sent) {
        done.sent.resize(records.size());
        std::iota(done.sent.begin(), done.sent.end(), std::size_t{0});
        return done;
    } else if (!producer_ || producer_->refusals().empty()) {
        return fail(std::move(sent).error());
    }
    // Records are refused together with those that travelled with them.
    const auto refusals = producer_->refusals();
    if (!std::ranges::all_of(refusals, &kafka::Refusal::whole_topic)) {
        reset();
        return send_singly(records);
    }
    for (const kafka::Refusal& refusal : refusals) {
        const auto& record = records[refusal.record];
        if (!covered(done.refused, record)) done.refused.push_back(refused_of(record, refusal));
    }
    done.all = false;
    reset();
    return done;
}

Result<Delivered> Sender::send_singly(std::span<const kafka::Record> records) {
    Delivered done;
    const auto end = Deadline::after(kSendWithin);
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto& record = records[i];
        if (covered(done.refused, record)) continue;
        auto sent = post_and_wait({&record, 1}, end);
        if (sent) {
            done.sent.push_back(i);
            continue;
        }
        if (producer_ && !producer_->refusals().empty()) {
            done.refused.push_back(refused_of(record, producer_->refusals().front()));
            reset();
            continue;
        }
        if (done.sent.empty() && done.refused.empty()) return fail(std::move(sent).error());
        reset();
        done.all = false;
        break;
    }
    return done;
}

Result<void> Sender::post_and_wait(std::span<const kafka::Record> records, Deadline end) {
    if (!producer_) producer_ = std::make_unique<kafka::Producer>(kafka_);
    if (auto posted = producer_->post(records); !posted) return posted;
    return wait(end);
}

Result<void> Sender::wait(Deadline end) {
    while (!end.passed()) {
        const auto done = producer_->wait(end.earlier(Deadline::after(100ms)));
        if (!done) return fail(done.error());
        if (*done) return {};
        if (stopping_()) end = end.earlier(Deadline::after(kStopWithin));
    }
    return fail(unavailable("KAFKA_UNAVAILABLE", "the broker did not take the events in time"));
}

}  // namespace hearth::outbox
