#include "deploy/manifest/environment.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <sstream>

#include <fmt/format.h>

namespace hearth::manifest {
namespace {

/// A role that no process takes: migrations run as it.
constexpr std::string_view kOwner = "owner";

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

/// Collects lines, and every variable of the stack that is not there.
class Writer {
public:
    explicit Writer(const Environment& stack) : stack_(stack) {}

    void add(const std::string& name, const std::string& value) {
        lines_.push_back("HEARTH_" + name + "=" + value);
    }
    std::string get(const std::string& name) {
        const auto found = stack_.find("HEARTH_" + name);
        if (found != stack_.end() && !found->second.empty()) return found->second;
        faults_.push_back({"HEARTH_" + name, "REQUIRED", "is not set: is the stack up?"});
        return {};
    }
    /// "127.0.0.1:7400" of HEARTH_PORTS_<NAME>="serving admin serving admin …".
    std::string port(const std::string& service, int replica, bool admin) {
        const std::string name = "PORTS_" + upper(service);
        std::istringstream ports{get(name)};
        std::string port;
        for (int at = 0; at <= 2 * (replica - 1) + (admin ? 1 : 0); ++at) {
            if (!(ports >> port)) {
                faults_.push_back({"HEARTH_" + name, "BAD_VALUE", "has too few ports"});
                return {};
            }
        }
        return port;
    }
    /// All replicas of a service, as a gRPC client takes them.
    std::string target(const std::string& service) {
        const std::string text = get("REPLICAS");
        int replicas = 0;
        std::from_chars(text.data(), text.data() + text.size(), replicas);
        std::string all;
        for (int replica = 1; replica <= replicas; ++replica)
            all += (all.empty() ? "" : ",") + std::string{"127.0.0.1:"} +
                   port(service, replica, false);
        return replicas > 1 ? "ipv4:" + all : all;
    }
    Result<std::vector<std::string>> finish() {
        if (!faults_.empty()) return fail(invalid_argument(std::move(faults_)));
        return std::move(lines_);
    }

private:
    const Environment& stack_;
    std::vector<std::string> lines_;
    std::vector<FieldViolation> faults_;
};

void add_database(Writer& out, const Service& service, const std::string& secrets) {
    const std::string database = "hearth_" + service.name;
    out.add("DATABASE__HOST", out.get("PG_HOST"));
    out.add("DATABASE__PORT", out.get("PG_PORT"));
    out.add("DATABASE__NAME", database);
    for (const std::string& role : service.roles) {
        if (role != kOwner) {
            out.add("DATABASE__" + upper(role) + "_PASSWORD_FILE",
                    fmt::format("{}/{}_{}.password", secrets, database, role));
        }
    }
    out.add("LIMITS__PAGE_TOKEN_SECRET_FILE", secrets + "/page_token.secret");
}

bool is_path(const std::string& setting) {
    return setting.ends_with("_file") || setting.ends_with("_dir");
}

}  // namespace

std::string variable_of(const std::string& setting) {
    std::string name = "HEARTH_";
    for (const char c : setting)
        name += c == '.' ? std::string{"__"} : upper(std::string{c});
    return name;
}

Result<std::vector<std::string>> environment_of(const Service& service, int replica,
                                                const std::string& clock_offset,
                                                const Environment& stack) {
    Writer out{stack};
    const std::string folder = out.get("STACK_DIR");
    const std::string secrets = folder + "/secrets";
    const std::string port = out.port(service.name, replica, false);
    out.add("STACK_DIR", folder);
    out.add("ADMIN__PORT", out.port(service.name, replica, true));
    if (service.grpc) {
        out.add("SERVER__ADDRESS", "127.0.0.1:" + port);
    } else {
        out.add("SERVER__PORT", port);
    }
    out.add("AUTH__PRIVATE_KEY_FILE", secrets + "/keys/" + service.name + ".key");
    out.add("AUTH__TRUSTED_KEYS_DIR", secrets + "/trusted");
    if (!service.grpc) out.add("AUTH__EDGE_KEY_FILE", secrets + "/keys/edge.key");
    out.add("DEVELOPMENT__ENABLED", "true");
    out.add("DEVELOPMENT__CLOCK_OFFSET", clock_offset);
    out.add("KAFKA__BROKERS", out.get("KAFKA_BROKERS"));
    if (service.redis) {
        out.add("REDIS__HOST", out.get("REDIS_HOST"));
        out.add("REDIS__PORT", out.get("REDIS_PORT"));
        out.add("REDIS__PASSWORD_FILE", out.get("REDIS_PASSWORD_FILE"));
    }
    if (!service.roles.empty()) add_database(out, service, secrets);
    for (const std::string& peer : service.peers)
        out.add("PEERS__" + upper(peer), out.target(peer));
    const std::string inside = folder + "/";
    for (const auto& [setting, value] : service.local) {
        out.add(variable_of(setting).substr(std::string_view{"HEARTH_"}.size()),
                is_path(setting) ? inside + value : value);
    }
    return out.finish();
}

}  // namespace hearth::manifest
