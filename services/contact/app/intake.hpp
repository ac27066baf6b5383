#pragma once

#include "hearth/contact/v1/contact_service.pb.h"

#include "libs/auth/auth.hpp"
#include "services/contact/app/casebook.hpp"
#include "services/contact/domain/message.hpp"

namespace hearth::contact::app {

/// What comes in on a channel: makes interactions of it, and requests where the words or the form
/// say enough. Thread-safe.
class Intake {
public:
    explicit Intake(Casebook& casebook) : casebook_(casebook) {}

    /// One event of one channel, inside its transaction.
    Result<void> record(outbox::UnitOfWork& work, const pb::RecordInteractionRequest& request,
                        pb::RecordInteractionResponse& response);
    Result<void> complete(outbox::UnitOfWork& work, const pb::CompleteInteractionRequest& request,
                          pb::CompleteInteractionResponse& response);
    /// Identity of an address, with what is open and known there.
    Result<void> identify(sql::Tx& tx, const std::string& address, const std::string& commodity,
                          Instant now, pb::CallerIdentity& out, Identity* found = nullptr);
    /// Takes the report of a person at a desk. The interaction, when one is named, belongs to the
    /// request from then on.
    Result<void> open(outbox::UnitOfWork& work, const pb::OpenRequestRequest& request,
                      const auth::Principal& principal, pb::OpenRequestResponse& response);
    /// Callers who hung up on a hazard, whose call back is due: true when there may be more.
    Result<bool> call_back(outbox::UnitOfWork& work);

private:
    struct Incoming;
    Result<void> on_call(outbox::UnitOfWork& work, Incoming& in);
    Result<void> on_hang_up(outbox::UnitOfWork& work, Incoming& in);
    Result<void> on_message(outbox::UnitOfWork& work, Incoming& in);
    Result<void> on_form(outbox::UnitOfWork& work, Incoming& in);
    Result<void> on_words(outbox::UnitOfWork& work, Incoming& in, const Meaning& meaning);
    Result<void> on_told(outbox::UnitOfWork& work, Incoming& in, const Meaning& meaning);
    Result<void> on_hazard(outbox::UnitOfWork& work, Incoming& in, const Meaning& meaning);
    Result<void> on_reply(outbox::UnitOfWork& work, Incoming& in, Meaning::Kind meaning);
    Result<void> not_understood(outbox::UnitOfWork& work, Incoming& in);
    Result<void> on_consent(outbox::UnitOfWork& work, Incoming& in, bool given);
    Result<void> report(outbox::UnitOfWork& work, Incoming& in, ReportInput input);
    Result<void> reply(outbox::UnitOfWork& work, Incoming& in, const std::string& template_name,
                       Details fields, const std::optional<Uuid>& request,
                       const std::string& language = {});
    Result<std::optional<Uuid>> request_meant(outbox::UnitOfWork& work, const Incoming& in);

    Casebook& casebook_;
};

/// INVALID_ARGUMENT names every field that is missing or wrong.
Result<void> check_event(const pb::RecordInteractionRequest& request, const Catalogue& catalogue);
/// A report as a command says it; INVALID_ARGUMENT names the field.
Result<ReportInput> read_report(const pb::Report& report, const std::string& region);

}  // namespace hearth::contact::app
