#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/deadline.hpp"
#include "libs/core/result.hpp"

namespace hearth::http {

struct CaseInsensitive {
    using is_transparent = void;
    bool operator()(std::string_view left, std::string_view right) const;
};
using Fields = std::map<std::string, std::string, CaseInsensitive>;

/// Names and values of a query or a form, decoded. A name may come more than once.
using Query = std::multimap<std::string, std::string, std::less<>>;

struct Request {
    std::string method;  ///< "GET"
    std::string path;    ///< decoded, without the query
    Query query;
    Fields headers;  ///< a header that came twice is joined by ", "
    std::string body;
    std::string peer;  ///< address of the client: see ServerConfig::trusted_proxies

    /// The header's value, or an empty text.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    /// The first value of that name in the query, or an empty text.
    [[nodiscard]] std::string_view parameter(std::string_view name) const;
};

struct Response {
    int status = 200;
    Fields headers;
    std::string body;
};

/// A text/event-stream that outlives its request; it ends when the last owner lets go of it.
///
/// `send` is thread-safe, never blocks and returns false when the client has gone or is too slow (1
/// MiB behind): drop the stream then.
class Stream {
public:
    virtual ~Stream() = default;
    virtual bool send(std::string chunk) = 0;
    [[nodiscard]] virtual bool open() const = 0;
    /// Bytes that wait for the client: who has more to say than fits can send when this is low.
    [[nodiscard]] virtual std::size_t behind() const = 0;
};

/// Answers once, from any thread; a second answer is ignored. `stream` answers 200 with
/// text/event-stream and keeps the connection. Dropped without an answer, it answers 503.
class Responder {
public:
    virtual ~Responder() = default;
    virtual void send(Response response) = 0;
    virtual std::shared_ptr<Stream> stream(Fields headers) = 0;
};

/// Runs on the server's I/O thread: must not block. Not answered in time is 503; an exception is
/// 500.
using Handler = std::function<void(Request, std::shared_ptr<Responder>)>;

struct ServerConfig {
    std::string address = "127.0.0.1";
    int port = 0;  ///< 0: a free one
    std::size_t max_body = 1 << 20;
    std::size_t max_headers = 16 << 10;
    std::size_t max_connections = 2000;       ///< one more is told 503 and closed
    std::chrono::milliseconds idle{10000};    ///< from the last answer to a complete head
    std::chrono::milliseconds body{30000};    ///< from there to a complete body
    std::chrono::milliseconds answer{30000};  ///< from there to the handler's answer
    int threads = 1;
    /// Of one client (see `network_of`); 0: no bound. Proxies that we trust have none.
    std::size_t max_connections_per_client = 0;
    /// Addresses and networks whose X-Forwarded-For is believed. Everybody else's is not: it is
    /// counted in hearth_http_forwarded_untrusted_total, and logged once.
    std::vector<std::string> trusted_proxies = {};
    /// Where many of ours share an address, as an office does, or a channel's software stands: a
    /// client from there has this bound in place of the other.
    std::vector<std::string> own_networks = {};
    std::size_t max_connections_per_own_client = 0;
};

/// "10.0.0.7" or "10.0.0.0/8", of either kind.
bool is_network(const std::string& text);
/// What of an address tells one client from another: all of it, or the first half of IPv6, whose
/// second half anybody chooses as he likes.
std::string network_of(const std::string& address);

/// HTTP/1.1 with keep-alive and pipelining (answers in the order of the requests).
///
/// Oversize is 413 (431 for the head), a malformed request 400; a head or body that is not complete
/// in time is cut without an answer, so a slow client costs a socket and nothing else.
class Server {
public:
    Server(ServerConfig config, Handler handler);
    ~Server();
    Result<void> start();  ///< UNAVAILABLE, reason PORT_IN_USE, when it cannot listen
    [[nodiscard]] int port() const;
    /// Takes no more, ends streams and idle connections at once, lets answers under way finish
    /// until the deadline, then cuts. Responders may outlive it: they then do nothing.
    void stop(Deadline deadline);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// What problems say: by language, then by reason. A code's name, like NOT_FOUND, has the words of
/// every reason that has none.
using Words = std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>>;
/// The words of this program's problems; without them a title is the code's name. Call it before
/// the first server starts.
void speak(Words words);

/// RFC 9457 problem+json: type, title, status, detail, reason, fields, trace_id; Retry-After when
/// repeating helps. `accept_language` is the request's header; the texts are English or Chinese.
Response problem(const Error& error, std::string_view trace_id, std::string_view accept_language);
/// The same under a status of HTTP's own, like 405 or 413.
Response problem(int status, const Error& error, std::string_view trace_id,
                 std::string_view accept_language);
/// The one table from our codes to HTTP's.
int http_status(Code code);
/// "zh-CN" or "en", whichever the Accept-Language header wants more; "en" when it does not say.
std::string_view pick_language(std::string_view accept_language);

/// Decodes %41; with `plus_is_space` also "+". INVALID_ARGUMENT, reason BAD_ENCODING.
Result<std::string> percent_decode(std::string_view text, bool plus_is_space);
/// Everything but letters, digits and -._~ becomes %XX.
std::string percent_encode(std::string_view text);
/// a=1&b=2 of a query or of application/x-www-form-urlencoded.
Result<Query> parse_query(std::string_view text);

/// A blocking request with a bound (libcurl), for Kannel, programs and tests. Follows no redirects;
/// connections are kept per thread. DEADLINE_EXCEEDED, or UNAVAILABLE with reason HTTP_UNREACHABLE;
/// any status is an answer.
Result<Response> fetch(const std::string& method, const std::string& url, const Fields& headers,
                       std::string_view body, Deadline deadline);

}  // namespace hearth::http
