#include "tests/suite/suite.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "libs/http/http.hpp"
#include "libs/testkit/clue.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/process.hpp"
#include "tests/suite/watcher.hpp"

namespace hearth::suite {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using testkit::eventually;

const fs::path kRoot{HEARTH_SOURCE_DIR};

fs::path bin_dir() {
    return fs::canonical("/proc/self/exe").parent_path();
}

std::string read_file(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::map<std::string, std::string> read_settings(const fs::path& dir) {
    std::map<std::string, std::string> settings;
    for (const auto* file : {"stack.env", "services.env"}) {
        std::ifstream in{dir / file};
        for (std::string line; std::getline(in, line);) {
            const auto equals = line.find('=');
            if (!line.starts_with("export ") || equals == std::string::npos) continue;
            auto value = line.substr(equals + 1);
            std::erase(value, '\\');  // printf %q writes "a b" as a\ b
            settings[line.substr(7, equals - 7)] = value;
        }
    }
    return settings;
}

void must(const Output& output, const std::string& what) {
    if (output.status == 0) return;
    throw std::runtime_error(what + " ended with " + std::to_string(output.status) + ":\n" +
                             output.err + output.out);
}

/// Deleted by the watcher, which knows whether all of it is stopped.
fs::path make_dir() {
    auto path = (fs::temp_directory_path() / "hearth-suite-XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error("no folder for a suite");
    return path;
}

/// Copies the logs to where they outlive the suite, over those of an earlier failure of this
/// program.
std::string save_logs(const fs::path& dir) {
    const auto program = fs::canonical("/proc/self/exe").filename();
    const auto saved = bin_dir().parent_path() / "log" / program;
    std::error_code failed;
    fs::remove_all(saved, failed);
    fs::create_directories(saved, failed);
    fs::copy(dir / "log", saved, fs::copy_options::recursive, failed);
    return failed ? "the logs could not be saved: " + failed.message()
                  : "the suite's logs until now: " + saved.string();
}

std::string clue_of(const fs::path& dir) {
    return save_logs(dir) +
           "\n  With HEARTH_KEEP_SUITE=1 the suite is left running; here: " + dir.string() +
           ". Point the tools at it: . " + (dir / "services.env").string() +
           "; end it: tests/suite/suite down --dir " + dir.string();
}

std::string name_of(const Replica& replica) {
    return replica.service + "-" + std::to_string(replica.number);
}

}  // namespace

struct Suite::Impl {
    explicit Impl(Options wanted)
        : options(std::move(wanted)),
          watcher(kRoot / "tests/suite/suite", {"watch", "--dir", dir.string()}) {}

    [[nodiscard]] std::vector<std::string> with_dir(std::vector<std::string> args) const {
        args.insert(args.end(), {"--dir", dir.string()});
        return args;
    }
    [[nodiscard]] std::string port(const Replica& replica, int which) const {
        auto upper = replica.service;
        for (auto& c : upper)
            c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        std::istringstream ports{settings.at("HEARTH_PORTS_" + upper)};
        const std::vector<std::string> all{std::istream_iterator<std::string>{ports}, {}};
        return "127.0.0.1:" + all.at(static_cast<std::size_t>(2 * (replica.number - 1) + which));
    }

    Options options;
    const fs::path dir = make_dir();
    Watcher watcher;
    std::map<std::string, std::string> settings;
    const testkit::Clue clue{[this] { return clue_of(dir); }};
};

Suite::Suite(const Options& options) : impl_(std::make_unique<Impl>(options)) {
    fs::permissions(dir(), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
    auto args = impl_->with_dir(
        {"up", "--bin", bin_dir().string(), "--replicas", std::to_string(options.replicas)});
    if (!options.town.empty()) args.insert(args.end(), {"--town", options.town});
    must(run(kRoot / "tests/suite/suite", args, options.env), "tests/suite/suite up");
    impl_->settings = read_settings(dir());
}

Suite::~Suite() = default;

const fs::path& Suite::dir() const {
    return impl_->dir;
}
const std::map<std::string, std::string>& Suite::settings() const {
    return impl_->settings;
}
int Suite::replicas() const {
    return impl_->options.replicas;
}

std::string Suite::setting(const std::string& name) const {
    return impl_->settings.at(name);
}

pid_t Suite::pid(const Replica& replica) const {
    const auto text = read_file(dir() / "run" / (name_of(replica) + ".pid"));
    if (text.empty()) throw std::runtime_error(name_of(replica) + " was not started");
    const auto pid = static_cast<pid_t>(std::stol(text));
    const auto command = read_file("/proc/" + std::to_string(pid) + "/cmdline");
    // A number that a stranger took over is never signalled.
    return command.find(dir().string()) == std::string::npos ? -1 : pid;
}

bool Suite::running(const Replica& replica) const {
    return pid(replica) > 0;
}

void Suite::signal(const Replica& replica, int number) const {
    const auto target = pid(replica);
    if (target <= 0 || ::kill(target, number) != 0) {
        throw std::runtime_error(name_of(replica) + " does not run");
    }
}

void Suite::kill(const Replica& replica) const {
    signal(replica, SIGKILL);
    if (!eventually([&] { return !running(replica); })) {
        throw std::runtime_error(name_of(replica) + " outlived SIGKILL");
    }
}

void Suite::stop(const std::string& service) const {
    must(run(kRoot / "deploy/local/services", impl_->with_dir({"down", "--only", service})),
         "services down");
}

void Suite::start(const std::string& service) const {
    auto args = impl_->with_dir({"up", "--bin", bin_dir().string()});
    if (!service.empty()) args.insert(args.end(), {"--only", service});
    must(run(kRoot / "deploy/local/services", args, impl_->options.env), "services up");
}

void Suite::stop_part(const std::string& part) const {
    must(run(kRoot / "deploy/local/stack", impl_->with_dir({"down", "--only", part})),
         "stack down");
}

void Suite::start_part(const std::string& part) const {
    must(run(kRoot / "deploy/local/stack", impl_->with_dir({"up", "--only", part})), "stack up");
}

std::vector<pid_t> Suite::part_pids(const std::string& part) const {
    const auto first = read_file(dir() / "run" / (part + ".pid"));
    std::vector<pid_t> all{static_cast<pid_t>(std::stol(first))};
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto pid = std::to_string(all[i]);
        std::istringstream children{read_file("/proc/" + pid + "/task/" + pid + "/children")};
        for (long child = 0; children >> child;)
            all.push_back(static_cast<pid_t>(child));
    }
    return all;
}

Rows Suite::query(const std::string& service, const std::string& sql) const {
    const auto output =
        run("psql", {"-X", "-q", "-A", "-t", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", "-h",
                     setting("HEARTH_PG_SOCKET_DIR"), "-p", setting("HEARTH_PG_PORT"), "-U",
                     setting("HEARTH_PG_SUPERUSER"), "-d", "hearth_" + service, "-c", sql});
    must(output, "psql " + sql);
    Rows rows;
    std::istringstream lines{output.out};
    for (std::string line; std::getline(lines, line);) {
        std::vector<std::string> row;
        std::size_t from = 0;
        for (auto end = line.find('\x1f'); end != std::string::npos;
             end = line.find('\x1f', from)) {
            row.push_back(line.substr(from, end - from));
            from = end + 1;
        }
        row.push_back(line.substr(from));
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string Suite::value(const std::string& service, const std::string& sql) const {
    const auto rows = query(service, sql);
    if (rows.size() != 1 || rows[0].size() != 1) throw std::runtime_error("not one value: " + sql);
    return rows[0][0];
}

std::string Suite::address(const Replica& replica) const {
    return impl_->port(replica, 0);
}
std::string Suite::admin_address(const Replica& replica) const {
    return impl_->port(replica, 1);
}

double Suite::metric(const Replica& replica, const std::string& name) const {
    const auto answer = http::fetch("GET", "http://" + admin_address(replica) + "/metrics", {}, {},
                                    Deadline::after(seconds{2}));
    if (!answer) return 0;
    double sum = 0;
    std::istringstream lines{answer->body};
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(name) || line.size() <= name.size()) continue;
        if (line[name.size()] != ' ' && line[name.size()] != '{') continue;
        sum += std::strtod(line.c_str() + line.rfind(' '), nullptr);
    }
    return sum;
}

Output run(const std::string& program, const std::vector<std::string>& args,
           const std::map<std::string, std::string>& env, const fs::path& dir) {
    const testkit::TempDir temp;
    const auto out = (temp.path() / "out").string();
    const auto err = (temp.path() / "err").string();
    // A shell parts the two outputs; Process keeps them in one file.
    testkit::Process::Options options{
        {"-c", "cd \"$1\" && shift && exec \"${@:3}\" >\"$1\" 2>\"$2\" </dev/null", "run",
         dir.empty() ? "." : dir.string(), out, err, program},
        env};
    options.args.insert(options.args.end(), args.begin(), args.end());
    testkit::Process process{"/bin/bash", options};
    const auto status = process.wait(seconds{180});
    return {status.value_or(-1), read_file(out), read_file(err) + process.output()};
}

Output ctl(const Suite& suite, const std::vector<std::string>& args) {
    return run(bin_dir() / "hearthctl", args, suite.settings());
}

}  // namespace hearth::suite
