#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/core/manifest.hpp"
#include "libs/kafka/kafka.hpp"
#include "libs/outbox/inbox.hpp"
#include "libs/runtime/app.hpp"

namespace hearth::service {

/// The consumer groups of one service, exactly those of its manifest. Main thread; what it refers
/// to outlives it.
class Listeners {
public:
    Listeners(const Manifest& manifest, const kafka::Config& kafka);
    ~Listeners();

    /// The group `<service>.<purpose>` with an inbox of its own, which lives as long as we. Throws
    /// std::logic_error when its topics are not those that the manifest gives the purpose.
    outbox::Inbox& add(const std::string& purpose, outbox::Work& work, const Clock& clock,
                       std::map<std::string, outbox::Apply> by_topic);
    /// Throws std::logic_error when the manifest has a listener that was not added.
    void check_all_added() const;
    /// Each starts and stops with the app.
    void add_to(runtime::App& app);

private:
    struct Listener;
    void check_topics(std::string_view purpose, const std::vector<std::string>& topics) const;

    const Manifest& manifest_;
    const kafka::Config& kafka_;
    std::vector<std::unique_ptr<Listener>> listeners_;
};

/// Throws std::logic_error: the service does what its manifest does not say.
[[noreturn]] void not_in_manifest(const Manifest& manifest, const std::string& does);

}  // namespace hearth::service
