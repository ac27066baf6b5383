#include "deploy/manifest/events.hpp"

#include <fstream>
#include <map>
#include <optional>

#include <google/protobuf/descriptor.h>

#include <google/protobuf/descriptor.pb.h>

namespace hearth::manifest {
namespace {

namespace fs = std::filesystem;
namespace pb = google::protobuf;

constexpr std::string_view kTopic = "Topic ";

/// A comment as one line.
std::string line_of(const std::string& comment) {
    std::string line;
    for (const char c : comment) {
        const bool space = c == ' ' || c == '\n';
        if (!space) {
            line += c;
        } else if (!line.empty() && line.back() != ' ') {
            line += ' ';
        }
    }
    while (line.ends_with(' '))
        line.pop_back();
    return line;
}

template <typename Descriptor>
std::string comment_of(const Descriptor& descriptor) {
    pb::SourceLocation location;
    return descriptor.GetSourceLocation(&location) ? line_of(location.leading_comments) : "";
}

std::string type_of(const pb::FieldDescriptor& field) {
    if (field.is_map()) {
        const auto& entry = *field.message_type();
        return "map<" + type_of(*entry.field(0)) + ", " + type_of(*entry.field(1)) + ">";
    }
    if (const auto* message = field.message_type()) return message->full_name();
    if (const auto* word = field.enum_type()) return word->full_name();
    return field.type_name();
}

/// A sentence ends at a full stop before a space or the end; names hold full stops, too.
std::size_t sentence_end(std::string_view text, std::size_t from) {
    auto end = text.find(". ", from);
    return end == std::string_view::npos ? text.size() : end + 1;
}

/// Nothing for a message that only events use.
std::optional<EventType> event_of(const pb::Descriptor& message) {
    std::string words = comment_of(message);
    const auto at = words.find(kTopic);
    if (at == std::string::npos) return {};
    EventType event;
    event.name = message.full_name();
    const auto begin = at + kTopic.size();
    event.topic = words.substr(begin, words.find_first_of(" ,;", begin) - begin);
    while (event.topic.ends_with('.'))
        event.topic.pop_back();
    words.erase(at, sentence_end(words, at) - at);
    event.words = line_of(words);
    for (int i = 0; i < message.field_count(); ++i) {
        const auto& field = *message.field(i);
        event.fields.push_back({field.name(), type_of(field),
                                field.is_repeated() && !field.is_map(), comment_of(field)});
    }
    return event;
}

}  // namespace

std::string short_type(const std::string& full_name) {
    return full_name.substr(full_name.rfind('.') + 1);
}

Result<std::vector<EventType>> read_events(const fs::path& descriptors) {
    const auto bad = [&](const std::string& words) {
        return fail(invalid_argument(descriptors.string(), "BAD_DESCRIPTORS", words));
    };
    pb::FileDescriptorSet set;
    std::ifstream in{descriptors, std::ios::binary};
    if (!in || !set.ParseFromIstream(&in)) return bad("is no descriptor set");
    pb::DescriptorPool pool;
    std::map<std::string, const pb::FileDescriptor*> files;
    for (const auto& file : set.file()) {
        const auto* built = pool.BuildFile(file);
        if (built == nullptr) return bad("holds " + file.name() + ", which does not link");
        if (file.package().find(".events.") != std::string::npos) files[file.name()] = built;
    }
    std::vector<EventType> events;
    for (const auto& [name, file] : files) {
        for (int i = 0; i < file->message_type_count(); ++i) {
            if (auto event = event_of(*file->message_type(i))) events.push_back(*std::move(event));
        }
    }
    return events;
}

}  // namespace hearth::manifest
