#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <hiredis/hiredis.h>

#include "libs/core/deadline.hpp"
#include "libs/core/result.hpp"
#include "libs/kv/redis.hpp"

namespace hearth::kv {

struct FreeReply {
    void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, FreeReply>;

/// One connection on a socket that never blocks. Once a call has failed it is of no more use.
class Connection {
public:
    static Result<std::unique_ptr<Connection>> open(const Config& config, Deadline deadline);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// An error that Redis itself answers is a reply like any other.
    Result<Reply> ask(const std::vector<std::string_view>& words, Deadline deadline);
    /// Without waiting: whether the server has not hung up.
    [[nodiscard]] bool alive() const;

private:
    explicit Connection(redisContext* context) : context_(context) {}
    [[nodiscard]] bool wait(short events, Deadline deadline) const;
    [[nodiscard]] Error broken(std::string_view why) const;

    redisContext* context_;
};

}  // namespace hearth::kv
