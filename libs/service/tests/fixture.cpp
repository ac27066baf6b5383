#include "libs/service/tests/fixture.hpp"

#include <future>

namespace hearth::service {

const testkit::ServiceGround& ground() {
    static const testkit::ServiceGround made{
        testkit::SqlFiles{{"libs/outbox/schema.sql", "libs/service/tests/sample.sql"}},
        {{"hearth.sample.note.v1"}},
        {{"HEARTH_PEERS__CONTACT", "127.0.0.1:1"}}};
    return made;
}

const std::string& config_file() {
    static const std::string made =
        ground().dir().write("sample.yaml", "sample: {most_notes: 7}\n");
    return made;
}

Sample::Sample(const Environment& overrides)
    : ServiceProcess(ground(), SERVICE_SAMPLE, config_file(), overrides) {}

std::string Sample::health() const {
    std::promise<std::string> status;
    rpc::call_bytes(channel(), "/grpc.health.v1.Health/Check", "", {Deadline::after(5s), ""},
                    [&](const Result<std::string>& answer) {
                        status.set_value(!answer                 ? answer.error().reason
                                         : *answer == "\x08\x01" ? "SERVING"
                                                                 : "NOT_SERVING");
                    });
    return status.get_future().get();
}

}  // namespace hearth::service
