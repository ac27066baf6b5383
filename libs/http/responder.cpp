#include <utility>

#include "libs/http/session.hpp"

namespace hearth::http {
namespace {

constexpr std::size_t kMaxBehind = 1 << 20;

class EventStream final : public Stream {
public:
    EventStream(std::shared_ptr<Gate> gate, std::weak_ptr<Session> session,
                std::shared_ptr<Backlog> backlog)
        : gate_(std::move(gate)), session_(std::move(session)), backlog_(std::move(backlog)) {}

    ~EventStream() override {
        {
            const std::lock_guard lock{backlog_->mutex};
            backlog_->ended = true;
        }
        deliver(gate_, session_, [](Session& session) { session.pump(); });
    }
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

    bool send(std::string chunk) override {
        if (chunk.empty()) return open();
        bool first = false;
        bool behind = false;
        {
            const std::lock_guard lock{backlog_->mutex};
            if (!backlog_->open) return false;
            behind = backlog_->bytes + chunk.size() > kMaxBehind;
            if (behind) {
                backlog_->open = false;
            } else {
                first = backlog_->chunks.empty();
                backlog_->bytes += chunk.size();
                backlog_->chunks.push_back(std::move(chunk));
            }
        }
        if (behind) deliver(gate_, session_, [](Session& session) { session.close(); });
        if (first) deliver(gate_, session_, [](Session& session) { session.pump(); });
        return !behind;
    }

    [[nodiscard]] bool open() const override {
        const std::lock_guard lock{backlog_->mutex};
        return backlog_->open;
    }

    [[nodiscard]] std::size_t behind() const override {
        const std::lock_guard lock{backlog_->mutex};
        return backlog_->bytes;
    }

private:
    const std::shared_ptr<Gate> gate_;
    const std::weak_ptr<Session> session_;
    const std::shared_ptr<Backlog> backlog_;
};

class SessionResponder final : public Responder {
public:
    SessionResponder(std::shared_ptr<Gate> gate, std::weak_ptr<Session> session,
                     std::uint64_t exchange)
        : gate_(std::move(gate)), session_(std::move(session)), exchange_(exchange) {}

    ~SessionResponder() override {
        if (used_) return;
        send(problem(unavailable("NOT_ANSWERED", "the request was dropped"), {}, {}));
    }
    SessionResponder(const SessionResponder&) = delete;
    SessionResponder& operator=(const SessionResponder&) = delete;

    void send(Response response) override {
        if (used_.exchange(true)) return;
        deliver(gate_, session_,
                [exchange = exchange_, response = std::move(response)](Session& session) mutable {
                    session.answer(exchange, std::move(response));
                });
    }

    std::shared_ptr<Stream> stream(Fields headers) override {
        auto backlog = std::make_shared<Backlog>();
        backlog->open = !used_.exchange(true) && !session_.expired();
        if (backlog->open) {
            deliver(gate_, session_,
                    [exchange = exchange_, headers = std::move(headers), backlog](
                        Session& session) { session.begin_stream(exchange, headers, backlog); });
        }
        return std::make_shared<EventStream>(gate_, session_, std::move(backlog));
    }

private:
    const std::shared_ptr<Gate> gate_;
    const std::weak_ptr<Session> session_;
    const std::uint64_t exchange_;
    std::atomic<bool> used_{false};
};

}  // namespace

std::shared_ptr<Responder> make_responder(std::shared_ptr<Gate> gate,
                                          std::weak_ptr<Session> session, std::uint64_t exchange) {
    return std::make_shared<SessionResponder>(std::move(gate), std::move(session), exchange);
}

}  // namespace hearth::http
