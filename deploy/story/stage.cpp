#include "deploy/story/stage.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>

#include "hearth/common/v1/admin_service.grpc.pb.h"

#include "libs/http/http.hpp"
#include "libs/rpc/client.hpp"

namespace hearth::story {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kCallWithin{10000};
constexpr milliseconds kPause{50};
constexpr std::string_view kZone = "Asia/Shanghai";

Instant system_now() {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

Duration read_offset(const std::string& file) {
    std::ifstream in{file};
    std::int64_t count = 0;
    std::string unit;
    if (!(in >> count >> unit)) return Duration{0};
    return unit == "s" ? Duration{seconds{count}} : Duration{milliseconds{count}};
}

/// The latest Tuesday 10:00 of the town that is not after `now`.
Instant tuesday_ten(Instant now) {
    const auto local = to_local(now, kZone);
    if (!local) throw StoryFailed(local.error().message);
    auto day = std::chrono::sys_days{local->day} - (local->weekday - std::chrono::Tuesday);
    for (;; day -= std::chrono::days{7}) {
        const auto ten =
            from_local(std::chrono::year_month_day{day}, std::chrono::hours{10}, kZone);
        if (!ten) throw StoryFailed(ten.error().message);
        if (*ten <= now) return *ten;
    }
}

json parse_file(const std::string& file) {
    std::ifstream in{file};
    if (!in) return json::object();
    auto parsed = json::parse(in, nullptr, false);
    if (parsed.is_discarded())
        throw StoryFailed(file + " is no journal: remove it, or begin anew with --fresh");
    return parsed;
}

auth::Signer signer_from(const std::string& file) {
    auto signer = auth::Signer::from_file(file);
    if (!signer) throw StoryFailed(signer.error().message);
    return std::move(*signer);
}

bool is_stale(const std::string& problem) {
    const auto parsed = json::parse(problem, nullptr, false);
    return parsed.is_object() && parsed.value("reason", "") == "STALE_ETAG";
}

bool worth_repeating(int status) {
    return status == 429 || status == 503 || status == 504;
}

}  // namespace

Stage::Stage(Config config)
    : config_(std::move(config)),
      signer_(signer_from(config_.token_key_file)),
      journal_(parse_file(config_.journal_file)),
      offset_(read_offset(config_.clock_file)) {
    if (journal_.contains("began")) {
        began_ = parse_rfc3339(journal_["began"].get<std::string>()).value();
        return;
    }
    began_ = tuesday_ten(now());
    journal_["began"] = to_rfc3339(began_);
    save();
}

Instant Stage::now() const {
    return system_now() + offset_;
}

std::string Stage::time_of(double minute) const {
    return to_rfc3339(began_ + Duration{static_cast<Duration::rep>(minute * 60e6)});
}

json Stage::once(const std::string& key, const std::function<json()>& act) {
    auto& acts = journal_["acts"];
    if (acts.contains(key)) return acts[key];
    json answer = act();
    journal_["acts"][key] = answer;
    save();
    return answer;
}

void Stage::at_minute(double minute) {
    const Instant wanted = began_ + Duration{static_cast<Duration::rep>(minute * 60e6)};
    if (now() < wanted) set_clocks(std::chrono::ceil<milliseconds>(wanted - system_now()));
}

void Stage::set_clocks(Duration offset) {
    const auto whole = std::chrono::duration_cast<milliseconds>(offset);
    // First the file: a process that is started in between must not fall back.
    std::ofstream{config_.clock_file + ".new"} << whole.count() << "ms\n";
    std::filesystem::rename(config_.clock_file + ".new", config_.clock_file);
    const std::string token =
        signer_.sign({"operators/story", {"operator"}, 1}, system_now(), seconds{60});
    common::v1::SetClockRequest request;
    request.set_offset_us(Duration{whole}.count());
    const Deadline end = Deadline::after(config_.patience);
    for (const auto& address : config_.admin_addresses) {
        const auto stub = common::v1::AdminService::NewStub(rpc::connect(address));
        for (;;) {
            const auto done = rpc::call(*stub, &common::v1::AdminService::Stub::SetClock, request,
                                        rpc::Outgoing{Deadline::after(milliseconds{2000}), token});
            if (done) break;
            if (done.error().code != Code::kUnavailable || end.passed())
                throw StoryFailed(fmt::format("the clock of {} cannot be set: {}", address,
                                              done.error().message));
            std::this_thread::sleep_for(kPause);
        }
    }
    offset_ = whole;
}

std::string Stage::session(const Actor& actor) {
    auto& token = sessions_[actor.principal];
    if (token.empty()) {
        const auto answer =
            call("POST", "/v1/sessions", {},
                 json{{"principal", actor.principal}, {"roles", actor.roles}}.dump(), nullptr);
        token = answer.at("token").get<std::string>();
    }
    return token;
}

json Stage::get(const Actor& actor, const std::string& path) {
    return call("GET", path, {}, "", &actor);
}

json Stage::post(const Actor& actor, const std::string& path, const std::string& key,
                 const json& body) {
    return call("POST", path, {{"Idempotency-Key", "story-" + key}}, body.dump(), &actor);
}

json Stage::post_raw(const std::string& path, const std::map<std::string, std::string>& headers,
                     const std::string& body) {
    return call("POST", path, headers, body, nullptr);
}

json Stage::call(const std::string& method, const std::string& path,
                 std::map<std::string, std::string> headers, const std::string& body,
                 const Actor* actor) {
    headers.try_emplace("Content-Type", "application/json");
    if (actor != nullptr) headers["Authorization"] = "Bearer " + session(*actor);
    const http::Fields fields{headers.begin(), headers.end()};
    const Deadline end = Deadline::after(config_.patience);
    for (;;) {
        const auto answer = http::fetch(method, config_.gateway + path, fields, body,
                                        Deadline::after(kCallWithin).earlier(end));
        if (answer && answer->status < 300) {
            auto parsed = json::parse(answer->body, nullptr, false);
            return parsed.is_discarded() ? json{answer->body} : parsed;
        }
        const bool again = answer ? worth_repeating(answer->status) : true;
        if (!again || end.passed()) {
            const auto said =
                fmt::format("{} {}: {}", method, path,
                            answer ? fmt::format("{} {}", answer->status, answer->body)
                                   : answer.error().message);
            if (answer && is_stale(answer->body)) throw StaleVersion(said);
            throw StoryFailed(said);
        }
        std::this_thread::sleep_for(kPause);
    }
}

json Stage::wait_for(const Actor& actor, const std::string& path, const std::string& what,
                     const std::function<bool(const json&)>& holds) {
    const Deadline end = Deadline::after(config_.patience);
    for (;;) {
        json answer = get(actor, path);
        if (holds(answer)) return answer;
        if (end.passed())
            throw StoryFailed(fmt::format("waited {} s for {}; GET {} says {}",
                                          config_.patience.count(), what, path, answer.dump()));
        std::this_thread::sleep_for(kPause);
    }
}

void Stage::save() const {
    std::ofstream{config_.journal_file + ".new"} << journal_.dump(1) << '\n';
    std::filesystem::rename(config_.journal_file + ".new", config_.journal_file);
}

}  // namespace hearth::story
