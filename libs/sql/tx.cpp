#include "libs/sql/tx.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "libs/log/log.hpp"
#include "libs/sql/pool_impl.hpp"

namespace hearth::sql {
namespace {

using namespace std::chrono_literals;

// The server gives up a little earlier than we do: its refusal leaves the connection whole.
std::string server_timeout(Deadline deadline) {
    const auto left = deadline.remaining();
    return std::to_string(std::max(left - std::min(left / 10, 50ms), 1ms).count());
}

bool has_nul(const Params& params) {
    return std::any_of(params.values().begin(), params.values().end(), [](const auto& value) {
        return !value.binary && value.data.find('\0') != std::string::npos;
    });
}

}  // namespace

Tx::Impl::~Impl() {
    if (begun && !committed) connection->send_and_forget({pool->rollback, {}});
    pool->give_back(std::move(connection));
}

void Tx::Impl::fail_with(Error error) {
    if (failure) return;
    if (error.code == Code::kInternal || error.code == Code::kUnavailable) {
        log::failure("sql_failed", error);
    }
    failure = std::move(error);
}

void Tx::Impl::enqueue(const Statement& statement, Params params, Check check) {
    if (failure) return;
    if (committed) return fail_with(internal("a transaction was used after its commit"));
    const Prepared* prepared = pool->find(statement);
    if (prepared == nullptr || statement.parameters != static_cast<int>(params.values().size())) {
        return fail_with(internal(
            fmt::format("statement {}: not one of the pool's, or called with {} parameters",
                        statement.name, params.values().size())));
    }
    if (has_nul(params)) {
        return fail_with(invalid_argument("text", "NUL_IN_TEXT", "must not hold a NUL character"));
    }
    open();
    queued.push_back({prepared, std::move(params)});
    checks.push_back(std::move(check));
}

void Tx::Impl::open() {
    if (begun || !queued.empty()) return;
    const std::string timeout = server_timeout(deadline);
    queued.reserve(8);
    queued.push_back({pool->begin, {}});
    queued.push_back({pool->settings,
                      Params::of(tenant == 0 ? std::string{} : std::to_string(tenant), timeout)});
    checks.resize(2);
}

Answers Tx::Impl::exchange() {
    begun = true;
    Answers answers = connection->exchange(queued, deadline);
    pool->healthy = !connection->broken();
    for (std::size_t i = 0; i < answers.rows.size() && !failure; ++i) {
        if (!checks[i]) continue;
        if (auto checked = checks[i](answers.rows[i]); !checked) {
            fail_with(std::move(checked).error());
        }
    }
    return answers;
}

Result<Rows> Tx::Impl::run() {
    if (!failure && deadline.passed()) fail_with(deadline_exceeded("the transaction"));
    if (failure) return fail(*failure);
    Answers answers = exchange();
    if (answers.error) fail_with(std::move(*answers.error));
    queued.clear();
    checks.clear();
    if (failure) return fail(*failure);
    return std::move(answers.rows.back());
}

Result<void> Tx::Impl::commit() {
    if (!failure && committed) fail_with(internal("a transaction was committed twice"));
    if (!failure && deadline.passed()) fail_with(deadline_exceeded("the transaction"));
    if (failure) return fail(*failure);
    if (!begun && queued.empty()) {
        committed = true;
        return {};
    }
    queued.push_back({pool->commit, {}});
    checks.emplace_back();
    Answers answers = exchange();
    committed = answers.rows.size() == queued.size();
    const bool reached = answers.silent || answers.rows.size() + 1 == queued.size();
    if (!committed && connection->broken() && reached) {
        Error doubt = std::move(*answers.error);
        doubt.code = Code::kUnknown;
        doubt.reason = "COMMIT_IN_DOUBT";
        doubt.message = "it is not known whether the change was made";
        fail_with(std::move(doubt));
    } else if (!committed) {
        fail_with(std::move(*answers.error));
    }
    queued.clear();
    checks.clear();
    if (!committed) return fail(*failure);
    return {};
}

Tx::Tx(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Tx::Tx(Tx&&) noexcept = default;
Tx& Tx::operator=(Tx&&) noexcept = default;
Tx::~Tx() = default;

void Tx::queue_with(const Statement& statement, Params params, Check check) {
    impl_->enqueue(statement, std::move(params), std::move(check));
}

Result<Rows> Tx::run_with(const Statement& statement, Params params) {
    impl_->enqueue(statement, std::move(params), {});
    return impl_->run();
}

Result<void> Tx::commit() {
    return impl_->commit();
}

int Tx::tenant() const {
    return impl_->tenant;
}

const std::optional<Error>& Tx::failure() const {
    return impl_->failure;
}

}  // namespace hearth::sql
