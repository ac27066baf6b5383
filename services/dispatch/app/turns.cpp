#include "services/dispatch/app/turns.hpp"

namespace hearth::dispatch::app {

Result<Turns::Turn> Turns::wait(Haste haste, Deadline deadline) {
    std::unique_lock lock{mutex_};
    const Ticket ticket{haste, ++last_};
    waiting_.insert(ticket);
    const bool came = moved_.wait_until(lock, deadline.at(),
                                        [&] { return !taken_ && *waiting_.begin() == ticket; });
    waiting_.erase(ticket);
    if (!came) {
        moved_.notify_all();
        return fail(deadline_exceeded("the turn to change the board"));
    }
    taken_ = true;
    return Turn{*this};
}

void Turns::pass_on() {
    const std::lock_guard lock{mutex_};
    taken_ = false;
    moved_.notify_all();
}

}  // namespace hearth::dispatch::app
