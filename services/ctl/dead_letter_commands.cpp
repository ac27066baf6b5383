#include <iostream>

#include "hearth/common/v1/admin_service.grpc.pb.h"

#include "services/ctl/commands.hpp"
#include "services/ctl/table.hpp"

namespace hearth::ctl {
namespace {

using common::v1::AdminService;
using common::v1::DeadLetter;

/// Finds the service that has a dead letter; NOT_FOUND when none does.
struct Found {
    std::string service;
    std::unique_ptr<AdminService::Stub> stub;
    DeadLetter letter;
};
Result<Found> find(Context& context, const std::string& id) {
    common::v1::ListDeadLettersRequest request;
    request.set_id(id);
    for (const auto& service : Context::services()) {
        auto stub = context.stub<AdminService>(service);
        if (!stub) return fail(std::move(stub).error());
        auto answer = context.call(**stub, &AdminService::Stub::ListDeadLetters, request);
        if (answer && answer->dead_letters_size() == 1)
            return Found{service, std::move(*stub), answer->dead_letters(0)};
        if (!answer && answer.error().code != Code::kNotFound)
            return fail(std::move(answer).error());
    }
    return fail(not_found("dead letter " + id));
}

int list(Context& context, bool all) {
    common::v1::ListDeadLettersRequest request;
    request.set_include_settled(all);
    Table table{{"ID", "SERVICE", "CONSUMER", "TOPIC", "KEY", "TYPE", "REASON", "TRIES", "STATE",
                 "PARKED", "SINCE"}};
    for (const auto& service : Context::services()) {
        auto stub = context.stub<AdminService>(service);
        if (!stub) return context.failed(stub.error());
        const auto answer = context.call(**stub, &AdminService::Stub::ListDeadLetters, request);
        if (!answer) return context.failed(answer.error());
        for (const auto& letter : answer->dead_letters()) {
            if (context.json()) context.print(letter);
            table.add({letter.id(), service, letter.consumer(), letter.topic(), letter.key(),
                       letter.type(), letter.reason(), std::to_string(letter.attempts()),
                       letter.state(), std::to_string(letter.parked()),
                       local_text(letter.create_time().seconds())});
        }
    }
    if (!context.json()) table.print(std::cout);
    return kDone;
}

int show(Context& context, const std::string& id) {
    const auto found = find(context, id);
    if (!found) return context.failed(found.error());
    if (context.json()) {
        context.print(found->letter);
        return kDone;
    }
    const auto& letter = found->letter;
    Table table{{"DEAD LETTER", letter.id()}};
    table.add({"service", found->service});
    table.add({"consumer", letter.consumer()});
    table.add({"message", letter.topic() + " partition " + std::to_string(letter.partition()) +
                              " offset " + std::to_string(letter.offset())});
    table.add({"key", letter.key()});
    table.add({"type", letter.type()});
    table.add({"reason", letter.reason()});
    table.add({"detail", letter.detail()});
    table.add({"tries", std::to_string(letter.attempts())});
    table.add({"state", letter.state()});
    table.add({"parked behind it", std::to_string(letter.parked())});
    table.add({"bytes", std::to_string(letter.message().size())});
    table.print(std::cout);
    return kDone;
}

int say(const Context& context, const google::protobuf::Message& answer, std::int64_t applied) {
    if (context.json()) {
        context.print(answer);
    } else {
        std::cout << "applied " << applied << (applied == 1 ? " message\n" : " messages\n");
    }
    return kDone;
}

int replay(Context& context, const std::string& id) {
    const auto found = find(context, id);
    if (!found) return context.failed(found.error());
    common::v1::ReplayDeadLetterRequest request;
    request.set_id(id);
    const auto answer = context.call(*found->stub, &AdminService::Stub::ReplayDeadLetter, request);
    if (!answer) return context.failed(answer.error());
    return say(context, *answer, answer->applied());
}

int skip(Context& context, const std::string& id, const std::string& reason) {
    const auto found = find(context, id);
    if (!found) return context.failed(found.error());
    common::v1::SkipDeadLetterRequest request;
    request.set_id(id);
    request.set_reason(reason);
    const auto answer = context.call(*found->stub, &AdminService::Stub::SkipDeadLetter, request);
    if (!answer) return context.failed(answer.error());
    return say(context, *answer, answer->applied());
}

}  // namespace

void add_dead_letter_commands(CLI::App& app, Chosen& chosen) {
    auto* noun = app.add_subcommand("dead-letters", "events that could not be applied");
    noun->require_subcommand(1);

    auto all = std::make_shared<bool>(false);
    auto* list_verb = noun->add_subcommand("list", "those that wait for a decision, oldest first");
    list_verb->add_flag("--all", *all, "also those that are settled");
    list_verb->callback(
        [&chosen, all] { chosen.command = [=](Context& context) { return list(context, *all); }; });

    auto id = std::make_shared<std::string>();
    auto* show_verb = noun->add_subcommand("show", "one, with why");
    show_verb->add_option("ID", *id, "its id")->required();
    show_verb->callback(
        [&chosen, id] { chosen.command = [=](Context& context) { return show(context, *id); }; });

    auto* replay_verb =
        noun->add_subcommand("replay", "apply it again, then what is parked behind it, in order");
    replay_verb->add_option("ID", *id, "its id")->required();
    replay_verb->callback(
        [&chosen, id] { chosen.command = [=](Context& context) { return replay(context, *id); }; });

    auto reason = std::make_shared<std::string>();
    auto* skip_verb =
        noun->add_subcommand("skip", "give it up, and go on with what is parked behind it");
    skip_verb->add_option("ID", *id, "its id")->required();
    skip_verb->add_option("--reason", *reason, "why; it is kept")->required();
    skip_verb->callback([&chosen, id, reason] {
        chosen.command = [=](Context& context) { return skip(context, *id, *reason); };
    });
}

}  // namespace hearth::ctl
