#include <iostream>

#include "hearth/registry/v1/registry_service.grpc.pb.h"

#include "services/ctl/commands.hpp"
#include "services/ctl/table.hpp"

namespace hearth::ctl {
namespace {

using registry::v1::GetPartyResponse;
using registry::v1::RegistryService;

int find(Context& context, const std::string& text, int limit) {
    auto stub = context.stub<RegistryService>();
    if (!stub) return context.failed(stub.error());
    registry::v1::SearchRequest request;
    request.set_query(text);
    request.set_page_size(limit);
    const auto found = context.call(**stub, &RegistryService::Stub::Search, request);
    if (!found) return context.failed(found.error());
    Table table{{"KIND", "NAME", "中文", "ENGLISH"}};
    for (const auto& hit : found->hits()) {
        if (context.json()) context.print(hit);
        table.add({hit.kind(), hit.name(), hit.title_zh(), hit.title_en()});
    }
    if (!context.json()) table.print(std::cout);
    return found->hits().empty() ? kWithRefusals : kDone;
}

std::string supply_text(const registry::v1::SupplyState& supply) {
    return std::string{supply.on() ? "on" : "off"} + " (" + supply.cause() + ")";
}

void print_head(const GetPartyResponse& answer) {
    const auto& party = answer.party();
    std::string needs;
    for (const auto& need : party.needs())
        needs += (needs.empty() ? "" : ", ") + need;
    Table table{{"PARTY", party.name()}};
    table.add({"number", party.number()});
    table.add({"name", party.name_zh() + "  " + party.name_en()});
    table.add({"kind", registry::v1::PartyKind_Name(party.kind())});
    table.add({"class", registry::v1::PartyClass_Name(party.party_class())});
    table.add({"language", party.language()});
    table.add({"needs", needs});
    table.add({"version", party.etag()});
    for (const auto& point : answer.contact_points().points())
        table.add({point.label(), point.value() + (point.preferred() ? "  (preferred)" : "")});
    for (const auto& account : answer.accounts())
        table.add({"account", account.number()});
    table.print(std::cout);
}

void print_service(const GetPartyResponse& answer) {
    Table table{{"PREMISE", "ADDRESS", "SERVICE POINT", "SUPPLY"}};
    for (const auto& premise : answer.premises()) {
        std::string door;
        for (const auto& part : {premise.building(), premise.unit(), premise.door()})
            if (!part.empty()) door += (door.empty() ? "" : "-") + part;
        for (const auto& point : answer.service_points()) {
            if (point.premise() != premise.name()) continue;
            table.add({premise.code(), premise.address_zh() + " " + door, point.code(),
                       supply_text(point.supply())});
        }
    }
    if (table.empty()) return;
    std::cout << '\n';
    table.print(std::cout);
}

/// A resource name from what people have at hand: the name, the uid, or the number they say.
Result<std::string> party_name(Context& context, RegistryService::Stub& stub,
                               const std::string& id) {
    if (id.find('/') != std::string::npos) return id;
    if (!id.starts_with("P-")) return "parties/" + id;
    registry::v1::SearchRequest request;
    request.set_query(id);
    auto found = context.call(stub, &RegistryService::Stub::Search, request);
    if (!found) return fail(std::move(found).error());
    for (const auto& hit : found->hits())
        if (hit.kind() == "party") return hit.name();
    return fail(not_found(id));
}

int show(Context& context, const std::string& id) {
    auto stub = context.stub<RegistryService>();
    if (!stub) return context.failed(stub.error());
    auto name = party_name(context, **stub, id);
    if (!name) return context.failed(name.error());
    registry::v1::GetPartyRequest request;
    request.set_name(*name);
    const auto answer = context.call(**stub, &RegistryService::Stub::GetParty, request);
    if (!answer) return context.failed(answer.error());
    if (context.json()) {
        context.print(*answer);
        return kDone;
    }
    print_head(*answer);
    print_service(*answer);
    return kDone;
}

}  // namespace

void add_party_commands(CLI::App& app, Chosen& chosen) {
    auto* party = app.add_subcommand("party", "customers");
    party->require_subcommand(1);

    auto text = std::make_shared<std::string>();
    auto limit = std::make_shared<int>(20);
    auto* find_verb = party->add_subcommand(
        "find", "by phone, meter number, account number, address or name, Chinese or English");
    find_verb->add_option("TEXT", *text, "what to look for")->required();
    find_verb->add_option("--limit", *limit, "at most so many")->check(CLI::Range(1, 100));
    find_verb->callback([&chosen, text, limit] {
        chosen.command = [=](Context& context) { return find(context, *text, *limit); };
    });

    auto id = std::make_shared<std::string>();
    auto* show_verb = party->add_subcommand("show", "one party and what it is served");
    show_verb->add_option("ID", *id, "parties/<uid>, the uid, or the number people say: P-…")
        ->required();
    show_verb->callback(
        [&chosen, id] { chosen.command = [=](Context& context) { return show(context, *id); }; });
}

}  // namespace hearth::ctl
