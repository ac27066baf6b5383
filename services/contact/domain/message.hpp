#pragma once

#include <string>
#include <string_view>

namespace hearth::contact {

/// What somebody means by a short message.
enum class Meaning {
    kUnknown,
    kNoSupply,
    kGasSmell,
    kGasAndNoSupply,
    kProgress,    ///< "1"
    kStillOut,    ///< "N"
    kSupplyBack,  ///< "Y"
    kOptOut,
    kOptIn,
};

/// Reads Chinese and English, full-width forms and stray spaces and punctuation included. A smell
/// of gas goes before everything else that the words might mean.
Meaning read_message(std::string_view text);

}  // namespace hearth::contact
