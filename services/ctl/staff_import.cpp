#include <charconv>
#include <map>
#include <optional>
#include <tuple>

#include "hearth/contact/v1/contact_service.grpc.pb.h"
#include "hearth/dispatch/v1/dispatch_service.grpc.pb.h"

#include "services/ctl/import.hpp"

namespace hearth::ctl {
namespace {

using contact::v1::ContactService;
using dispatch::v1::DispatchService;

constexpr int kMinutesOfDay = 24 * 60;

template <typename Number>
std::optional<Number> parse(std::string_view text) {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || at != end) return std::nullopt;
    return value;
}

template <typename Add>
void split(const std::string& list, Add add) {
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t end = std::min(list.find(';', at), list.size());
        add(list.substr(at, end - at));
        at = end + 1;
    }
}

/// "08:00" as minutes since midnight.
std::optional<int> minutes(const std::string& text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = parse<int>(std::string_view{text}.substr(0, 2));
    const auto minute = parse<int>(std::string_view{text}.substr(3));
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    return *hour * 60 + *minute;
}

/// Notes a value that is none; the row does not go in.
class RowFaults {
public:
    RowFaults(ImportReport& report, const csv::Reader& reader, const csv::Row& row)
        : report_(report), reader_(reader), row_(row) {}
    template <typename T>
    T must(std::optional<T> value, const std::string& column, const char* what) {
        if (!value) {
            faulty_ = true;
            report_.add_faults(reader_.file(),
                               {{reader_.file() + ":" + std::to_string(row_.line) + ":" + column,
                                 "BAD_VALUE", std::string{"is not "} + what}});
        }
        return value.value_or(T{});
    }
    [[nodiscard]] bool faulty() const { return faulty_; }

private:
    ImportReport& report_;
    const csv::Reader& reader_;
    const csv::Row& row_;
    bool faulty_ = false;
};

Result<void> read_duty(const std::filesystem::path& folder, ImportReport& report,
                       contact::v1::ImportRosterRequest& request) {
    std::map<std::tuple<std::string, std::string, std::string, std::string>, std::vector<int>>
        shifts;
    auto read = read_rows(
        folder / "duty_roster.csv", report,
        [&](const csv::Reader& reader, const csv::Row& row) -> Result<void> {
            const Named named{reader, row};
            RowFaults faults{report, reader, row};
            const int weekday =
                faults.must(parse<int>(named["weekday"]), "weekday", "a number from 1 to 7");
            if (!faults.faulty())
                shifts[{named["agent"], named["role"], named["start"], named["end"]}].push_back(
                    weekday);
            return {};
        });
    for (const auto& [key, weekdays] : shifts) {
        auto& duty = *request.add_duty();
        duty.set_agent(std::get<0>(key));
        duty.set_role(std::get<1>(key));
        duty.set_start(std::get<2>(key));
        duty.set_end(std::get<3>(key));
        for (const int weekday : weekdays)
            duty.add_weekdays(weekday);
    }
    return read;
}

void read_crew(const csv::Reader& reader, const csv::Row& row, ImportReport& report,
               std::map<std::string, dispatch::v1::CrewRow>& crews) {
    const Named named{reader, row};
    RowFaults faults{report, reader, row};
    dispatch::v1::CrewRow crew;
    crew.set_line(row.line);
    crew.set_code(named["code"]);
    crew.set_title_zh(named["name_zh"]);
    crew.set_title_en(named["name_en"]);
    split(named["skills"], [&](std::string skill) { crew.add_skills(std::move(skill)); });
    crew.mutable_base()->set_latitude(
        faults.must(parse<double>(named["latitude"]), "latitude", "a decimal number"));
    crew.mutable_base()->set_longitude(
        faults.must(parse<double>(named["longitude"]), "longitude", "a decimal number"));
    if (!faults.faulty()) crews[crew.code()] = std::move(crew);
}

