#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "libs/core/deadline.hpp"
#include "libs/core/result.hpp"

namespace hearth::http {

struct CaseInsensitive {
    using is_transparent = void;
    bool operator()(std::string_view left, std::string_view right) const;
};
using Fields = std::map<std::string, std::string, CaseInsensitive>;

struct Request {
    std::string method;  ///< "GET"
    std::string path;    ///< decoded, without the query
    std::map<std::string, std::string> query;
    Fields headers;
    std::string body;
    std::string peer;  ///< address of the other end
};

struct Response {
    int status = 200;
    Fields headers;
    std::string body;
};

/// A text/event-stream that outlives its request. `send` is thread-safe, never blocks and returns false when the client
/// has gone or is too slow (1 MiB behind): drop the stream then.
class Stream {
public:
    virtual ~Stream() = default;
    virtual bool send(std::string chunk) = 0;
    [[nodiscard]] virtual bool open() const = 0;
};

/// Answers once, from any thread. `stream` answers 200 with text/event-stream and keeps the connection.
class Responder {
public:
    virtual ~Responder() = default;
    virtual void send(Response response) = 0;
    virtual std::shared_ptr<Stream> stream(Fields headers) = 0;
};

/// Runs on the server's I/O thread: must not block. Not answered within 30 s is 503.
using Handler = std::function<void(Request, std::shared_ptr<Responder>)>;

struct ServerConfig {
    std::string address = "127.0.0.1";
    int port = 0;
    std::size_t max_body = 1 << 20;
    std::size_t max_connections = 2000;
    std::chrono::milliseconds idle{10000};
    int threads = 1;
};

/// HTTP/1.1 with keep-alive. Oversize is 413, a malformed request 400, headers not complete within `idle` are cut.
class Server {
public:
    Server(ServerConfig config, Handler handler);
    ~Server();
    Result<void> start();
    [[nodiscard]] int port() const;
    void stop(Deadline deadline);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// RFC 9457 with `reason`, field list and trace id. The one table from our codes to HTTP's.
Response problem(const Error& error, std::string_view trace_id, std::string_view language);
int http_status(Code code);

/// A blocking request with a bound (libcurl), for Kannel and tests.
Result<Response> fetch(const std::string& method, const std::string& url, const Fields& headers,
                       std::string_view body, Deadline deadline);

}  // namespace hearth::http
