#include "tests/contract/samples.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <stdexcept>

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>

#include "tests/contract/fill.hpp"

namespace hearth::contract {
namespace {

namespace pb = google::protobuf;

std::string to_hex(const std::string& bytes) {
    static const char* const digits = "0123456789abcdef";
    std::string hex;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        hex += digits[byte >> 4U];
        hex += digits[byte & 15U];
    }
    return hex;
}

std::string from_hex(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

std::string wire_of(const pb::Message& message) {
    std::string bytes;
    {
        pb::io::StringOutputStream out{&bytes};
        pb::io::CodedOutputStream coded{&out};
        coded.SetSerializationDeterministic(true);
        message.SerializeToCodedStream(&coded);
    }
    return bytes;
}

std::string json_of(const pb::Message& message) {
    std::string json;
    pb::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    if (!pb::util::MessageToJsonString(message, &json, options).ok()) return "unprintable";
    return json;
}

bool has_unknown(const pb::Message& message) {
    const auto& reflection = *message.GetReflection();
    if (reflection.GetUnknownFields(message).field_count() > 0) return true;
    std::vector<const pb::FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    return std::ranges::any_of(fields, [&](const auto* field) {
        if (field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) return false;
        if (!field->is_repeated()) return has_unknown(reflection.GetMessage(message, field));
        for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
            if (has_unknown(reflection.GetRepeatedMessage(message, field, i))) return true;
        }
        return false;
    });
}

std::string broken_message(const Sample& sample, const Protos& protos) {
    const auto found = protos.messages().find(sample.name);
    if (found == protos.messages().end()) return "is gone";
    auto from_wire = protos.make(*found->second);
    if (!from_wire->ParseFromString(from_hex(sample.rest[0]))) return "its bytes do not parse";
    if (has_unknown(*from_wire)) return "has bytes that no field reads";
    auto from_json = protos.make(*found->second);
    const auto status = pb::util::JsonStringToMessage(sample.rest[1], from_json.get());
    if (!status.ok()) return "its JSON does not parse: " + status.ToString();
    pb::util::MessageDifferencer differencer;
    std::string difference;
    differencer.ReportDifferencesToString(&difference);
    if (!differencer.Compare(*from_json, *from_wire)) return "means something else: " + difference;
    return {};
}

std::string broken_value(const Sample& sample, const Protos& protos) {
    const auto found = protos.enums().find(sample.name);
    if (found == protos.enums().end()) return "is gone";
    const auto* value = found->second->FindValueByName(sample.rest[0]);
    if (value == nullptr) return "has no " + sample.rest[0];
    if (std::to_string(value->number()) != sample.rest[1]) {
        return sample.rest[0] + " was " + sample.rest[1];
    }
    return {};
}

std::string broken_rpc(const Sample& sample, const Protos& protos) {
    const auto found = protos.methods().find(sample.name);
    if (found == protos.methods().end()) return "is gone";
    const auto& method = *found->second;
    if (method.input_type()->full_name() != sample.rest[0] ||
        method.output_type()->full_name() != sample.rest[1]) {
        return "took " + sample.rest[0] + " and gave " + sample.rest[1];
    }
    return {};
}

std::string key_of(const Sample& sample) {
    auto key = sample.kind + " " + sample.name;
    return sample.kind == "enum" ? key + " " + sample.rest[0] : key;
}

/// "hearth.contact.v1" of "hearth.contact.v1.ContactService.GetRequest".
std::string package_of(const std::string& name) {
    auto end = name.find(".v");
    end = name.find('.', end + 1);
    return name.substr(0, end);
}

Sample parse_line(const std::string& line, const std::string& where) {
    std::vector<std::string> words;
    std::size_t from = 0;
    while (words.size() < 3) {
        const auto end = line.find(' ', from);
        if (end == std::string::npos) throw std::runtime_error(where + ": not a sample");
        words.push_back(line.substr(from, end - from));
        from = end + 1;
    }
    return {words[0], words[1], {words[2], line.substr(from)}};
}

}  // namespace

std::vector<Sample> samples_of(const Protos& protos) {
    std::vector<Sample> samples;
    for (const auto& [name, type] : protos.messages()) {
        const auto message = protos.make(*type);
        fill(*message);
        const auto wire = to_hex(wire_of(*message));
        samples.push_back({"message", name, {wire.empty() ? "-" : wire, json_of(*message)}});
    }
    for (const auto& [name, type] : protos.enums()) {
        for (int i = 0; i < type->value_count(); ++i) {
            const auto& value = *type->value(i);
            samples.push_back({"enum", name, {value.name(), std::to_string(value.number())}});
        }
    }
    for (const auto& [name, method] : protos.methods()) {
        samples.push_back(
            {"rpc", name, {method->input_type()->full_name(), method->output_type()->full_name()}});
    }
    return samples;
}

std::vector<std::string> broken(const std::vector<Sample>& kept, const Protos& protos) {
    std::vector<std::string> faults;
    for (const auto& sample : kept) {
        const auto fault = sample.kind == "message" ? broken_message(sample, protos)
                           : sample.kind == "enum"  ? broken_value(sample, protos)
                                                    : broken_rpc(sample, protos);
        if (!fault.empty()) faults.push_back(sample.name + " " + fault);
    }
    return faults;
}

std::vector<Sample> missing(const std::vector<Sample>& kept, const std::vector<Sample>& today) {
    std::set<std::string> keys;
    for (const auto& sample : kept)
        keys.insert(key_of(sample));
    std::vector<Sample> without;
    for (const auto& sample : today) {
        if (!keys.contains(key_of(sample))) without.push_back(sample);
    }
    return without;
}

std::vector<Sample> read_samples(const std::filesystem::path& folder) {
    std::vector<Sample> samples;
    if (!std::filesystem::exists(folder)) return samples;
    std::set<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        files.insert(entry.path());
    for (const auto& file : files) {
        std::ifstream in{file};
        for (std::string line; std::getline(in, line);) {
            if (!line.empty()) samples.push_back(parse_line(line, file.filename().string()));
        }
    }
    return samples;
}

void append_samples(const std::filesystem::path& folder, const std::vector<Sample>& samples) {
    std::filesystem::create_directories(folder);
    for (const auto& sample : samples) {
        std::ofstream out{folder / (package_of(sample.name) + ".txt"), std::ios::app};
        out << sample.kind << ' ' << sample.name << ' ' << sample.rest[0] << ' ' << sample.rest[1]
            << '\n';
    }
}

}  // namespace hearth::contract
