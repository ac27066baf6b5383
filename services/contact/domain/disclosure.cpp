#include "services/contact/domain/disclosure.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace hearth::contact {
namespace {

template <std::size_t N>
bool is_one_of(const std::string& word, const std::array<std::string_view, N>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool tells_more(const NoticeIntent& notice) {
    constexpr std::array<std::string_view, 4> kMore{"accepted", "incident", "off", "planned"};
    return !notice.to_stranger && is_one_of(notice.template_name, kMore);
}

void withhold(NoticeIntent& notice, const std::string& words) {
    constexpr std::array<std::string_view, 3> kKept{"no", "promise", "eta"};
    notice.template_name = words;
    notice.to_stranger = true;
    std::erase_if(notice.fields, [&](const auto& field) { return !is_one_of(field.first, kKept); });
}

void withhold_others(Details& fields, const std::string& number) {
    fields = {{"no", number}};
}

}  // namespace hearth::contact
