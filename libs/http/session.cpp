#include "libs/http/session.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <exception>
#include <sstream>
#include <utility>

#include "libs/log/log.hpp"

namespace hearth::http {
namespace {

using Strings = wire::string_body;

/// After an error the client may still be sending; closing at once would reset the connection
/// before it has read the answer.
constexpr std::chrono::milliseconds kLinger{2000};
constexpr std::size_t kLingerBytes = 8 << 20;
constexpr std::chrono::milliseconds kWriteTime{30000};

std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 40> text{};
    const std::size_t size =
        std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), size};
}

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

beast::string_view beast_view(std::string_view text) {
    return {text.data(), text.size()};
}

/// A line break in a value would begin a header of somebody else's making.
bool one_line(std::string_view value) {
    return value.find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos;
}

/// Path and query of the request line; an absolute form loses its authority.
Result<void> split_target(std::string_view target, Request& request) {
    if (target.starts_with("http://") || target.starts_with("https://")) {
        const auto slash = target.find('/', target.find("//") + 2);
        target = slash == std::string_view::npos ? "/" : target.substr(slash);
    }
    const auto mark = target.find('?');
    auto path = percent_decode(target.substr(0, mark), false);
    if (!path) return fail(std::move(path).error());
    if (!path->starts_with('/') && *path != "*") {
        return fail(invalid_argument("path", "BAD_PATH", "must begin with /"));
    }
    request.path = std::move(*path);
    if (mark == std::string_view::npos) return {};
    auto query = parse_query(target.substr(mark + 1));
    if (!query) return fail(std::move(query).error());
    request.query = std::move(*query);
    return {};
}

Result<Request> to_request(wire::request<Strings>&& message) {
    Request request;
    request.method = std::string{view(message.method_string())};
    if (auto split = split_target(view(message.target()), request); !split) {
        return fail(std::move(split).error());
    }
    for (const auto& field : message) {
        auto [at, fresh] = request.headers.emplace(view(field.name_string()), view(field.value()));
        if (!fresh) at->second.append(", ").append(view(field.value()));
    }
    request.body = std::move(message.body());
    return request;
}

}  // namespace

Session::Session(Core& core, net::ip::tcp::socket socket, const net::ip::address& peer)
    : core_(core),
      stream_(std::move(socket)),
      timer_(stream_.get_executor()),
      peer_(peer),
      network_(network_of(peer.to_string())) {
    error_code ignored;
    stream_.socket().set_option(net::ip::tcp::no_delay{true}, ignored);
    core_.connections.add(1);
    const std::lock_guard lock{core_.mutex};
    core_.sessions.insert(this);
    ++core_.by_client[network_];
}

Session::~Session() {
    close();
    core_.connections.add(-1);
    {
        const std::lock_guard lock{core_.mutex};
        core_.sessions.erase(this);
        const auto mine = core_.by_client.find(network_);
        if (--mine->second == 0) core_.by_client.erase(mine);
    }
    core_.changed.notify_all();
}

void Session::start() {
    net::dispatch(executor(), [self = shared_from_this()] { self->read_head(); });
}

void Session::read_head() {
    state_ = State::kIdle;
    if (core_.stopping) return close();
    parser_.emplace();
    parser_->body_limit(core_.config.max_body);
    parser_->header_limit(static_cast<std::uint32_t>(core_.config.max_headers));
    stream_.expires_after(core_.config.idle);
    wire::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code error, std::size_t) { self->on_head(error); });
}

void Session::on_head(error_code error) {
    if (error) return refuse(error);
    state_ = State::kReading;
    language_ = std::string{view(parser_->get()[wire::field::accept_language])};
    stream_.expires_after(core_.config.body);
    if (!beast::iequals(parser_->get()[wire::field::expect], "100-continue")) return read_body();
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    net::async_write(stream_, net::buffer(kContinue.data(), kContinue.size()),
                     [self = shared_from_this()](error_code failed, std::size_t) {
                         if (failed) return self->close();
                         self->read_body();
                     });
}

void Session::read_body() {
    wire::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code error, std::size_t) { self->on_body(error); });
}

