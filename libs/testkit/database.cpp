#include "libs/testkit/database.hpp"

#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "libs/core/random.hpp"
#include "libs/testkit/process.hpp"
#include "libs/testkit/stack.hpp"

namespace hearth::testkit {
namespace {

using namespace std::chrono_literals;

const std::filesystem::path kSource{HEARTH_SOURCE_DIR};
const std::string kPlainRoles = "hearth_test";

std::string output_of(const std::string& program, std::vector<std::string> args) {
    Process process{program, {std::move(args), {}}};
    const auto status = process.wait(120s);
    std::string output = process.output();
    if (status != 0) throw std::runtime_error(program + " failed: " + output);
    while (output.ends_with('\n'))
        output.pop_back();
    return output;
}

std::string psql(const std::string& database, const std::vector<std::string>& more) {
    const Stack& on = stack();
    std::vector<std::string> args{"-XqAt",
                                  "-v",
                                  "ON_ERROR_STOP=1",
                                  "-h",
                                  on.pg_socket_dir,
                                  "-p",
                                  std::to_string(on.pg_port),
                                  "-U",
                                  on.pg_superuser,
                                  "-d",
                                  database};
    args.insert(args.end(), more.begin(), more.end());
    return output_of("psql", std::move(args));
}

std::filesystem::path stack_dir() {
    return std::filesystem::path{stack().redis_password_file}.parent_path().parent_path();
}

std::string read(const std::filesystem::path& file) {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::filesystem::path password_file(const std::string& role) {
    return stack_dir() / "secrets" / (role + ".password");
}

std::string random_password() {
    std::random_device source;
    return fmt::format("{:08x}{:08x}{:08x}{:08x}", source(), source(), source(), source());
}

/// Roles belong to the server, so all plain databases share theirs; whoever comes first makes them.
void make_plain_roles() {
    const auto lock = stack_dir() / "run" / "hearth_test_roles.lock";
    const int fd = ::open(lock.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0 || ::lockf(fd, F_LOCK, 0) != 0) {
        throw std::runtime_error("cannot lock " + lock.string());
    }
    for (const char* name : {"owner", "app", "relay", "checker"}) {
        const std::string role = kPlainRoles + '_' + name;
        if (std::filesystem::exists(password_file(role))) continue;
        const std::string password = random_password();
        psql("postgres", {"-c", fmt::format("DROP ROLE IF EXISTS {}", role), "-c",
                          fmt::format("CREATE ROLE {} LOGIN PASSWORD '{}'", role, password)});
        std::ofstream{password_file(role)} << "";
        std::filesystem::permissions(password_file(role), std::filesystem::perms::owner_read |
                                                              std::filesystem::perms::owner_write);
        std::ofstream{password_file(role)} << password;
    }
    ::close(fd);
}

std::string unique_name() {
    return "test_" + std::to_string(::getpid()) + '_' +
           std::to_string(random_bits() % 1'000'000'000);
}

}  // namespace

TestDatabase::TestDatabase(const std::string& service) : name_(unique_name()) {
    const std::string printed = output_of(kSource / "deploy/local/database",
                                          {"template", "--dir", stack_dir(), "--service", service});
    roles_ = printed.substr(printed.rfind('\n') + 1);
    psql("postgres", {"-c", "CREATE DATABASE " + name_ + " TEMPLATE " + roles_});
    psql(name_, {"-c", "ALTER DATABASE " + name_ + " OWNER TO " + roles_ + "_owner"});
}

TestDatabase::TestDatabase(const SqlFiles& files) : name_(unique_name()), roles_(kPlainRoles) {
    make_plain_roles();
    psql("postgres", {"-c", "CREATE DATABASE " + name_ + " OWNER " + roles_ + "_owner"});
    std::vector<std::string> args;
    for (const char* role : {"app", "relay", "checker"}) {
        args.insert(args.end(), {"-v", std::string{role} + "_role=" + roles_ + '_' + role});
    }
    args.insert(args.end(), {"-c", "SET ROLE " + roles_ + "_owner"});
    for (const auto& file : files.paths)
        args.insert(args.end(), {"-f", kSource / file});
    psql(name_, args);
}

TestDatabase::TestDatabase(const SchemaAt& before)
    : name_(unique_name()), roles_(name_), service_(before.service) {
    deploy(before.change);
}

void TestDatabase::migrate(const std::string& verb, const std::string& to) const {
    if (service_.empty()) throw std::logic_error(name_ + " was not made by SchemaAt");
    std::vector<std::string> args{verb,     "--dir",      stack_dir(), "--service",
                                  service_, "--database", name_};
    if (!to.empty()) args.insert(args.end(), {"--to", to});
    output_of(kSource / "deploy/local/database", std::move(args));
}

void TestDatabase::deploy(const std::string& to) const {
    migrate("up", to);
}

void TestDatabase::revert(const std::string& to) const {
    migrate("revert", to);
}

void TestDatabase::grow(std::span<const std::string_view> changes,
                        const std::filesystem::path& rows) const {
    for (const auto change : changes) {
        deploy(std::string{change});
        const auto file = kSource / rows / (std::string{change} + ".sql");
        if (std::filesystem::exists(file)) psql(name_, {"-f", file});
    }
}

TestDatabase::~TestDatabase() {
    try {
        if (!service_.empty()) {
            output_of(kSource / "deploy/local/database",
                      {"drop", "--dir", stack_dir(), "--database", name_});
            return;
        }
        psql("postgres", {"-c", "DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)"});
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): the stack may be gone
    }
}

std::string TestDatabase::run(const std::string& sql) const {
    return psql(name_, {"-c", sql});
}

sql::Config TestDatabase::config(const std::string& role) const {
    const std::string user = roles_ + '_' + role;
    sql::Config config;
    config.host = stack().pg_host;
    config.port = stack().pg_port;
    config.database = name_;
    config.user = user;
    config.password = config::Secret{read(password_file(user))};
    return config;
}

}  // namespace hearth::testkit
