#include "services/gateway/callscreen.hpp"

#include <mutex>
#include <optional>
#include <set>

#include "hearth/contact/v1/contact_service.pb.h"
#include "hearth/dispatch/v1/dispatch_service.pb.h"
#include "hearth/registry/v1/registry_service.pb.h"

#include "libs/core/id.hpp"
#include "libs/http/json.hpp"
#include "libs/phone/phone.hpp"

namespace hearth::gateway {
namespace {

constexpr int kMostIncidents = 20;

}  // namespace

/// What is known so far. Answers arrive on gRPC threads, several at once.
struct CallScreen::View {
    ExchangePtr exchange;
    rpc::Outgoing outgoing{Deadline::after(std::chrono::milliseconds{0}), {}};
    std::string phone;
    std::string key;

    std::mutex mutex;
    int open = 3;  ///< answers still to come
    std::string identity = "null";
    std::string registry = "null";
    std::string incidents = "[]";
    std::set<std::string> missing;
    std::optional<Error> refused;

    /// Takes one answer in; true when it was the last.
    template <typename Response, typename Take>
    bool take(const char* service, const Result<Response>& answer, Take use) {
        const std::lock_guard lock{mutex};
        if (answer) {
            use(*answer);
        } else if (answer.error().code == Code::kInvalidArgument ||
                   answer.error().code == Code::kPermissionDenied) {
            refused = answer.error();
        } else {
            missing.insert(service);
        }
        return --open == 0;
    }
};

CallScreen::CallScreen(Config config, const Clients& clients, kv::Redis& redis,
                       runtime::Executor& executor)
    : config_(std::move(config)), clients_(clients), redis_(redis), executor_(executor) {}

void CallScreen::show(const ExchangePtr& exchange) const {
    const auto& principal = exchange->principal;
    if (!principal.has("agent") && !principal.has("lead") && !principal.has("manager")) {
        return exchange->fail(permission_denied("ROLE_NOT_ALLOWED", "the role is not allowed to"));
    }
    auto phone = phone::normalise(exchange->request.parameter("phone"), config_.region);
    if (!phone) {
        Error error = phone.error();
        error.fields = {{"phone", error.reason, "must be a telephone number"}};
        return exchange->fail(error);
    }
    auto view = std::make_shared<View>();
    view->exchange = exchange;
    view->outgoing = {exchange->deadline.earlier(Deadline::after(config_.deadline)),
                      exchange->token};
    view->phone = *std::move(phone);
    view->key = "gateway:callscreen:" +
                to_string(named_uuid("callscreen", std::to_string(principal.tenant) + view->phone));
    if (auto kept = redis_.get(view->key); kept && *kept) {
        return exchange->send(
            {200, {{"Content-Type", "application/json"}, {"X-Cache", "hit"}}, **std::move(kept)});
    }
    ask_registry(view);
    ask_contact(view);
    ask_dispatch(view);
}

void CallScreen::ask_registry(const std::shared_ptr<View>& view) const {
    using registry::v1::LookupCallerResponse;
    registry::v1::LookupCallerRequest request;
    request.set_phone(view->phone);
    clients_.call<LookupCallerResponse>(
        "/hearth.registry.v1.RegistryService/LookupCaller", request, view->outgoing,
        [this, view](const Result<LookupCallerResponse>& answer) {
            const bool last = view->take("registry", answer, [&](const auto& response) {
                view->registry = http::to_json(response);
            });
            if (last) finish(*view);
        });
}

void CallScreen::ask_contact(const std::shared_ptr<View>& view) const {
    using contact::v1::IdentifyCallerResponse;
    contact::v1::IdentifyCallerRequest request;
    request.set_phone(view->phone);
    clients_.call<IdentifyCallerResponse>(
        "/hearth.contact.v1.ContactService/IdentifyCaller", request, view->outgoing,
        [this, view](const Result<IdentifyCallerResponse>& answer) {
            const bool last = view->take("contact", answer, [&](const auto& response) {
                view->identity = http::to_json(response.identity());
            });
            if (last) finish(*view);
        });
}

void CallScreen::ask_dispatch(const std::shared_ptr<View>& view) const {
    using dispatch::v1::ListIncidentsResponse;
    dispatch::v1::ListIncidentsRequest request;
    request.set_state("live");
    request.set_page_size(kMostIncidents);
    clients_.call<ListIncidentsResponse>(
        "/hearth.dispatch.v1.DispatchService/ListIncidents", request, view->outgoing,
        [this, view](const Result<ListIncidentsResponse>& answer) {
            const bool last = view->take("dispatch", answer, [&](const auto& response) {
                std::string list;
                for (const auto& incident : response.incidents())
                    list += (list.empty() ? "" : ",") + http::to_json(incident);
                view->incidents = "[" + list + "]";
            });
            if (last) finish(*view);
        });
}

void CallScreen::finish(View& view) const {
    if (view.refused) return view.exchange->fail(*view.refused);
    std::string missing;
    for (const std::string& service : view.missing)
        missing += (missing.empty() ? "\"" : ",\"") + service + "\"";
    std::string body = R"({"phone":")" + view.phone + R"(","identity":)" + view.identity +
                       R"(,"registry":)" + view.registry + R"(,"incidents":)" + view.incidents +
                       R"(,"missing":[)" + missing + "]}";
    if (missing.empty()) {
        // Not here: this is a gRPC thread, and Redis may be slow. If it does not fit, it is not
        // kept.
        executor_.try_submit(Deadline::after(std::chrono::seconds{1}),
                             [this, key = view.key, body](bool late) {
                                 if (!late) static_cast<void>(redis_.set(key, body, config_.keep));
                             });
    }
    view.exchange->send(
        {200, {{"Content-Type", "application/json"}, {"X-Cache", "miss"}}, std::move(body)});
}

}  // namespace hearth::gateway