void read_shift(const csv::Reader& reader, const csv::Row& row, ImportReport& report,
                std::map<std::string, dispatch::v1::CrewRow>& crews) {
    const Named named{reader, row};
    RowFaults faults{report, reader, row};
    dispatch::v1::CrewShift shift;
    shift.set_weekday(faults.must(parse<int>(named["weekday"]), "weekday", "a number from 1 to 7"));
    shift.set_start_minute(faults.must(minutes(named["start"]), "start", "a time as HH:MM"));
    shift.set_end_minute(faults.must(minutes(named["end"]), "end", "a time as HH:MM"));
    if (shift.end_minute() <= shift.start_minute())
        shift.set_end_minute(shift.end_minute() + kMinutesOfDay);
    const auto crew = crews.find(named["crew"]);
    faults.must(crew == crews.end() ? std::nullopt : std::optional<bool>{true}, "crew",
                "a crew that goes in");
    if (!faults.faulty()) *crew->second.add_shifts() = shift;
}

}  // namespace

Result<void> import_roster(Context& context, const std::filesystem::path& folder, bool dry_run,
                           ImportReport& report) {
    contact::v1::ImportRosterRequest request;
    request.set_request_id(new_request_id());
    request.set_dry_run(dry_run);
    const auto agents_at = report.files.size();
    auto read = read_rows(folder / "agent.csv", report,
                          [&](const csv::Reader& reader, const csv::Row& row) -> Result<void> {
                              const Named named{reader, row};
                              auto& agent = *request.add_agents();
                              agent.set_code(named["code"]);
                              agent.set_name_zh(named["name_zh"]);
                              agent.set_name_en(named["name_en"]);
                              split(named["roles"],
                                    [&](std::string role) { agent.add_roles(std::move(role)); });
                              return {};
                          });
    if (!read) return read;
    if (auto duty = read_duty(folder, report, request); !duty) return duty;
    auto stub = context.stub<ContactService>();
    if (!stub) return fail(std::move(stub).error());
    auto answer = context.call(**stub, &ContactService::Stub::ImportRoster, request);
    if (!answer) return fail(std::move(answer).error());
    report.files[agents_at].created = answer->created();
    report.files[agents_at].changed = answer->changed();
    report.files[agents_at].unchanged = answer->unchanged();
    report.drop_unless_refused("duty_roster.csv");
    return {};
}

Result<void> import_crews(Context& context, const std::filesystem::path& folder, bool dry_run,
                          ImportReport& report) {
    std::map<std::string, dispatch::v1::CrewRow> crews;
    const auto crews_at = report.files.size();
    auto read = read_rows(folder / "crew.csv", report,
                          [&](const csv::Reader& reader, const csv::Row& row) -> Result<void> {
                              read_crew(reader, row, report, crews);
                              return {};
                          });
    if (!read) return read;
    read = read_rows(folder / "crew_shift.csv", report,
                     [&](const csv::Reader& reader, const csv::Row& row) -> Result<void> {
                         read_shift(reader, row, report, crews);
                         return {};
                     });
    if (!read) return read;
    dispatch::v1::ImportCrewsRequest request;
    request.set_request_id(new_request_id());
    request.set_dry_run(dry_run);
    for (auto& [code, crew] : crews)
        *request.add_crews() = std::move(crew);
    auto stub = context.stub<DispatchService>();
    if (!stub) return fail(std::move(stub).error());
    auto answer = context.call(**stub, &DispatchService::Stub::ImportCrews, request);
    if (!answer) return fail(std::move(answer).error());
    auto& count = report.files[crews_at];
    count.created = answer->created();
    count.changed = answer->changed();
    count.unchanged = answer->unchanged();
    count.refused += answer->refused_size();
    for (const auto& refused : answer->refused())
        report.refusals.push_back(
            {"crew.csv", refused.line(), refused.field(), refused.reason(), refused.message()});
    report.drop_unless_refused("crew_shift.csv");
    return {};
}

}  // namespace hearth::ctl