void Session::on_body(error_code error) {
    if (error) return refuse(error);
    const auto& message = parser_->get();
    keep_alive_ = message.keep_alive();
    head_ = message.method() == wire::verb::head;
    chunked_ = message.version() >= 11;
    auto request = to_request(parser_->release());
    if (!request) return write(problem(request.error(), {}, language_), false);
    name_client(*request);
    hand_over(std::move(*request));
}

void Session::name_client(Request& request) {
    const auto forwarded = request.header("X-Forwarded-For");
    request.peer = client_of(peer_, forwarded, core_.proxies);
    if (forwarded.empty() || core_.proxies.contains(peer_)) return;
    core_.forwarded_untrusted.add();
    // A proxy that nobody named makes all its customers one; or a stranger makes himself many.
    if (!core_.forwarded_told.exchange(true))
        log::warn("http_forwarded_untrusted", {{"peer", peer_.to_string()}});
}

void Session::hand_over(Request request) {
    state_ = State::kWorking;
    const std::uint64_t exchange = ++exchange_;
    stream_.expires_never();
    timer_.expires_after(core_.config.answer);
    timer_.async_wait([self = shared_from_this(), exchange](error_code error) {
        if (error) return;
        log::warn("http_not_answered");
        self->answer(exchange, problem(unavailable("NOT_ANSWERED", "no answer in time"), {},
                                       self->language_));
    });
    auto responder = make_responder(core_.gate, weak_from_this(), exchange);
    try {
        core_.handler(std::move(request), responder);
    } catch (const std::exception& thrown) {
        const Error error = internal(thrown.what());
        log::failure("http_handler_threw", error);
        responder->send(problem(error, {}, language_));
    }
}

/// What is wrong with what was read, as far as the client can still be told.
void Session::refuse(error_code error) {
    if (error == wire::error::body_limit) {
        return write(problem(413,
                             invalid_argument("body", "BODY_TOO_LARGE",
                                              "is longer than " +
                                                  std::to_string(core_.config.max_body) + " bytes"),
                             {}, language_),
                     false);
    }
    if (error == wire::error::header_limit || error == wire::error::buffer_overflow) {
        return write(
            problem(431,
                    invalid_argument(
                        "headers", "HEADERS_TOO_LARGE",
                        "are longer than " + std::to_string(core_.config.max_headers) + " bytes"),
                    {}, language_),
            false);
    }
    const bool silent =
        error == wire::error::end_of_stream || error == wire::error::partial_message ||
        error.category() != wire::make_error_code(wire::error::bad_method).category();
    if (silent) return close();
    Error malformed = invalid_argument({});
    malformed.reason = "MALFORMED_REQUEST";
    malformed.message = "not an HTTP request: " + error.message();
    write(problem(malformed, {}, language_), false);
}

void Session::answer(std::uint64_t exchange, Response response) {
    if (exchange != exchange_ || state_ != State::kWorking) return;
    timer_.cancel();
    write(std::move(response), keep_alive_ && !core_.stopping);
}

void Session::write(Response response, bool keep_alive) {
    state_ = State::kWriting;
    response_.emplace(static_cast<wire::status>(response.status), 11U);
    auto& message = *response_;
    for (const auto& [name, value] : response.headers) {
        if (one_line(value)) message.set(beast_view(name), beast_view(value));
    }
    message.set(wire::field::date, beast_view(http_date()));
    message.keep_alive(keep_alive);
    const bool bodiless = response.status == 204 || response.status == 304;
    if (!bodiless) message.content_length(response.body.size());
    if (!head_ && !bodiless) message.body() = std::move(response.body);
    stream_.expires_after(kWriteTime);
    wire::async_write(stream_, message,
                      [self = shared_from_this(), keep_alive](error_code error, std::size_t) {
                          if (error) return self->close();
                          self->written(keep_alive);
                      });
}

void Session::written(bool keep_alive) {
    response_.reset();
    head_ = false;
    if (!keep_alive || core_.stopping) return linger();
    read_head();
}

