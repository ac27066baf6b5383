#include "services/contact/domain/message.hpp"

#include <algorithm>
#include <array>

namespace hearth::contact {
namespace {

/// Lower case, full-width ASCII as plain, without spaces and punctuation.
std::string plain(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto byte = static_cast<unsigned char>(text[i]);
        // U+FF01 to U+FF5E are ASCII 0x21 to 0x7E in three bytes: EF BC 81 … EF BD 9E.
        if (byte == 0xEF && i + 2 < text.size()) {
            const auto second = static_cast<unsigned char>(text[i + 1]);
            const auto third = static_cast<unsigned char>(text[i + 2]);
            const unsigned code = ((second & 0x3FU) << 6U) | (third & 0x3FU) | 0xF000U;
            if (code >= 0xFF01 && code <= 0xFF5E) {
                byte = static_cast<unsigned char>(code - 0xFF01 + 0x21);
                i += 2;
            }
        }
        const bool letter =
            (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80;
        if (byte >= 'A' && byte <= 'Z') {
            result += static_cast<char>(byte - 'A' + 'a');
        } else if (letter) {
            result += static_cast<char>(byte);
        }
    }
    // The Chinese full stop and comma.
    for (const std::string_view mark : {"。", "、"}) {
        for (auto at = result.find(mark); at != std::string::npos; at = result.find(mark))
            result.erase(at, mark.size());
    }
    return result;
}

template <std::size_t Size>
bool says_any(const std::string& text, const std::array<std::string_view, Size>& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

template <std::size_t Size>
bool is_any(const std::string& text, const std::array<std::string_view, Size>& words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

}  // namespace

Meaning read_message(std::string_view text) {
    static constexpr std::array<std::string_view, 9> kGas{"煤气味",   "燃气味",   "天然气味",
                                                          "漏气",     "煤气泄漏", "燃气泄漏",
                                                          "gassmell", "smellgas", "gasleak"};
    static constexpr std::array<std::string_view, 3> kSmell{"smellofgas", "smellinggas",
                                                            "燃气泄露"};
    static constexpr std::array<std::string_view, 9> kOut{
        "停电", "没电",    "断电",          "没有电",     "无电",
        "跳闸", "nopower", "noelectricity", "poweroutage"};
    static constexpr std::array<std::string_view, 3> kOutToo{"powerisout", "poweroff", "nolight"};
    static constexpr std::array<std::string_view, 6> kStop{"td",   "t",           "退订",
                                                           "stop", "unsubscribe", "tuiding"};
    static constexpr std::array<std::string_view, 3> kStart{"start", "dy", "订阅"};
    static constexpr std::array<std::string_view, 5> kNo{"n", "no", "没来电", "还没来电", "仍没电"};
    static constexpr std::array<std::string_view, 6> kYes{"y",      "yes",    "来电了",
                                                          "有电了", "已来电", "ok"};
    static constexpr std::array<std::string_view, 4> kAsk{"1", "进度", "查进度", "progress"};
    const std::string words = plain(text);
    const bool out = says_any(words, kOut) || says_any(words, kOutToo);
    if (says_any(words, kGas) || says_any(words, kSmell))
        return out ? Meaning::kGasAndNoSupply : Meaning::kGasSmell;
    if (is_any(words, kStop)) return Meaning::kOptOut;
    if (is_any(words, kStart)) return Meaning::kOptIn;
    if (is_any(words, kNo)) return Meaning::kStillOut;
    if (is_any(words, kYes)) return Meaning::kSupplyBack;
    if (is_any(words, kAsk)) return Meaning::kProgress;
    if (out) return Meaning::kNoSupply;
    return Meaning::kUnknown;
}

}  // namespace hearth::contact
