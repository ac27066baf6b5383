#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "hearth/contact/v1/contact_service.grpc.pb.h"
#include "hearth/dispatch/v1/dispatch_service.grpc.pb.h"
#include "hearth/registry/v1/registry_service.grpc.pb.h"

#include "deploy/town/households.hpp"
#include "tests/suite/doors.hpp"

namespace hearth::suite {

using contact::v1::ContactService;
using dispatch::v1::DispatchService;
using registry::v1::RegistryService;

/// In the village PR-000001 to PR-000010, all under TX-0001, have each one person, one phone and
/// all three commodities; any other premise may have neither.
using town::Household;
Household household(const Suite& suite, int number);
/// All premises with electricity, in the order of premise.csv.
std::vector<Household> households(const Suite& suite);

/// How a story's calls are made.
struct Manner {
    /// How long a call is tried again, with the same bytes, while its service is away. What follows
    /// from it is waited for as much longer: a killed listener's part of a topic goes to another
    /// one only when its session, 10 s, has run out.
    std::chrono::milliseconds patience{0};
    /// Every command is sent twice and must be answered with the same bytes.
    bool twice = false;
};

/// What people do, each as one call; every one is safe to repeat. Thread-safe.
class Story {
public:
    using Request = contact::v1::ServiceRequest;
    using Whole = contact::v1::GetRequestResponse;
    using Answer = contact::v1::Answer;
    using WorkOrder = dispatch::v1::WorkOrder;

    explicit Story(const Doors& doors, Manner manner = {}) : doors_(doors), manner_(manner) {}

    /// One event of a channel, as its adapter would record it; `id` is the message's own.
    [[nodiscard]] contact::v1::RecordInteractionRequest event(const std::string& channel,
                                                              const std::string& id,
                                                              const std::string& what,
                                                              const Household& home) const;
    contact::v1::RecordInteractionResponse record(
        const contact::v1::RecordInteractionRequest& event) const;

    /// A household without electricity tells an agent, in a web form, or by SMS.
    Answer report_by_phone(const Household& home, const std::string& id) const;
    Answer report_by_web(const Household& home, const std::string& id) const;
    Answer report_by_sms(const Household& home, const std::string& id,
                         const std::string& words = "停电了") const;

    /// The household wants to be told in another language, says the registry from now on.
    void prefer(const Household& home, const std::string& language) const;

    [[nodiscard]] Whole request(const std::string& name) const;
    [[nodiscard]] Request wait_for(const std::string& name,
                                   const std::function<bool(const Request&)>& holds,
                                   std::chrono::milliseconds bound = 10s) const;
    /// The live order of a request's repair step, once a crew has it.
    [[nodiscard]] WorkOrder order_of(const std::string& request) const;
    [[nodiscard]] WorkOrder order(const std::string& name) const;

    /// A device of the crew says what it did; returns the answers.
    dispatch::v1::PushMutationsResponse push(const WorkOrder& order, const std::string& device,
                                             const std::vector<std::string>& mutators,
                                             long first_sequence = 1) const;
    /// Accept … done, supply restored, all by one device.
    void repair(const WorkOrder& order) const;
    /// Waits until the step is due. Reads again, as a desk does, when the request has changed
    /// since.
    contact::v1::ServiceRequest complete_step(const std::string& request, const std::string& step,
                                              const std::string& outcome,
                                              int satisfaction = 0) const;
    /// From a reported request to a closed one.
    Request finish(const std::string& request) const;

private:
    template <typename Stub, typename Asked, typename Given>
    Given ask(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Asked&, Given*),
              const Asked& request, const Who& who) const;

    const Doors& doors_;
    const Manner manner_;
};

/// An id that no other run has used.
std::string unique(const std::string& what);
/// Tuesday, 10:00 town time: no quiet hours.
Instant story_start();

}  // namespace hearth::suite