void Session::begin_stream(std::uint64_t exchange, const Fields& headers,
                           std::shared_ptr<Backlog> backlog) {
    if (exchange != exchange_ || state_ != State::kWorking || core_.stopping) {
        {
            const std::lock_guard lock{backlog->mutex};
            backlog->open = false;
        }
        return answer(exchange,
                      problem(unavailable("STOPPING", "the server stops"), {}, language_));
    }
    timer_.cancel();
    state_ = State::kStreaming;
    backlog_ = std::move(backlog);
    wire::response<wire::empty_body> head{wire::status::ok, 11U};
    head.set(wire::field::content_type, "text/event-stream");
    head.set(wire::field::cache_control, "no-store");
    for (const auto& [name, value] : headers) {
        if (one_line(value)) head.set(beast_view(name), beast_view(value));
    }
    head.set(wire::field::date, beast_view(http_date()));
    if (chunked_)
        head.chunked(true);
    else
        head.keep_alive(false);
    std::ostringstream text;
    text << head.base();
    writing_ = text.str();
    watch_client();
    stream_.expires_after(kWriteTime);
    net::async_write(stream_, net::buffer(writing_),
                     [self = shared_from_this()](error_code error, std::size_t) {
                         if (error) return self->close();
                         self->writing_.clear();
                         self->pump();
                     });
}

/// A client that reads events says nothing more: whatever comes now is its end.
void Session::watch_client() {
    stream_.expires_never();
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(512),
                            [self = shared_from_this()](error_code, std::size_t) {
                                if (self->state_ == State::kStreaming) self->close();
                            });
}

void Session::pump() {
    if (state_ != State::kStreaming || !writing_.empty()) return;
    bool ended = false;
    std::size_t taken = 0;
    {
        const std::lock_guard lock{backlog_->mutex};
        for (const std::string& chunk : backlog_->chunks) {
            std::array<char, 24> size{};
            const int digits = std::snprintf(size.data(), size.size(), "%zx\r\n", chunk.size());
            if (chunked_) writing_.append(size.data(), static_cast<std::size_t>(digits));
            writing_.append(chunk);
            if (chunked_) writing_.append("\r\n");
            taken += chunk.size();
        }
        backlog_->chunks.clear();
        ended = backlog_->ended;
    }
    if (writing_.empty()) {
        if (ended) end_stream();
        return;
    }
    stream_.expires_after(kWriteTime);
    net::async_write(stream_, net::buffer(writing_),
                     [self = shared_from_this(), taken](error_code error, std::size_t) {
                         if (error || self->backlog_ == nullptr) return self->close();
                         {
                             const std::lock_guard lock{self->backlog_->mutex};
                             self->backlog_->bytes -= taken;
                         }
                         self->writing_.clear();
                         self->pump();
                     });
}

void Session::end_stream() {
    {
        const std::lock_guard lock{backlog_->mutex};
        backlog_->open = false;
    }
    state_ = State::kLingering;
    writing_ = chunked_ ? "0\r\n\r\n" : "";
    stream_.expires_after(kLinger);
    net::async_write(stream_, net::buffer(writing_),
                     [self = shared_from_this()](error_code, std::size_t) { self->close(); });
}

void Session::shut_down() {
    if (state_ == State::kIdle) return close();
    if (state_ != State::kStreaming) return;
    const std::lock_guard lock{backlog_->mutex};
    backlog_->open = false;
    backlog_->ended = true;
    net::post(executor(), [self = shared_from_this()] { self->pump(); });
}

void Session::linger() {
    state_ = State::kLingering;
    error_code ignored;
    stream_.socket().shutdown(net::ip::tcp::socket::shutdown_send, ignored);
    stream_.expires_after(kLinger);
    buffer_.clear();
    drain(kLingerBytes);
}

void Session::drain(std::size_t left) {
    stream_.async_read_some(buffer_.prepare(4096),
                            [self = shared_from_this(), left](error_code error, std::size_t size) {
                                if (error || size >= left || self->core_.stopping)
                                    return self->close();
                                self->drain(left - size);
                            });
}

void Session::close() {
    timer_.cancel();
    if (backlog_) {
        const std::lock_guard lock{backlog_->mutex};
        backlog_->open = false;
    }
    error_code ignored;
    stream_.socket().close(ignored);
}

}  // namespace hearth::http
