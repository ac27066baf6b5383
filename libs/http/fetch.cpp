#include <algorithm>
#include <memory>
#include <mutex>

#include <curl/curl.h>

#include "libs/http/http.hpp"

namespace hearth::http {
namespace {

constexpr std::size_t kMaxAnswer = 64 << 20;

struct EasyDelete {
    void operator()(CURL* handle) const { ::curl_easy_cleanup(handle); }
};
struct ListDelete {
    void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};
using Lines = std::unique_ptr<curl_slist, ListDelete>;

Lines header_lines(const Fields& headers) {
    Lines lines;
    const auto add = [&](const std::string& line) {
        curl_slist* longer = ::curl_slist_append(lines.get(), line.c_str());
        static_cast<void>(lines.release());
        lines.reset(longer);
    };
    add("Expect:");
    // Unless told, curl says that any body is a form.
    if (headers.count("Content-Type") == 0) add("Content-Type:");
    // It leaves a header without a value out unless it ends in a semicolon.
    for (const auto& [name, value] : headers)
        add(std::string{name}.append(value.empty() ? ";" : ": ").append(value));
    return lines;
}

/// One handle per thread, so that connections are kept between requests.
CURL* handle() {
    static std::once_flag once;
    std::call_once(once, [] { ::curl_global_init(CURL_GLOBAL_DEFAULT); });
    thread_local const std::unique_ptr<CURL, EasyDelete> mine{::curl_easy_init()};
    if (mine) ::curl_easy_reset(mine.get());
    return mine.get();
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* to) {
    auto& response = *static_cast<Response*>(to);
    if (response.body.size() + size * count > kMaxAnswer) return 0;
    response.body.append(data, size * count);
    return size * count;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.back() == '\r' || text.back() == '\n' || text.back() == ' '))
        text.remove_suffix(1);
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    return text;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* to) {
    auto& response = *static_cast<Response*>(to);
    const std::string_view line{data, size * count};
    if (line.starts_with("HTTP/")) response.headers.clear();
    if (const auto colon = line.find(':'); colon != std::string_view::npos) {
        response.headers[std::string{line.substr(0, colon)}] = trim(line.substr(colon + 1));
    }
    return size * count;
}

Error error_of(CURLcode code, const std::string& method) {
    const std::string text = ::curl_easy_strerror(code);
    if (code == CURLE_OPERATION_TIMEDOUT) return deadline_exceeded("HTTP " + method);
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
        return invalid_argument("url", "BAD_URL", text);
    }
    return unavailable("HTTP_UNREACHABLE", "HTTP " + method + ": " + text);
}

}  // namespace

Result<Response> fetch(const std::string& method, const std::string& url, const Fields& headers,
                       std::string_view body, Deadline deadline) {
    CURL* curl = handle();
    if (curl == nullptr) return fail(internal("no curl handle"));
    const auto left = deadline.remaining().count();
    if (left <= 0) return fail(deadline_exceeded("HTTP " + method));
    const Lines lines = header_lines(headers);
    Response response;
    ::curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    ::curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    ::curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    ::curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(left));
    ::curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines.get());
    ::curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take_body);
    ::curl_easy_setopt(curl, CURLOPT_WRITEDATA, &response);
    ::curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &take_header);
    ::curl_easy_setopt(curl, CURLOPT_HEADERDATA, &response);
    if (method == "HEAD") {
        ::curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    } else if (method != "GET" || !body.empty()) {
        ::curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        ::curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.empty() ? "" : body.data());
        ::curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
    }
    if (const CURLcode code = ::curl_easy_perform(curl); code != CURLE_OK) {
        return fail(error_of(code, method));
    }
    long status = 0;
    ::curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    response.status = static_cast<int>(status);
    return response;
}

}  // namespace hearth::http
