#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/result.hpp"

namespace hearth::words {

using Texts = std::map<std::string, std::string, std::less<>>;

/// What is said to people in one language: a file `words/<language>.yaml`, whose form stands in
/// words.schema.json. Words in braces are blanks: `{step}` in a line, `{{place}}` in a message.
struct File {
    std::string name;      ///< as faults call it
    std::string language;  ///< `zh-CN`, `en`
    int edition = 1;
    Texts reasons;   ///< why something was refused, by reason
    Texts lines;     ///< of a timeline, by type of fact
    Texts said;      ///< words of the data as lines say them
    Texts messages;  ///< to customers, by template; mustache
};

/// INVALID_ARGUMENT with everything that is wrong, each as `<name>: <section>.<key>`.
Result<File> read(const std::string& text, const std::string& name);
/// The same of a file.
Result<File> load(const std::string& path);
/// `zh-CN.yaml` and `en.yaml` of a folder, in this order: INVALID_ARGUMENT also where they differ.
Result<std::vector<File>> load_folder(const std::string& folder);

/// Keys that one of the two lacks (MISSING), and texts with other blanks (BLANKS).
std::vector<FieldViolation> compare(const File& one, const File& other);
/// Names of the blanks of a line or message: `{step}`, `{{place}}`, `{{#promise}}`.
std::set<std::string> blanks_of(std::string_view text);

}  // namespace hearth::words
