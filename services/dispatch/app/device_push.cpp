#include "services/dispatch/app/device_push.hpp"

namespace hearth::dispatch::app {
namespace {

Wanted wanted_by(const Push& push) {
    Wanted wanted;
    for (const auto& mutation : push.mutations) {
        wanted.orders.push_back(mutation.order);
        if (mutation.incident) wanted.incidents.push_back(*mutation.incident);
    }
    return wanted;
}

std::vector<Sent> sent_by(const Push& push) {
    std::vector<Sent> sent;
    for (std::size_t i = 0; i < push.mutations.size(); ++i) {
        const auto& mutation = push.mutations[i];
        // What is refused is logged too, and no column takes every text.
        const std::string word = is_mutator(mutation.mutator) ? mutation.mutator : "unknown";
        sent.push_back(
            {mutation.sequence, mutation.order, word, mutation.observed_at, push.bodies[i], ""});
    }
    return sent;
}

}  // namespace

Result<PushAnswers> DevicePush::take(outbox::UnitOfWork& work, const Push& push) const {
    PushAnswers answers;
    auto done = changes_.run(work, wanted_by(push), {"crews/" + push.crew, Haste::kCrew},
                             [&](const Changes::Scene& scene) -> Result<void> {
                                 auto given = apply(scene, work.now(), push);
                                 if (!given) return fail(std::move(given).error());
                                 answers = *std::move(given);
                                 return {};
                             });
    if (!done) return fail(std::move(done).error());
    return answers;
}

Result<PushAnswers> DevicePush::apply(const Changes::Scene& scene, Instant now,
                                      const Push& push) const {
    auto& devices = scene.stores.devices();
    auto sent = sent_by(push);
    const auto known = devices.known(push.device, sent);
    if (!known) return fail(known.error());
    auto last = devices.last_sequence(push.device);
    if (!last) return fail(std::move(last).error());
    const auto given = devices.given(push.crew, wanted_by(push).orders);
    if (!given) return fail(given.error());
    PushAnswers result;
    std::vector<Sent> settled;
    for (std::size_t i = 0; i < push.mutations.size(); ++i) {
        const auto& mutation = push.mutations[i];
        const auto refuse = [&](const char* reason, const char* message) {
            result.answers.push_back(
                encode_(mutation.sequence, {"refused", reason, message}, nullptr));
        };
        if (const auto before = known->find(mutation.sequence); before != known->end()) {
            if (before->second.same) {
                result.answers.push_back(before->second.answer);
            } else {
                refuse("SEQUENCE_REUSED", "this sequence was sent with another body");
            }
            continue;
        }
        if (mutation.sequence != *last + 1) {
            refuse("SEQUENCE_GAP", "send again from last_sequence + 1 on");
            continue;
        }
        *last = mutation.sequence;
        const auto said = scene.board.mutate(mutation, push.crew, *given);
        const auto* order = scene.board.order(mutation.order);
        const bool may_see =
            order != nullptr && (order->crew == push.crew || given->count(order->id) > 0);
        result.answers.push_back(encode_(mutation.sequence, said, may_see ? order : nullptr));
        sent[i].answer = result.answers.back();
        settled.push_back(std::move(sent[i]));
    }
    result.last_sequence = *last;
    if (auto logged = devices.log(push.device, push.crew, settled, now); !logged) {
        return fail(std::move(logged).error());
    }
    return result;
}

}  // namespace hearth::dispatch::app
