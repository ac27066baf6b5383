#include <algorithm>
#include <memory>

#include "libs/config/state.hpp"

namespace hearth::config {
namespace {

/// What is read, as its keys nest, in the order in which it was read first.
struct Tree {
    YAML::Node value;
    int line = -1;
    std::string sentence;
    std::vector<std::pair<std::string, std::unique_ptr<Tree>>> children;

    Tree& child(const std::string& key) {
        for (auto& [name, tree] : children) {
            if (name == key) return *tree;
        }
        return *children.emplace_back(key, std::make_unique<Tree>()).second;
    }
};

/// The words behind the `#` of a line; a `#` in quotes or within a word begins none.
std::string sentence_of(std::string_view line) {
    char quote = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (quote != 0) {
            if (line[at] == quote) quote = 0;
        } else if (line[at] == '"' || line[at] == '\'') {
            quote = line[at];
        } else if (line[at] == '#' && at > 0 && line[at - 1] == ' ') {
            const auto words = line.find_first_not_of("# ", at);
            return words == std::string_view::npos ? "" : std::string{line.substr(words)};
        }
    }
    return "";
}

/// Where the key of a path is written; of a section its value begins on a later line.
YAML::Mark mark_of(const YAML::Node& root, const std::string& path) {
    YAML::Node node;
    node.reset(root);
    for (std::size_t from = 0;;) {
        const auto dot = std::min(path.find('.', from), path.size());
        const auto key = path.substr(from, dot - from);
        if (!node.IsMap()) return YAML::Mark::null_mark();
        auto mark = YAML::Mark::null_mark();
        YAML::Node child;
        for (const auto& entry : node) {
            if (!entry.first.IsScalar() || entry.first.Scalar() != key) continue;
            mark = entry.first.Mark();
            child.reset(entry.second);
        }
        if (dot == path.size() || mark.is_null()) return mark;
        node.reset(child);
        from = dot + 1;
    }
}

/// Sets where a key is written and its sentence, which is the section's where both share a line.
void describe(Tree& tree, const Tree& section, const YAML::Mark& mark,
              const std::vector<std::string>& lines) {
    if (mark.is_null() || mark.line == section.line) return;
    tree.line = mark.line;
    if (const auto line = static_cast<std::size_t>(mark.line); line < lines.size())
        tree.sentence = sentence_of(lines[line]);
}

void emit(YAML::Emitter& out, const Tree& tree) {
    out << YAML::BeginMap;
    for (const auto& [key, child] : tree.children) {
        const bool map = !child->children.empty();
        const bool block = map || child->value.IsSequence();  // begins on the next line
        out << YAML::Key << key;
        if (block && !child->sentence.empty()) out << YAML::Comment(child->sentence);
        out << YAML::Value;
        if (map) {
            emit(out, *child);
        } else {
            out << child->value;
            if (!block && !child->sentence.empty()) out << YAML::Comment(child->sentence);
        }
    }
    out << YAML::EndMap;
}

}  // namespace

std::string Source::print() const {
    Tree all;
    for (const auto& [path, value] : state_->read) {
        auto* tree = &all;
        for (std::size_t from = 0; from <= path.size();) {
            const auto dot = std::min(path.find('.', from), path.size());
            auto& child = tree->child(path.substr(from, dot - from));
            describe(child, *tree, mark_of(state_->root, path.substr(0, dot)), state_->lines);
            tree = &child;
            from = dot + 1;
        }
        tree->value = value;
    }
    YAML::Emitter out;
    emit(out, all);
    return std::string{out.c_str()} + '\n';
}

}  // namespace hearth::config
