#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "libs/http/http.hpp"

namespace hearth::http {
namespace {

using Json = nlohmann::ordered_json;

/// By the number of a code.
constexpr std::array<int, 17> kStatus{200, 499, 500, 400, 504, 404, 409, 403, 429,
                                      400, 409, 400, 501, 500, 503, 500, 401};

Words& words() {
    static Words spoken;
    return spoken;
}

const std::string* text_of(std::string_view language, std::string_view reason) {
    const auto texts = words().find(language);
    if (texts == words().end()) return nullptr;
    const auto found = texts->second.find(reason);
    return found == texts->second.end() ? nullptr : &found->second;
}

std::string title_of(const Error& error, std::string_view language) {
    if (const std::string* text = text_of(language, error.reason)) return *text;
    const std::string_view code = to_string(error.code);
    const std::string* text = text_of(language, code);
    return text == nullptr ? std::string{code} : *text;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

/// Thousandths of a quality value: "0.8" is 800.
int quality(std::string_view parameters) {
    const auto at = parameters.find("q=");
    if (at == std::string_view::npos) return 1000;
    const std::string_view text = parameters.substr(at + 2);
    if (text.empty() || text.front() != '0') return 1000;
    if (text.size() < 3 || text[1] != '.') return 0;
    int value = 0;
    int scale = 100;
    for (std::size_t i = 2; i < text.size() && i < 5 && text[i] >= '0' && text[i] <= '9'; ++i) {
        value += (text[i] - '0') * scale;
        scale /= 10;
    }
    return value;
}

}  // namespace

std::string_view pick_language(std::string_view accept_language) {
    int chinese = 0;
    int english = 0;
    while (!accept_language.empty()) {
        const auto end = std::min(accept_language.find(','), accept_language.size());
        const std::string_view range = trim(accept_language.substr(0, end));
        accept_language.remove_prefix(std::min(end + 1, accept_language.size()));
        const auto semicolon = std::min(range.find(';'), range.size());
        const std::string_view tag = range.substr(0, 2);
        const int weight = quality(range.substr(semicolon));
        if (tag == "zh") chinese = std::max(chinese, weight);
        if (tag == "en") english = std::max(english, weight);
    }
    return chinese > english ? "zh-CN" : "en";
}

void speak(Words spoken) {
    words() = std::move(spoken);
}

int http_status(Code code) {
    const auto index = static_cast<std::size_t>(code);
    return index < kStatus.size() ? kStatus[index] : http_status(Code::kUnknown);
}

Response problem(const Error& error, std::string_view trace_id, std::string_view accept_language) {
    return problem(http_status(error.code), error, trace_id, accept_language);
}

Response problem(int status, const Error& error, std::string_view trace_id,
                 std::string_view accept_language) {
    const std::string_view language = pick_language(accept_language);
    Json body{{"type", "urn:hearth:problem:" + error.reason},
              {"title", title_of(error, language)},
              {"status", status},
              {"detail", error.message},
              {"reason", error.reason}};
    if (!error.fields.empty()) {
        Json fields = Json::array();
        for (const FieldViolation& field : error.fields) {
            // The English sentence says more than its reason.
            const std::string* text = language == "en" ? nullptr : text_of(language, field.reason);
            fields.push_back({{"field", field.field},
                              {"reason", field.reason},
                              {"message", text == nullptr ? field.message : *text}});
        }
        body["fields"] = std::move(fields);
    }
    if (!trace_id.empty()) body["trace_id"] = trace_id;
    Response response{status,
                      {{"Content-Type", "application/problem+json"},
                       {"Content-Language", std::string{language}},
                       {"Cache-Control", "no-store"}},
                      {}};
    if (error.retry_after) {
        const auto seconds = (error.retry_after->count() + 999) / 1000;
        body["retry_after_ms"] = error.retry_after->count();
        response.headers["Retry-After"] = std::to_string(std::max<long long>(1, seconds));
    }
    response.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    return response;
}

}  // namespace hearth::http
