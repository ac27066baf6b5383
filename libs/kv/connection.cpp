#include "libs/kv/connection.hpp"

#include <cerrno>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

namespace hearth::kv {

Result<std::unique_ptr<Connection>> Connection::open(const Config& config, Deadline deadline) {
    redisContext* context = redisConnectNonBlock(config.host.c_str(), config.port);
    if (context == nullptr) return fail(internal("no memory for a Redis connection"));
    std::unique_ptr<Connection> made{new Connection{context}};
    if (context->err != 0) return fail(made->broken(context->errstr));
    if (!made->wait(POLLOUT, deadline)) return fail(made->broken("no answer in time"));
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(context->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) {
        return fail(made->broken("connection refused"));
    }
    if (!config.password.empty()) {
        auto answer = made->ask({"AUTH", config.password.reveal()}, deadline);
        if (!answer) return fail(std::move(answer).error());
        if ((*answer)->type == REDIS_REPLY_ERROR) return fail(made->broken((*answer)->str));
    }
    return made;
}

Connection::~Connection() {
    redisFree(context_);
}

bool Connection::wait(short events, Deadline deadline) const {
    pollfd fd{context_->fd, events, 0};
    while (true) {
        // Rounded up: a wait of nothing would spin through the last millisecond.
        const auto left = deadline.remaining() + std::chrono::milliseconds{1};
        if (deadline.passed()) return false;
        const int ready = ::poll(&fd, 1, static_cast<int>(left.count()));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
    }
}

Error Connection::broken(std::string_view why) const {
    Error error = unavailable("REDIS_UNAVAILABLE", "Redis cannot be reached");
    error.cause = fmt::format("{}:{}: {}", context_->tcp.host == nullptr ? "" : context_->tcp.host,
                              context_->tcp.port, why);
    return error;
}

Result<Reply> Connection::ask(const std::vector<std::string_view>& words, Deadline deadline) {
    std::vector<const char*> data;
    std::vector<std::size_t> sizes;
    for (const std::string_view word : words) {
        data.push_back(word.data());
        sizes.push_back(word.size());
    }
    redisAppendCommandArgv(context_, static_cast<int>(words.size()), data.data(), sizes.data());
    for (int sent = 0; sent == 0;) {
        if (redisBufferWrite(context_, &sent) != REDIS_OK) return fail(broken(context_->errstr));
        if (sent == 0 && !wait(POLLOUT, deadline)) return fail(broken("no answer in time"));
    }
    void* reply = nullptr;
    while (true) {
        if (redisGetReplyFromReader(context_, &reply) != REDIS_OK) {
            return fail(broken(context_->errstr));
        }
        if (reply != nullptr) return Reply{static_cast<redisReply*>(reply)};
        if (!wait(POLLIN, deadline)) return fail(broken("no answer in time"));
        if (redisBufferRead(context_) != REDIS_OK) return fail(broken(context_->errstr));
    }
}

bool Connection::alive() const {
    pollfd fd{context_->fd, POLLIN, 0};
    return ::poll(&fd, 1, 0) == 0;
}

}  // namespace hearth::kv
