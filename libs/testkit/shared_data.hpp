#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace hearth::testkit {

/// A file or folder of the data that lies beside the checkout and is not part of it,
/// `../shared/data`, or where HEARTH_SHARED_DATA says. Nothing when it is not there: a test then
/// skips, and says so.
std::optional<std::filesystem::path> shared_data(const std::string& path);
/// What such a test says: "no ../shared/data (HEARTH_SHARED_DATA names another place)".
std::string no_shared_data();

}  // namespace hearth::testkit
