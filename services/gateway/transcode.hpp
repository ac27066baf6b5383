#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "libs/core/result.hpp"
#include "libs/http/http.hpp"
#include "libs/rpc/access.hpp"
#include "services/gateway/routes.hpp"

namespace hearth::gateway {

/// Turns HTTP into one method's request message and its answer back. Immutable; any thread.
///
/// Path, query and body become fields by reflection; `Idempotency-Key` becomes `request_id`,
/// `If-Match` the etag. What is wrong is reported all at once, each field as the client wrote it.
class Transcoder {
public:
    explicit Transcoder(const Route& route);

    [[nodiscard]] Result<std::string> request(
        const http::Request& request,
        const std::vector<std::pair<std::string, std::string>>& bound) const;
    /// JSON of the serialized answer, with the resource's version as ETag.
    [[nodiscard]] http::Response response(const std::string& bytes) const;
    [[nodiscard]] Result<void> check(const auth::Principal& principal) const;
    /// "/hearth.registry.v1.RegistryService/GetParty"
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    Result<void> read_body(const http::Request& request, google::protobuf::Message& message) const;
    void read_query(const http::Request& request, google::protobuf::Message& message,
                    std::vector<FieldViolation>& wrong) const;
    void read_headers(const http::Request& request, google::protobuf::Message& message,
                      std::vector<FieldViolation>& wrong) const;
    void infer_mask(const http::Request& request, google::protobuf::Message& message) const;

    const google::protobuf::MethodDescriptor* method_;
    std::string body_;
    std::vector<std::string> path_fields_;
    std::string path_;
    rpc::Access access_;
};

/// The path of the etag that a change of a message is made on: "etag", "party.etag", or "" when it
/// has none.
std::string etag_field(const google::protobuf::Descriptor& request);

}  // namespace hearth::gateway
