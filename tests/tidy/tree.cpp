#include "tests/tidy/tree.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <utility>

namespace hearth::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kFolders{"proto",  "libs", "services",
                                                   "deploy", "k8s",  "tests"};
const std::set<std::string, std::less<>> kSkipped{"build", "var",  "node_modules", ".cache",
                                                  ".git",  "data", "dist",         "files"};

bool is_text(const fs::path& path) {
    static const std::set<std::string, std::less<>> kinds{
        ".cpp", ".hpp",  ".sql",  ".proto", ".cmake", ".sh", ".yaml",
        ".yml", ".json", ".conf", ".plan",  ".txt",   ".md", ""};
    return kinds.contains(path.extension().string()) && path.filename() != "package-lock.json";
}

/// Walks C++ text and blanks what is not code.
class Blanker {
public:
    explicit Blanker(const std::string& text) : text_(text), code_(text) {}

    std::string run() {
        while (at_ < text_.size()) {
            if (starts("//")) {
                blank_until("\n", 0);
            } else if (starts("/*")) {
                blank_until("*/", 2);
            } else if (starts("R\"")) {
                raw_string();
            } else if (text_[at_] == '"' || (text_[at_] == '\'' && !is_separator())) {
                quoted(text_[at_]);
            } else {
                ++at_;
            }
        }
        return std::move(code_);
    }

private:
    [[nodiscard]] bool starts(std::string_view what) const {
        return std::string_view{text_}.substr(at_).starts_with(what);
    }
    /// 1'000'000
    [[nodiscard]] bool is_separator() const {
        return at_ > 0 && std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) != 0 &&
               at_ + 1 < text_.size() &&
               std::isalnum(static_cast<unsigned char>(text_[at_ + 1])) != 0 && at_ >= 1 &&
               std::isdigit(static_cast<unsigned char>(text_[at_ - 1])) != 0;
    }
    void blank(std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < std::min(to, code_.size()); ++i) {
            if (code_[i] != '\n') code_[i] = ' ';
        }
    }
    void blank_until(std::string_view end, std::size_t keep) {
        const auto found = text_.find(end, at_);
        const auto stop = found == std::string::npos ? text_.size() : found + keep;
        blank(at_, stop);
        at_ = stop;
    }
    void raw_string() {
        const auto open = text_.find('(', at_);
        if (open == std::string::npos) {
            at_ = text_.size();
            return;
        }
        const auto end = ")" + text_.substr(at_ + 2, open - at_ - 2) + "\"";
        const auto found = text_.find(end, open);
        const auto stop = found == std::string::npos ? text_.size() : found + end.size();
        blank(at_ + 2, stop - 1);
        at_ = stop;
    }
    void quoted(char quote) {
        auto end = at_ + 1;
        while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
            end += text_[end] == '\\' ? 2U : 1U;
        }
        blank(at_ + 1, end);
        at_ = end + 1;
    }

    const std::string& text_;
    std::string code_;
    std::size_t at_ = 0;
};

std::string read_file(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

bool is_cpp(std::string_view path) {
    return path.ends_with(".cpp") || path.ends_with(".hpp");
}

bool matches(std::string_view pattern, std::string_view text) {
    const auto star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == text;
    if (!text.starts_with(pattern.substr(0, star))) return false;
    const auto rest = pattern.substr(star + 1);
    for (auto from = star; from <= text.size(); ++from) {
        if (matches(rest, text.substr(from))) return true;
    }
    return false;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

std::size_t line_at(std::string_view text, std::size_t offset) {
    return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, offset), '\n'));
}

Source make_source(std::string path, std::string text) {
    auto code = is_cpp(path) ? Blanker{text}.run() : std::string{};
    return {std::move(path), std::move(text), std::move(code)};
}

std::vector<std::string> list_tree(const fs::path& root) {
    std::vector<std::string> files;
    const auto take = [&](const fs::directory_entry& entry) {
        if (entry.is_regular_file() && !entry.is_symlink())
            files.push_back(fs::relative(entry.path(), root).generic_string());
    };
    std::ranges::for_each(fs::directory_iterator{root}, take);
    for (const auto folder : kFolders) {
        if (!fs::exists(root / folder)) continue;
        fs::recursive_directory_iterator walk{root / folder};
        for (; walk != fs::recursive_directory_iterator{}; ++walk) {
            if (walk->is_directory() && kSkipped.contains(walk->path().filename().string()))
                walk.disable_recursion_pending();
            take(*walk);
        }
    }
    std::ranges::sort(files);
    return files;
}

std::vector<Source> read_tree(const fs::path& root) {
    std::vector<Source> sources;
    for (auto& file : list_tree(root)) {
        const bool of_root = file.find('/') == std::string::npos;
        if (of_root ? file.ends_with(".md") : is_text(file))
            sources.push_back(make_source(file, read_file(root / file)));
    }
    return sources;
}

}  // namespace hearth::tidy
