#include "libs/service/request.hpp"

#include <google/protobuf/descriptor.h>

#include "libs/core/text.hpp"

namespace hearth::service {

Result<void> require_request_id(std::string_view request_id) {
    if (!request_id.empty()) return {};
    return fail(invalid_argument("request_id", "REQUIRED",
                                 "is missing: a repeat with it gets the same answer"));
}

std::vector<FieldViolation> prefixed(std::vector<FieldViolation> fields, std::string_view prefix) {
    for (auto& violation : fields)
        violation.field.insert(0, prefix);
    return fields;
}

Error prefixed(Error error, std::string_view prefix) {
    error.fields = prefixed(std::move(error.fields), prefix);
    return error;
}

std::string word_of(const google::protobuf::EnumDescriptor& type, int number) {
    constexpr std::string_view kUnspecified = "UNSPECIFIED";
    const auto* unspecified = type.FindValueByNumber(0);
    const auto* value = type.FindValueByNumber(number);
    if (value == nullptr || value == unspecified) return {};
    // All names of an enum begin like the one of zero: COMMODITY_UNSPECIFIED, COMMODITY_GAS.
    const std::size_t prefix = unspecified->name().size() - kUnspecified.size();
    return lower_case(std::string_view{value->name()}.substr(prefix));
}

}  // namespace hearth::service
