#include "deploy/manifest/manifest.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string_view>

#include "libs/config/config.hpp"

namespace hearth::manifest {
namespace {

namespace fs = std::filesystem;
using config::Section;

constexpr int kMostReplicas = 100;
constexpr std::array<std::string_view, 4> kRoles{"owner", "app", "relay", "checker"};
constexpr std::string_view kEveryPeer = "all";
/// The service that only counts and compares, and so hears nothing personal.
constexpr std::string_view kCounts = "analytics";

/// A service.yaml with its reader, kept until all manifests can be seen together.
struct File {
    config::Source source;
    Service service;
    std::vector<FieldViolation> faults;

    [[nodiscard]] Section root() const { return source.root(); }
    /// Under `key` of this file's `section`, with its place.
    void refuse(const std::string& key, const std::string& reason, const std::string& words) {
        faults.push_back({key, reason, words + " (" + place(key) + ")"});
    }

private:
    [[nodiscard]] std::string place(const std::string& key) const {
        const auto dot = key.find('.');
        if (dot == std::string::npos) return root().place(key);
        return root().section(key.substr(0, dot)).place(key.substr(dot + 1));
    }
};

/// Lower case letters, digits and underscores, a letter first.
bool is_word(std::string_view text) {
    return !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
               std::string_view::npos;
}

/// `parts` or more words with dots between them; with `any`, all but the last may be `*`.
bool is_path(std::string_view text, std::size_t parts, bool any = false) {
    std::size_t count = 1;
    for (auto dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.'), ++count) {
        const auto part = text.substr(0, dot);
        if (!is_word(part) && !(any && part == "*")) return false;
        text.remove_prefix(dot + 1);
    }
    return is_word(text) && count >= parts;
}

bool is_amount(std::string_view text, std::string_view unit) {
    const auto digits = text.find_first_not_of("0123456789");
    return digits != 0 && digits != std::string_view::npos && text.substr(digits) == unit;
}

bool contains(const std::vector<std::string>& all, std::string_view one) {
    return std::ranges::find(all, one) != all.end();
}

void read_identity(File& file, const fs::path& folder) {
    Service& service = file.service;
    service.name = folder.filename();
    if (file.root().text("name", "") != service.name || !is_word(service.name))
        file.refuse("name", "BAD_VALUE", "is not the name of its folder, one lower case word");
    service.purpose = file.root().required_text("purpose");
    const std::string serves = file.root().text("serves", "");
    service.grpc = serves == "grpc";
    if (!service.grpc && serves != "http")
        file.refuse("serves", "BAD_VALUE", "is neither grpc nor http");
}

void read_roles(File& file, const fs::path& folder) {
    auto& roles = file.service.roles;
    roles = file.root().list("roles", {});
    for (const std::string& role : roles) {
        if (!is_word(role)) file.refuse("roles", "BAD_VALUE", "\"" + role + "\" is no word");
    }
    const bool whole =
        std::ranges::all_of(kRoles, [&](auto role) { return contains(roles, role); });
    const bool database = fs::exists(folder / "migrations");
    if (database && !whole)
        file.refuse("roles", "BAD_VALUE", "lacks one of owner, app, relay and checker");
    if (!database && !roles.empty())
        file.refuse("roles", "BAD_VALUE", "is of a database, but there are no migrations");
}

void read_topics(File& file) {
    const Section produces = file.root().section("produces");
    for (const std::string& noun : produces.keys()) {
        if (!is_word(noun))
            file.refuse("produces." + noun, "BAD_VALUE", "is not one lower case word");
        file.service.produces.push_back({noun, produces.section(noun).flag("personal", false)});
    }
    const Section listens = file.root().section("listens");
    for (const std::string& purpose : listens.keys()) {
        Service::Listener listener{purpose, listens.list(purpose, {})};
        const std::string key = "listens." + purpose;
        if (!is_word(purpose)) file.refuse(key, "BAD_VALUE", "is not one lower case word");
        if (listener.topics.empty()) file.refuse(key, "BAD_VALUE", "names no topic");
        const std::set<std::string> once{listener.topics.begin(), listener.topics.end()};
        if (once.size() < listener.topics.size())
            file.refuse(key, "BAD_VALUE", "names a topic twice");
        file.service.listens.push_back(std::move(listener));
    }
}

/// Of a noun its topic, of an event its full name.
std::string heard(const std::string& service, const std::string& what) {
    return is_word(what) ? service + "." + what : "hearth." + service + ".events.v1." + what;
}

void read_reads(File& file) {
    const Section reads = file.root().section("reads");
    for (const std::string& other : reads.keys()) {
        const Section of_other = reads.section(other);
        for (const std::string& what : of_other.keys()) {
            auto fields = of_other.list(what, {});
            if (fields.empty())
                file.refuse("reads." + other + "." + what, "BAD_VALUE", "names no field");
            file.service.reads[heard(other, what)] = std::move(fields);
        }
    }
    const Section ignores = file.root().section("ignores");
    for (const std::string& other : ignores.keys()) {
        for (const std::string& event : ignores.list(other, {})) {
            if (is_word(event))
                file.refuse("ignores." + other, "BAD_VALUE",
                            "names " + event + ", which is no event");
            file.service.ignores.push_back(heard(other, event));
        }
    }
}

void read_settings(File& file) {
    Service& service = file.service;
    service.redis = file.root().flag("redis", false);
    service.outside = file.root().section("outside").texts();
    for (const auto& [what, setting] : service.outside) {
        if (!is_path(setting, 2, true))
            file.refuse("outside." + what, "BAD_VALUE", "\"" + setting + "\" is no setting's path");
    }
    service.secrets = file.root().list("secrets", {});
    for (const std::string& setting : service.secrets) {
        if (!is_path(setting, 2, true))
            file.refuse("secrets", "BAD_VALUE", "\"" + setting + "\" is no setting's path");
    }
    service.local = file.root().section("local").texts();
    for (const auto& [setting, value] : service.local) {
        if (!is_path(setting, 2))
            file.refuse("local", "BAD_VALUE", "\"" + setting + "\" is no setting's path");
    }
}

/// 0 for what is no number of replicas.
int count_of(const std::string& text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && value >= 1 && value <= kMostReplicas ? value : 0;
}

void read_scale(File& file) {
    const Section section = file.root().section("scale");
    Service::Scale& scale = file.service.scale;
    scale.on = section.text("on", "");
    if (scale.on != "executor_wait" && scale.on != "lag")
        file.refuse("scale.on", "BAD_VALUE", "is neither executor_wait nor lag");
    scale.group = section.text("group", "");
    const bool listens = std::ranges::any_of(
        file.service.listens, [&](const auto& one) { return one.purpose == scale.group; });
    if (scale.on == "lag" && !listens)
        file.refuse("scale.group", "BAD_VALUE", "is none of its listeners");
    if (scale.on != "lag" && !scale.group.empty())
        file.refuse("scale.group", "BAD_VALUE", "belongs to lag");
    const auto replicas = section.list("replicas", {});
    if (replicas.size() == 2) {
        scale.least = count_of(replicas[0]);
        scale.most = count_of(replicas[1]);
    }
    if (scale.least == 0 || scale.least > scale.most) {
        file.refuse(
            "scale.replicas", "BAD_VALUE",
            "is not [least, most], whole numbers from 1 to " + std::to_string(kMostReplicas));
    }
    scale.cpu = section.text("cpu", "");
    if (!is_amount(scale.cpu, "m")) file.refuse("scale.cpu", "BAD_VALUE", "is not like 250m");
    scale.memory = section.text("memory", "");
    if (!is_amount(scale.memory, "Mi"))
        file.refuse("scale.memory", "BAD_VALUE", "is not like 192Mi");
}

Result<File> read_file(const fs::path& folder) {
    auto source = config::Source::load(folder / "service.yaml", {});
    if (!source) return fail(std::move(source).error());
    File file{*std::move(source), {}, {}};
    read_identity(file, folder);
    read_roles(file, folder);
    read_topics(file);
    read_reads(file);
    file.service.peers = file.root().list("peers", {});
    read_settings(file);
    read_scale(file);
    if (auto done = file.source.finish(); !done) {
        auto& fields = done.error().fields;
        file.faults.insert(file.faults.end(), fields.begin(), fields.end());
    }
    return file;
}

/// Whether it is personal, by "contact.notice".
using Produced = std::map<std::string, bool>;

/// Without a database it keeps nothing: what it hears it passes on, to all who listen.
bool may_hear_of_people(const Service& service) {
    return service.name != kCounts && !service.roles.empty();
}

void check_topics(File& file, const Produced& produced) {
    for (const auto& listener : file.service.listens) {
        const std::string key = "listens." + listener.purpose;
        for (const std::string& topic : listener.topics) {
            const auto found = produced.find(topic);
            if (found == produced.end()) {
                file.refuse(key, "NO_PRODUCER", "names " + topic + ", which no service produces");
            } else if (found->second && !may_hear_of_people(file.service)) {
                file.refuse(key, "PERSONAL", "names " + topic + ", which tells of people");
            }
        }
    }
}

/// Events are known to the protos alone; tests/contract holds them to these.
void check_heard(File& file) {
    std::set<std::string> heard;
    for (const auto& listener : file.service.listens) {
        for (const std::string& topic : listener.topics)
            heard.insert(topic.substr(0, topic.find('.')));
    }
    for (const char* key : {"reads", "ignores"}) {
        for (const std::string& other : file.root().section(key).keys()) {
            if (!heard.contains(other))
                file.refuse(std::string{key} + "." + other, "NOT_HEARD",
                            "is no service to whose topics it listens");
        }
    }
}

void resolve_peers(File& file, const std::vector<File>& all) {
    std::vector<std::string> callable;
    for (const File& other : all) {
        if (other.service.grpc && other.service.name != file.service.name)
            callable.push_back(other.service.name);
    }
    if (file.service.peers == std::vector<std::string>{std::string{kEveryPeer}}) {
        file.service.peers = callable;
        return;
    }
    for (const std::string& peer : file.service.peers) {
        if (!contains(callable, peer)) {
            file.refuse("peers", "NO_SUCH_PEER",
                        "names " + peer + ", which is no other service that serves grpc");
        }
    }
}

std::vector<fs::path> folders(const fs::path& root) {
    std::vector<fs::path> found;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator{root / "services", none}) {
        if (fs::exists(entry.path() / "service.yaml")) found.push_back(entry.path());
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace

std::string full_topic(const std::string& short_name) {
    return "hearth." + short_name + ".v1";
}

std::string topic_of(const Service& service, const Service::Produced& produced) {
    return full_topic(service.name + "." + produced.noun);
}

Result<std::vector<Service>> read_services(const fs::path& root) {
    std::vector<File> files;
    for (const fs::path& folder : folders(root)) {
        auto file = read_file(folder);
        if (!file) return fail(std::move(file).error());
        files.push_back(*std::move(file));
    }
    if (files.empty()) {
        return fail(invalid_argument((root / "services").string(), "NO_SERVICES",
                                     "holds no <name>/service.yaml"));
    }
    Produced produced;
    for (const File& file : files) {
        for (const auto& topic : file.service.produces)
            produced[file.service.name + "." + topic.noun] = topic.personal;
    }
    std::vector<FieldViolation> faults;
    std::vector<Service> services;
    for (File& file : files) {
        check_topics(file, produced);
        check_heard(file);
        resolve_peers(file, files);
    }
    for (File& file : files) {
        for (FieldViolation& fault : file.faults) {
            fault.field = file.service.name + "." + fault.field;
            faults.push_back(std::move(fault));
        }
        services.push_back(std::move(file.service));
    }
    if (!faults.empty()) return fail(invalid_argument(std::move(faults)));
    return services;
}

}  // namespace hearth::manifest
