#pragma once

#include <functional>
#include <string>

#include "libs/http/http.hpp"
#include "libs/runtime/executor.hpp"

namespace hearth::http {

/// The administration port that every process has: /livez, /readyz (503 while not ready), /metrics
/// (Prometheus), /config (secrets hidden), /loglevel (GET, or PUT with debug, info, warn or error).
///
/// `ready` may block a little (it asks the database): it runs on a thread of its own, so that a
/// dependency that hangs never makes a live process look dead.
class Admin {
public:
    Admin(const std::string& address, int port, std::function<bool()> ready, std::string config);
    ~Admin();
    void start();  ///< throws when it cannot listen: for App::add
    [[nodiscard]] int port() const { return server_.port(); }
    void stop(Deadline deadline);

private:
    void handle(const Request& request, const std::shared_ptr<Responder>& responder);

    std::function<bool()> ready_;
    std::string config_;
    runtime::Executor checks_;
    Server server_;
};

}  // namespace hearth::http
