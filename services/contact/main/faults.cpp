#include "services/contact/main/faults.hpp"

#include <algorithm>

namespace hearth::contact {

void expect_word(FieldViolation otherwise, const std::string& word,
                 std::initializer_list<std::string_view> words, Faults& faults) {
    if (!word.empty() && std::find(words.begin(), words.end(), word) == words.end())
        faults.push_back(std::move(otherwise));
}

Result<void> finish(const config::Source& source, const std::string& file, Faults faults) {
    if (auto done = source.finish(); !done) {
        for (FieldViolation& fault : done.error().fields)
            faults.push_back(std::move(fault));
    }
    if (faults.empty()) return {};
    for (FieldViolation& fault : faults)
        fault.field = file + ": " + fault.field;
    return fail(invalid_argument(std::move(faults)));
}

void tell(std::ostream& err, const Error& error) {
    for (const FieldViolation& fault : error.fields)
        err << fault.field << ": " << fault.reason << ": " << fault.message << '\n';
    if (error.fields.empty()) err << error.message << '\n';
}

}  // namespace hearth::contact
