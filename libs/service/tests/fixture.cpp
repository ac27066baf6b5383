#include "libs/service/tests/fixture.hpp"

#include <cstdlib>
#include <future>
#include <vector>

#include "libs/service/tests/sample.hpp"

namespace hearth::service {

const testkit::ServiceGround& ground() {
    static const testkit::ServiceGround made{
        testkit::SqlFiles{{"libs/outbox/infrastructure.sql", "libs/service/tests/sample.sql"}},
        {{std::string{kNoteTopic}}},
        {{"HEARTH_PEERS__CONTACT", "127.0.0.1:1"}}};
    return made;
}

const std::string& config_file() {
    static const std::string made =
        ground().dir().write("sample.yaml", "sample: {most_notes: 7}\n");
    return made;
}

std::unique_ptr<Host> make_host() {
    for (const auto& [name, value] : ground().environment())
        ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<std::string> args{"sample", "--config", config_file()};
    std::vector<char*> argv{args[0].data(), args[1].data(), args[2].data()};
    auto host = std::make_unique<Host>(3, argv.data(), sample_definition());
    for (const auto& [name, value] : ground().environment())
        ::unsetenv(name.c_str());
    return host;
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
