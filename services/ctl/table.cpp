#include "services/ctl/table.hpp"

#include <algorithm>
#include <iostream>

#include <unistd.h>

#include "libs/core/utf8.hpp"

namespace hearth::ctl {
namespace {

constexpr int kBarWidth = 40;

bool is_wide(char32_t point) {
    return (point >= 0x1100 && point <= 0x115F) || (point >= 0x2E80 && point <= 0xA4CF) ||
           (point >= 0xAC00 && point <= 0xD7A3) || (point >= 0xF900 && point <= 0xFAFF) ||
           (point >= 0xFE30 && point <= 0xFE6F) || (point >= 0xFF00 && point <= 0xFF60) ||
           (point >= 0xFFE0 && point <= 0xFFE6) || (point >= 0x1F300 && point <= 0x1FAFF) ||
           (point >= 0x20000 && point <= 0x3FFFD);
}

bool is_mark(char32_t point) {
    return (point >= 0x300 && point <= 0x36F) || point == 0x200B || point == 0xFEFF;
}

}  // namespace

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t point = take_code_point(text, at);
        if (is_mark(point)) continue;
        width += is_wide(point) ? 2U : 1U;
    }
    return width;
}

void Table::print(std::ostream& out) const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], display_width(row[i]));
    }
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            if (i + 1 < row.size()) line += std::string(widths[i] - display_width(row[i]) + 2, ' ');
        }
        out << line << '\n';
    }
}

Progress::Progress(std::string what)
    : what_(std::move(what)), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    if (shown_) std::cerr << '\n';
}

void Progress::show(std::int64_t done, std::int64_t total) {
    if (!terminal_ || total <= 0) return;
    const auto filled = static_cast<std::size_t>(kBarWidth * std::min(done, total) / total);
    std::cerr << '\r' << what_ << " [" << std::string(filled, '#')
              << std::string(static_cast<std::size_t>(kBarWidth) - filled, ' ') << "] " << done
              << '/' << total << std::flush;
    shown_ = true;
}

}  // namespace hearth::ctl
