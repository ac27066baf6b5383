#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/contact/app/casebook.hpp"
#include "services/contact/domain/message.hpp"

namespace hearth::contact::app {

/// What a form says besides the matter: kept with the interaction alone.
struct Form {
    ReportInput report;
    std::string relation;  ///< of the caller to the premise
    std::string words;     ///< of the caller; personal
};

/// One event of one channel: of a call, or a message. Addresses come as the channel writes them.
struct ChannelEvent {
    std::string channel;
    std::string message_id;  ///< the channel's own; several events of one call share it
    std::string event;       ///< `offered`, `answered`, `hung_up`, `recording`, `message`
    std::string direction;   ///< empty: inbound
    std::string from;
    std::string to;
    std::string text;
    std::string menu_class;    ///< what a voice menu knew of a call's matter
    std::optional<Form> form;  ///< of a message: what it says besides its text
    /// Why the form cannot be taken as it is; it holds the rest. Refused, but where it tells of a
    /// hazard.
    std::optional<Error> fault;
    std::string agent;  ///< code of who answered a call
    std::string recording;
    std::optional<Instant> observed;  ///< absent: now
};

/// Who may be calling, with what is open and known there.
struct Caller {
    std::string address;
    Identity identity;
    std::vector<IncidentKnown> incidents;
    std::vector<Request> requests;
};

/// What was made of an event.
struct Recorded {
    Interaction interaction;
    std::optional<Caller> caller;  ///< looked up
    std::optional<Answer> answer;  ///< absent when nothing is told yet
};

/// How a contact ended. What is empty keeps what is known.
struct Completion {
    Uuid interaction;
    std::string etag;  ///< empty goes with each version
    std::optional<Uuid> request;
    std::optional<Uuid> party;
    std::string reason;
    std::string outcome;
    std::string relation;
    std::string recording;
};

/// The report of a person at a desk, or of a customer himself.
struct Opening {
    Form form;
    std::optional<Uuid> interaction;  ///< told in this contact
    std::string channel;              ///< where no contact is named; empty: the desk
    std::optional<Instant> observed;  ///< absent: when the contact was, else now
};

/// What comes in on a channel: makes interactions of it, and requests where the words or the form
/// say enough. Thread-safe.
class Intake {
public:
    explicit Intake(Casebook& casebook) : casebook_(casebook) {}

    /// One event of one channel, inside its transaction.
    Result<Recorded> record(outbox::UnitOfWork& work, const ChannelEvent& event);
    Result<Interaction> complete(outbox::UnitOfWork& work, const Completion& completion);
    /// Identity of an address on a local day, with what is open and known there. Only reads.
    static Result<Caller> identify(Stores& stores, const std::string& address,
                                   const std::string& commodity, const std::string& today);
    /// The interaction, when one is named, belongs to the request from then on. Who reports is in
    /// the report's actor.
    Result<Answer> open(outbox::UnitOfWork& work, Opening opening);
    /// Whose numbers come without a country code: "CN".
    [[nodiscard]] const std::string& region() const { return casebook_.settings.region; }
    /// Callers who hung up on a hazard, whose call back is due.
    void call_back(const Scene& scene, std::vector<Interaction> due);

private:
    struct Incoming;
    Result<void> on_call(Incoming& in);
    Result<void> on_hang_up(Incoming& in);
    Result<void> on_message(Incoming& in);
    Result<void> on_form(Incoming& in, const Meaning& meaning);
    Result<void> on_words(Incoming& in, const Meaning& meaning);
    Result<void> on_told(Incoming& in, const Meaning& meaning);
    Result<void> on_hazard(Incoming& in, const Meaning& meaning, const SafetyAnswers& answers);
    [[nodiscard]] Meaning meaning_of(const std::string& text, const Form* form) const;
    void add_told(const Meaning& meaning, ReportInput& input) const;
    Result<void> keep_usable(const Scene& scene, ReportInput& input) const;
    Result<void> on_reply(Incoming& in, Meaning::Kind meaning);
    Result<void> not_understood(Incoming& in);
    Result<void> on_consent(Incoming& in, bool given);
    Result<void> report(Incoming& in, ReportInput input, const Meaning& meaning);
    struct Warning;
    Result<void> warn(const Scene& scene, const Warning& warning, Answer& answer);
    [[nodiscard]] std::vector<const SpokenHazard*> warnings_of(const SpokenHazard* told,
                                                               const SafetyAnswers& answers,
                                                               const ReportOutcome& outcome) const;
    Result<void> reply(Incoming& in, const std::string& template_name, Details fields,
                       const std::optional<Uuid>& request);

    Casebook& casebook_;
};

}  // namespace hearth::contact::app
