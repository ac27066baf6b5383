#include "tests/contract/protos.hpp"

#include <chrono>
#include <fstream>
#include <stdexcept>

#include <google/protobuf/dynamic_message.h>

#include <google/protobuf/descriptor.pb.h>

#include "libs/testkit/process.hpp"

namespace hearth::contract {
namespace {

namespace pb = google::protobuf;
namespace fs = std::filesystem;

pb::FileDescriptorSet compile(const fs::path& root) {
    const testkit::TempDir dir;
    const auto out = (dir.path() / "set.binpb").string();
    testkit::Process::Options options{
        {"-I", root.string(), "--include_imports", "--descriptor_set_out=" + out}, {}};
    for (const auto& entry : fs::recursive_directory_iterator{root}) {
        if (entry.path().extension() == ".proto") options.args.push_back(entry.path().string());
    }
    testkit::Process protoc{"protoc", options};
    if (protoc.wait(std::chrono::seconds{30}) != 0) throw std::runtime_error(protoc.output());
    std::ifstream in{out, std::ios::binary};
    pb::FileDescriptorSet set;
    if (!set.ParseFromIstream(&in)) throw std::runtime_error("protoc wrote no descriptors");
    return set;
}

}  // namespace

struct Protos::Impl {
    pb::DescriptorPool pool;
    pb::DynamicMessageFactory factory{&pool};
};

Protos::Protos(const fs::path& root) : impl_(std::make_unique<Impl>()) {
    const auto set = compile(root);
    for (const auto& file : set.file()) {
        const auto* built = impl_->pool.BuildFile(file);
        if (built == nullptr) throw std::runtime_error(file.name() + " does not link");
        if (built->package().starts_with("hearth.")) add(*built);
    }
}

Protos::~Protos() = default;

void Protos::add(const pb::FileDescriptor& file) {
    for (int i = 0; i < file.message_type_count(); ++i) {
        messages_[file.message_type(i)->full_name()] = file.message_type(i);
    }
    for (int i = 0; i < file.enum_type_count(); ++i) {
        enums_[file.enum_type(i)->full_name()] = file.enum_type(i);
    }
    for (int i = 0; i < file.service_count(); ++i) {
        const auto& service = *file.service(i);
        for (int j = 0; j < service.method_count(); ++j) {
            methods_[service.method(j)->full_name()] = service.method(j);
        }
    }
}

std::unique_ptr<pb::Message> Protos::make(const pb::Descriptor& type) const {
    return std::unique_ptr<pb::Message>{impl_->factory.GetPrototype(&type)->New()};
}

}  // namespace hearth::contract
