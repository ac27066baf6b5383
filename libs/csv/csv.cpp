#include "libs/csv/csv.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "libs/core/utf8.hpp"

namespace hearth::csv {
namespace {

constexpr int kEnd = std::char_traits<char>::eof();

/// What is wrong with one value, apart from the row as a whole.
struct Fault {
    const char* reason = nullptr;
    const char* message = nullptr;
};

constexpr Fault kBadQuote{"BAD_QUOTE", "has a quote where none may stand"};
constexpr Fault kUnclosed{"UNCLOSED_QUOTE", "has a quote that is never closed"};
constexpr Fault kTooLong{"TOO_LONG", "is longer than 65536 bytes"};
constexpr Fault kBadUtf8{"BAD_UTF8", "is not UTF-8"};
constexpr Fault kNulByte{"NUL_BYTE", "has a NUL byte"};

}  // namespace

struct Reader::Impl {
    std::unique_ptr<std::istream> input;
    std::string file;
    std::vector<std::string> columns;
    int line = 1;

    struct Value {
        std::string text;
        Fault fault;
    };
    struct Record {
        int line = 0;
        std::vector<Value> values;
        bool too_many = false;
        [[nodiscard]] bool empty_line() const {
            return values.size() == 1 && values[0].text.empty() &&
                   values[0].fault.reason == nullptr && !quoted;
        }
        bool quoted = false;
    };

    int get() {
        const int c = input->get();
        if (c == '\n') ++line;
        return c;
    }
    int peek() { return input->peek(); }

    /// True at LF, CRLF or the end; takes the line end.
    bool at_record_end(int c) {
        if (c == '\r' && peek() == '\n') c = get();
        return c == '\n' || c == kEnd;
    }

    static void append(Value& value, int c) {
        if (value.text.size() >= kMaxValueBytes) {
            value.fault = kTooLong;
            return;
        }
        value.text.push_back(static_cast<char>(c));
    }

    /// Behind the opening quote; returns the character behind the closing one.
    int quoted_value(Value& value) {
        for (;;) {
            const int c = get();
            if (c == kEnd) {
                value.fault = kUnclosed;
                return c;
            }
            if (c != '"') {
                append(value, c);
            } else if (peek() == '"') {
                append(value, get());
            } else {
                return get();
            }
        }
    }

    /// Reads one value; true when the record ends with it.
    bool read_value(Value& value, bool& quoted) {
        int c = get();
        if (c == '"') {
            quoted = true;
            c = quoted_value(value);
            if (c == ',') return false;
            if (at_record_end(c)) return true;
            value.fault = kBadQuote;
        }
        for (;; c = get()) {
            if (c == ',') return false;
            if (at_record_end(c)) return true;
            if (c == '"') value.fault = kBadQuote;
            append(value, c);
        }
    }

    std::optional<Record> read_record() {
        for (;;) {
            if (peek() == kEnd) return std::nullopt;
            Record record;
            record.line = line;
            for (bool last = false; !last;) {
                Value value;
                last = read_value(value, record.quoted);
                if (record.values.size() < kMaxColumns) {
                    record.values.push_back(std::move(value));
                } else {
                    record.too_many = true;
                }
            }
            if (!record.empty_line()) return record;
        }
    }

    std::string place(int at_line, std::size_t column) const {
        const std::string name =
            column < columns.size() ? columns[column] : std::to_string(column + 1);
        return file + ":" + std::to_string(at_line) + ":" + name;
    }

    std::vector<FieldViolation> faults(const Record& record) const {
        std::vector<FieldViolation> found;
        for (std::size_t i = 0; i < record.values.size(); ++i) {
            Fault fault = record.values[i].fault;
            if (fault.reason == nullptr && !is_utf8(record.values[i].text)) fault = kBadUtf8;
            if (fault.reason == nullptr && record.values[i].text.find('\0') != std::string::npos)
                fault = kNulByte;
            if (fault.reason != nullptr)
                found.push_back({place(record.line, i), fault.reason, fault.message});
        }
        return found;
    }

    Result<void> take_header() {
        for (const char byte : {'\xEF', '\xBB', '\xBF'}) {
            if (peek() != std::char_traits<char>::to_int_type(byte)) break;
            input->get();
        }
        auto record = read_record();
        if (!record) return fail(invalid_argument(file + ":1", "NO_HEADER", "has no header row"));
        if (record->too_many)
            return fail(invalid_argument(file + ":1", "VALUE_COUNT", "has more than 256 columns"));
        if (auto found = faults(*record); !found.empty()) return fail(invalid_argument(found));
        std::set<std::string> seen;
        for (std::size_t i = 0; i < record->values.size(); ++i) {
            const std::string& name = record->values[i].text;
            if (name.empty() || !seen.insert(name).second) {
                return fail(invalid_argument(place(record->line, i), "BAD_COLUMN",
                                             name.empty() ? "is a column without a name"
                                                          : "names the column " + name + " again"));
            }
        }
        for (auto& value : record->values)
            columns.push_back(std::move(value.text));
        return {};
    }
};

Reader::Reader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::open(const std::string& path) {
    auto input = std::make_unique<std::ifstream>(path, std::ios::binary);
    if (!*input) return fail(not_found(path));
    return read_header(std::move(input), std::filesystem::path{path}.filename().string());
}

Result<Reader> Reader::read_header(std::unique_ptr<std::istream> input, std::string file) {
    auto impl = std::make_unique<Impl>();
    impl->input = std::move(input);
    impl->file = std::move(file);
    if (auto taken = impl->take_header(); !taken) return fail(std::move(taken).error());
    return Reader{std::move(impl)};
}

const std::string& Reader::file() const {
    return impl_->file;
}

const std::vector<std::string>& Reader::columns() const {
    return impl_->columns;
}

Result<std::optional<Row>> Reader::next() {
    auto record = impl_->read_record();
    if (impl_->input->bad()) {
        return fail(unavailable("FILE_UNREADABLE", impl_->file + " cannot be read to its end"));
    }
    if (!record) return std::optional<Row>{};
    auto found = impl_->faults(*record);
    const std::size_t expected = impl_->columns.size();
    if (found.empty() && (record->too_many || record->values.size() != expected)) {
        const std::size_t at = std::min(record->values.size(), expected);
        found.push_back({impl_->place(record->line, at), "VALUE_COUNT",
                         "has " + std::to_string(record->values.size()) + " values where " +
                             std::to_string(expected) + " columns are named"});
    }
    if (!found.empty()) return fail(invalid_argument(std::move(found)));
    Row row;
    row.line = record->line;
    for (auto& value : record->values)
        row.values.push_back(std::move(value.text));
    return std::optional<Row>{std::move(row)};
}

std::string line(const std::vector<std::string>& values) {
    std::string text;
    for (const auto& value : values) {
        if (&value != values.data()) text.push_back(',');
        // A lone empty value would be an empty line, which readers skip.
        const bool quote = value.find_first_of(",\"\r\n") != std::string::npos ||
                           (value.empty() && values.size() == 1);
        if (!quote) {
            text += value;
            continue;
        }
        text.push_back('"');
        for (const char c : value) {
            if (c == '"') text.push_back('"');
            text.push_back(c);
        }
        text.push_back('"');
    }
    text.push_back('\n');
    return text;
}

}  // namespace hearth::csv
