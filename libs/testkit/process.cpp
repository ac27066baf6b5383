#include "libs/testkit/process.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libs/testkit/eventually.hpp"

namespace hearth::testkit {
namespace {

[[noreturn]] void throw_errno(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

std::vector<std::string> environment(const std::map<std::string, std::string>& added) {
    std::vector<std::string> all;
    for (const auto& [name, value] : added)
        all.push_back(name + '=' + value);
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text{*entry};
        if (!added.contains(text.substr(0, text.find('=')))) all.push_back(text);
    }
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts)
        all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

/// Only what may run between fork and exec of a program with threads.
[[noreturn]] void become(const char* program, char* const* args, char* const* env, int output,
                         pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(126);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execvpe(program, args, env);
    ::_exit(127);
}

}  // namespace

TempDir::TempDir() {
    std::string pattern = std::filesystem::temp_directory_path() / "hearth-test.XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw_errno("mkdtemp");
    path_ = pattern;
}

TempDir::~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::write(const std::string& name, const std::string& text) const {
    const auto file = path_ / name;
    std::ofstream{file, std::ios::binary} << text;
    return file;
}

int free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    const bool bound =
        fd >= 0 && ::bind(fd, generic, size) == 0 && ::getsockname(fd, generic, &size) == 0;
    if (!bound) throw_errno("bind");
    ::close(fd);
    return ntohs(address.sin_port);
}

Process::Process(const std::string& program, const Options& options) {
    std::vector<std::string> args{program};
    args.insert(args.end(), options.args.begin(), options.args.end());
    std::vector<std::string> env = environment(options.env);
    const auto arg_pointers = pointers(args);
    const auto env_pointers = pointers(env);
    const int output =
        ::open((dir_.path() / "output").c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    if (output < 0) throw_errno("open");
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) {
        become(program.c_str(), arg_pointers.data(), env_pointers.data(), output, parent);
    }
    ::close(output);
    if (pid_ < 0) throw_errno("fork");
}

Process::~Process() {
    if (status_) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void Process::signal(int number) const {
    if (!status_ && ::kill(pid_, number) != 0) throw_errno("kill");
}

std::optional<int> Process::wait(std::chrono::milliseconds bound) {
    const auto ended = [this] {
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) != pid_) return false;
        status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        return true;
    };
    if (!status_) static_cast<void>(eventually(ended, bound));
    return status_;
}

std::string Process::output() const {
    std::ifstream in{dir_.path() / "output", std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace hearth::testkit
