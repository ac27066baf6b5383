#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include <nlohmann/json.hpp>

#include "libs/http/http.hpp"

namespace hearth::http {
namespace {

using Json = nlohmann::ordered_json;

struct CodeText {
    Code code;
    int status;
    const char* en;
    const char* zh;
};

constexpr std::array<CodeText, 17> kCodes{{
    {Code::kOk, 200, "OK", "成功"},
    {Code::kCancelled, 499, "The request was cancelled", "请求已取消"},
    {Code::kUnknown, 500, "Something went wrong", "出现未知错误"},
    {Code::kInvalidArgument, 400, "The request is not valid", "请求内容有误"},
    {Code::kDeadlineExceeded, 504, "No answer in time", "处理超时"},
    {Code::kNotFound, 404, "Not found", "未找到"},
    {Code::kAlreadyExists, 409, "It exists already", "已存在"},
    {Code::kPermissionDenied, 403, "Not allowed", "没有权限"},
    {Code::kResourceExhausted, 429, "Too many requests", "请求过于频繁"},
    {Code::kFailedPrecondition, 400, "Not possible in this state", "当前状态不允许此操作"},
    {Code::kAborted, 409, "It was changed by somebody else", "内容已被他人修改"},
    {Code::kOutOfRange, 400, "Out of range", "超出范围"},
    {Code::kUnimplemented, 501, "Not offered", "不支持此操作"},
    {Code::kInternal, 500, "Something went wrong", "系统内部错误"},
    {Code::kUnavailable, 503, "Not available now", "服务暂不可用"},
    {Code::kDataLoss, 500, "Something went wrong", "系统内部错误"},
    {Code::kUnauthenticated, 401, "Please sign in", "请先登录"},
}};

struct ReasonText {
    const char* reason;
    const char* en;
    const char* zh;
};

/// Where a reason deserves better words than its code has. Also used for single fields.
constexpr std::array kReasons{
    ReasonText{"INVALID_FIELDS", "Some fields are wrong", "部分字段有误"},
    ReasonText{"REQUIRED", "is required", "为必填项"},
    ReasonText{"UNKNOWN_FIELD", "is not a known field", "是未知字段"},
    ReasonText{"BAD_VALUE", "has a wrong value", "取值有误"},
    ReasonText{"BAD_PHONE", "is not a telephone number", "不是有效的电话号码"},
    ReasonText{"BAD_NUMBER", "is not a valid number", "编号有误"},
    ReasonText{"BAD_PAGE_TOKEN", "The page token is not valid", "分页标记无效"},
    ReasonText{"BODY_TOO_LARGE", "The request is too large", "请求内容过大"},
    ReasonText{"HEADERS_TOO_LARGE", "The request head is too large", "请求头过大"},
    ReasonText{"MALFORMED_REQUEST", "The request cannot be read", "请求格式无法识别"},
    ReasonText{"NO_SUCH_ROUTE", "There is nothing at this address", "该地址不存在"},
    ReasonText{"METHOD_NOT_ALLOWED", "Not with this method", "不支持该请求方法"},
    ReasonText{"UNSUPPORTED_MEDIA_TYPE", "The content type is not understood", "不支持的内容类型"},
    ReasonText{"STALE_CURSOR", "The cursor is too old", "游标已过期"},
    ReasonText{"REQUEST_ID_REUSED", "The request id was used for something else",
               "请求编号已被其他请求使用"},
    ReasonText{"HAZARD_OPEN", "A hazard stands until a crew has made it safe",
               "险情未经现场处置确认安全,不能撤回或办结"},
    ReasonText{"STALE_ETAG", "It was changed by somebody else", "内容已被他人修改"},
    ReasonText{"TOKEN_MISSING", "Please sign in", "请先登录"},
    ReasonText{"TOKEN_EXPIRED", "Please sign in again", "登录已过期,请重新登录"},
    ReasonText{"TOKEN_INVALID", "Please sign in again", "登录凭证无效"},
    ReasonText{"RATE_LIMITED", "Too many requests", "请求过于频繁,请稍后再试"},
};

const CodeText& text_of(Code code) {
    const auto index = static_cast<std::size_t>(code);
    return index < kCodes.size() ? kCodes[index] : kCodes[2];
}

const ReasonText* text_of(std::string_view reason) {
    const auto* at = std::find_if(kReasons.begin(), kReasons.end(),
                                  [&](const ReasonText& text) { return reason == text.reason; });
    return at == kReasons.end() ? nullptr : at;
}

std::string title_of(const Error& error, bool chinese) {
    if (const ReasonText* text = text_of(error.reason)) return chinese ? text->zh : text->en;
    return chinese ? text_of(error.code).zh : text_of(error.code).en;
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

int http_status(Code code) {
    return text_of(code).status;
}

Response problem(const Error& error, std::string_view trace_id, std::string_view accept_language) {
    return problem(http_status(error.code), error, trace_id, accept_language);
}

Response problem(int status, const Error& error, std::string_view trace_id,
                 std::string_view accept_language) {
    const std::string_view language = pick_language(accept_language);
    const bool chinese = language == "zh-CN";
    Json body{{"type", "urn:hearth:problem:" + error.reason},
              {"title", title_of(error, chinese)},
              {"status", status},
              {"detail", error.message},
              {"reason", error.reason}};
    if (!error.fields.empty()) {
        Json fields = Json::array();
        for (const FieldViolation& field : error.fields) {
            const ReasonText* text = chinese ? text_of(field.reason) : nullptr;
            fields.push_back({{"field", field.field},
                              {"reason", field.reason},
                              {"message", text ? std::string{text->zh} : field.message}});
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
