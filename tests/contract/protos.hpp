#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

namespace hearth::contract {

/// The .proto files of a folder, read as they stand: nothing generated is needed. Throws when one
/// does not parse.
class Protos {
public:
    explicit Protos(const std::filesystem::path& root);
    ~Protos();

    /// Of all packages, by full name.
    [[nodiscard]] const std::map<std::string, const google::protobuf::Descriptor*>& messages()
        const {
        return messages_;
    }
    [[nodiscard]] const std::map<std::string, const google::protobuf::EnumDescriptor*>& enums()
        const {
        return enums_;
    }
    [[nodiscard]] const std::map<std::string, const google::protobuf::MethodDescriptor*>& methods()
        const {
        return methods_;
    }
    [[nodiscard]] std::unique_ptr<google::protobuf::Message> make(
        const google::protobuf::Descriptor& type) const;

private:
    void add(const google::protobuf::FileDescriptor& file);

    struct Impl;
    std::unique_ptr<Impl> impl_;
    std::map<std::string, const google::protobuf::Descriptor*> messages_;
    std::map<std::string, const google::protobuf::EnumDescriptor*> enums_;
    std::map<std::string, const google::protobuf::MethodDescriptor*> methods_;
};

}  // namespace hearth::contract
