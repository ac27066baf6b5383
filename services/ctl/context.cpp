#include "services/ctl/context.hpp"

#include <cctype>
#include <cstdlib>
#include <ctime>
#include <iostream>

#include <manifest_gen/all.hpp>

#include "libs/auth/auth.hpp"
#include "libs/core/clock.hpp"
#include "libs/core/id.hpp"
#include "libs/http/json.hpp"

namespace hearth::ctl {
namespace {

using namespace std::chrono_literals;

constexpr auto kTokenLife = 300s;
constexpr auto kTokenMargin = 30s;
constexpr const char* kTryThis = " in the environment: try eval \"$(deploy/env)\"";

std::string environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? "" : value;
}

std::string address_variable(std::string_view service) {
    std::string name = "HEARTH_";
    for (const char c : service)
        name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return name + "_ADDRESS";
}

int status_of(Code code) {
    switch (code) {
        case Code::kUnavailable:
        case Code::kDeadlineExceeded:
        case Code::kCancelled:
            return kUnreachable;
        case Code::kInvalidArgument:
        case Code::kUnauthenticated:
        case Code::kPermissionDenied:
        case Code::kUnimplemented:
            return kWrongUsage;
        default:
            return kWithRefusals;
    }
}

}  // namespace

std::vector<std::string> Context::services() {
    std::vector<std::string> names;
    for (const Manifest& service : manifest::kAll) {
        if (service.grpc) names.emplace_back(service.name);
    }
    return names;
}

bool Context::knows(std::string_view service) {
    return !environment(address_variable(service)).empty();
}

Result<std::shared_ptr<grpc::Channel>> Context::connect(std::string_view service) const {
    const std::string variable = address_variable(service);
    const std::string address = options_.address.empty() ? environment(variable) : options_.address;
    if (address.empty()) {
        return fail(invalid_argument("--address", "REQUIRED",
                                     "is missing, and so is " + variable + kTryThis));
    }
    return rpc::connect(address);
}

Result<rpc::Outgoing> Context::sign() {
    const auto now = std::chrono::steady_clock::now();
    if (now >= token_until_) {
        const std::string key = environment("HEARTH_TOKEN_KEY_FILE");
        if (key.empty()) {
            return fail(invalid_argument("HEARTH_TOKEN_KEY_FILE", "REQUIRED",
                                         std::string{"is missing"} + kTryThis));
        }
        auto signer = auth::Signer::from_file(key);
        if (!signer) return fail(std::move(signer).error());
        const std::set<std::string, std::less<>> roles{options_.roles.begin(),
                                                       options_.roles.end()};
        token_ = signer->sign({options_.as, roles, options_.tenant}, Clock{}.now(), kTokenLife);
        token_until_ = now + kTokenLife - kTokenMargin;
    }
    return rpc::Outgoing{Deadline::after(std::chrono::seconds{options_.timeout_s}), token_};
}

void Context::print(const google::protobuf::Message& message) const {
    std::cout << http::to_json(message) << '\n';
}

int Context::failed(const Error& error) const {
    std::cerr << to_string(error.code) << (error.reason.empty() ? "" : " ") << error.reason << ": "
              << error.message << '\n';
    for (const auto& field : error.fields)
        std::cerr << "  " << field.field << ' ' << field.message << " (" << field.reason << ")\n";
    return status_of(error.code);
}

std::string new_request_id() {
    return "ctl:" + to_string(new_uuid(Clock{}.now()));
}

std::string local_text(std::int64_t seconds) {
    const std::time_t time = seconds;
    std::tm parts{};
    localtime_r(&time, &parts);
    std::string text(32, '\0');
    text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts));
    return text;
}

}  // namespace hearth::ctl
