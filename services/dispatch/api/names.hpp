#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/resource.hpp"

namespace hearth::dispatch {

/// `crews/<code>`; empty for an empty code.
std::string crew_name(const std::string& code);

/// Reads resource names of one request, and notes every fault with its field.
class NameReader {
public:
    /// None when the text is empty; a fault when it is something else than `<collection>/<uid>`.
    std::optional<Uuid> optional(const std::string& field, std::string_view collection,
                                 const std::string& text);
    /// Any id where there is a fault: `done` tells.
    Uuid required(const std::string& field, std::string_view collection, const std::string& text);
    std::vector<Uuid> list(const std::string& field, std::string_view collection,
                           const std::vector<std::string>& texts);
    /// The code behind `crews/<code>`.
    std::string crew(const std::string& field, const std::string& text, bool required);
    void refuse(const std::string& field, const char* reason, const char* message);

    /// INVALID_ARGUMENT with all faults, if there is any.
    [[nodiscard]] Result<void> done() const;

private:
    std::vector<FieldViolation> violations_;
};

}  // namespace hearth::dispatch
