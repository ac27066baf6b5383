#include "services/contact/app/render.hpp"

#include <kainjow/mustache.hpp>

namespace hearth::contact::app {
namespace {

constexpr const char* kFallback = "zh-CN";

const std::string* find(const Catalogue& catalogue, const std::string& language,
                        const std::string& name) {
    for (const std::string& tried : {language, std::string{kFallback}}) {
        const auto words = catalogue.words.find(tried);
        if (words == catalogue.words.end()) continue;
        const auto& messages = words->second.messages;
        const auto found = messages.find(name);
        if (found != messages.end()) return &found->second;
    }
    return nullptr;
}

}  // namespace

std::string render(const Catalogue& catalogue, const std::string& language, const std::string& name,
                   const Details& fields) {
    const std::string* text = find(catalogue, language, name);
    if (text == nullptr) return {};
    kainjow::mustache::mustache words{*text};
    words.set_custom_escape([](const std::string& plain) { return plain; });
    kainjow::mustache::data data;
    for (const auto& [key, value] : fields)
        data.set(key, value);
    return words.render(data);
}

std::string word(const Catalogue& catalogue, const std::string& language, const std::string& name) {
    const std::string* text = find(catalogue, language, name);
    return text == nullptr ? std::string{} : *text;
}

}  // namespace hearth::contact::app
