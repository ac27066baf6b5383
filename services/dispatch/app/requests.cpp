#include "services/dispatch/app/requests.hpp"

#include <algorithm>

namespace hearth::dispatch::app {
namespace {

using Kind = RequestNews::Kind;

std::vector<Uuid> live_orders(const Board& board, const RequestNews& news) {
    std::vector<Uuid> ids;
    for (const auto& id : board.state().orders.of_request(news.request)) {
        const auto& order = *board.order(id);
        const bool same_step =
            news.step.empty() || (order.key.step == news.step && order.key.round == news.round &&
                                  (news.attempt == 0 || order.key.attempt == news.attempt));
        if (same_step && !is_ended(order.state)) ids.push_back(id);
    }
    return ids;
}

/// Supply of the request is verified, or there is nothing left of it to verify.
bool settles(const RequestNews& news) {
    return news.kind == Kind::kResolved || news.kind == Kind::kWithdrawn ||
           news.kind == Kind::kMerged || (news.other_class && !news.work);
}

void apply(Board& board, const RequestNews& news, const Uuid& id) {
    const auto& order = *board.order(id);
    switch (news.kind) {
        case Kind::kStepStarted:
        case Kind::kResolved:
            return;
        case Kind::kStepEnded:
            return board.cancel(id, "step_ended");
        case Kind::kWithdrawn:
            return board.cancel(id, news.reason.empty() ? "withdrawn" : news.reason);
        case Kind::kMerged:
            return board.cancel(id, "duplicate");
        case Kind::kPlaced:
            if (news.work) return board.relocate(id, *news.work);
            if (news.other_class) board.cancel(id, "reclassified");
            return;
        case Kind::kUrged:
            return board.change_rank(id, std::max(order.rank, news.rank),
                                     std::max(order.hazard, news.hazard), {});
    }
}

void apply(Board& board, const RequestNews& news) {
    if (news.kind == Kind::kStepStarted) {
        if (!news.work) return;  // another owner's step
        auto work = *news.work;
        work.key = {news.request, news.step, news.round, news.attempt};
        board.open(work);
        return;
    }
    for (const auto& id : live_orders(board, news))
        apply(board, news, id);
    if (settles(news)) board.verify(news.request, news.at);
}

Wanted wanted_of(const std::vector<RequestNews>& all) {
    Wanted wanted;
    for (const auto& news : all) {
        wanted.requests.push_back(news.request);
        if (news.work && news.work->node) wanted.nodes.push_back(*news.work->node);
    }
    return wanted;
}

/// Contact may not know yet which node feeds a service point; the registry's events told us.
Result<void> find_nodes(Stores& stores, std::vector<RequestNews>& all) {
    std::vector<Uuid> points;
    for (const auto& news : all) {
        if (news.work && !news.work->node && news.work->service_point) {
            points.push_back(*news.work->service_point);
        }
    }
    auto nodes = stores.network().nodes_of(points);
    if (!nodes) return fail(std::move(nodes).error());
    for (auto& news : all) {
        if (!news.work || news.work->node || !news.work->service_point) continue;
        const auto found = nodes->find(*news.work->service_point);
        if (found != nodes->end()) news.work->node = found->second;
    }
    return {};
}

}  // namespace

Result<void> Requests::hear(outbox::UnitOfWork& work, std::vector<RequestNews> all) const {
    if (all.empty()) return {};
    if (auto found = find_nodes(*changes_.open()(work.tx()), all); !found) return found;
    return changes_.run(work, wanted_of(all), {"services/contact", Haste::kReport},
                        [&](const Changes::Scene& scene) -> Result<void> {
                            for (const auto& news : all) {
                                scene.caused_by(news.event);
                                apply(scene.board, news);
                            }
                            return {};
                        });
}

}  // namespace hearth::dispatch::app
