#include <algorithm>
#include <memory>

#include "libs/config/state.hpp"

namespace hearth::config {
namespace {

/// What is read, as its keys nest, in the order in which it was read first.
struct Tree {
    YAML::Node value;
    std::string sentence;
    std::vector<std::pair<std::string, std::unique_ptr<Tree>>> children;

    Tree& child(const std::string& key) {
        for (auto& [name, tree] : children) {
            if (name == key) return *tree;
        }
        return *children.emplace_back(key, std::make_unique<Tree>()).second;
    }
};

void emit(YAML::Emitter& out, const Tree& tree) {
    out << YAML::BeginMap;
    for (const auto& [key, child] : tree.children) {
        const bool map = !child->children.empty();
        out << YAML::Key << key;
        if (map) {
            out << YAML::Value;
            emit(out, *child);
            continue;
        }
        const bool list = child->value.IsSequence() && child->value.size() > 0;
        if (list && !child->sentence.empty()) out << YAML::Comment(child->sentence);
        out << YAML::Value;
        if (!list) out << YAML::Flow;  // an empty list stands beside its key too
        out << child->value;
        if (!list && !child->sentence.empty()) out << YAML::Comment(child->sentence);
    }
    out << YAML::EndMap;
}

}  // namespace

std::string Source::print() const {
    Tree all;
    for (const Read& read : state_->read) {
        auto* tree = &all;
        for (std::size_t from = 0; from <= read.path.size();) {
            const auto dot = std::min(read.path.find('.', from), read.path.size());
            tree = &tree->child(read.path.substr(from, dot - from));
            from = dot + 1;
        }
        tree->value = read.value;
        if (!read.sentence.empty()) tree->sentence = read.sentence;
    }
    YAML::Emitter out;
    emit(out, all);
    return std::string{out.c_str()} + '\n';
}

}  // namespace hearth::config
