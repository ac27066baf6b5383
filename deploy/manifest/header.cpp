#include "deploy/manifest/header.hpp"

#include <cctype>

#include <fmt/format.h>

namespace hearth::manifest {
namespace {

/// "kServiceRequest" of "service_request", "kDispatchWorkOrder" of "dispatch.work_order".
std::string constant(const std::string& words) {
    std::string name = "k";
    bool upper = true;
    for (const char c : words) {
        const bool gap = c == '_' || c == '.';
        if (!gap) {
            name += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        }
        upper = gap;
    }
    return name;
}

std::string array(const std::string& type, const std::string& name,
                  const std::vector<std::string>& values) {
    if (values.empty())
        return fmt::format("inline constexpr std::array<{}, 0> {}{{}};\n", type, name);
    return fmt::format("inline constexpr std::array<{}, {}> {}{{{{{}}}}};\n", type, values.size(),
                       name, fmt::join(values, ", "));
}

std::string topics_of(const Service& service) {
    std::map<std::string, std::string> names;
    for (const auto& produced : service.produces)
        names[constant(produced.noun)] = topic_of(service, produced);
    for (const auto& listener : service.listens) {
        for (const auto& topic : listener.topics)
            names[constant(topic)] = full_topic(topic);
    }
    std::string text;
    for (const auto& [name, topic] : names)
        text += fmt::format("inline constexpr const char* {} = \"{}\";\n", name, topic);
    return text;
}

std::string flag(bool value) {
    return value ? "true" : "false";
}

std::string manifest_of(const Service& service) {
    std::vector<std::string> produces;
    std::vector<std::string> listens;
    std::vector<std::string> peers;
    std::string heard;
    for (const auto& produced : service.produces)
        produces.push_back(
            fmt::format("{{{}, {}}}", constant(produced.noun), flag(produced.personal)));
    for (const auto& listener : service.listens) {
        std::vector<std::string> topics;
        for (const auto& topic : listener.topics)
            topics.push_back(constant(topic));
        const std::string name = constant(listener.purpose) + "Topics";
        heard += array("std::string_view", name, topics);
        listens.push_back(fmt::format("{{\"{}\", {}}}", listener.purpose, name));
    }
    for (const auto& peer : service.peers)
        peers.push_back(fmt::format("\"{}\"", peer));
    return "namespace detail {\n" + heard + array("Manifest::Topic", "kProduces", produces) +
           array("Manifest::Listener", "kListens", listens) +
           array("std::string_view", "kPeers", peers) + "}\n" +
           fmt::format(
               "inline constexpr Manifest kManifest{{\"{}\", {}, {}, detail::kProduces, "
               "detail::kListens, detail::kPeers}};\n",
               service.name, flag(service.grpc), flag(!service.roles.empty()));
}

std::string header_of(const Service& service) {
    return fmt::format(
        "// Generated from services/{0}/service.yaml.\n#pragma once\n\n#include <array>\n#include "
        "<string_view>\n\n#include \"libs/core/manifest.hpp\"\n\nnamespace "
        "hearth::manifest::{0} {{\n{1}{2}}}\n",
        service.name, topics_of(service), manifest_of(service));
}

}  // namespace

std::map<std::string, std::string> headers(const std::vector<Service>& services) {
    std::map<std::string, std::string> files;
    std::vector<std::string> all;
    std::string includes;
    for (const Service& service : services) {
        files[service.name + ".hpp"] = header_of(service);
        includes += fmt::format("#include \"manifest_gen/{}.hpp\"\n", service.name);
        all.push_back(service.name + "::kManifest");
    }
    files["all.hpp"] = "// Generated from services/*/service.yaml.\n#pragma once\n\n" + includes +
                       "\nnamespace hearth::manifest {\n" + array("Manifest", "kAll", all) + "}\n";
    return files;
}

}  // namespace hearth::manifest
