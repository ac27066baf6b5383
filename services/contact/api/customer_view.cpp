#include "services/contact/api/customer_view.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <google/protobuf/descriptor.h>

namespace hearth::contact {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Fields = std::set<std::string_view, std::less<>>;

const std::map<std::string_view, Fields>& seen() {
    static const std::map<std::string_view, Fields> fields{
        {"OpenRequestResponse", {"answer"}},
        {"ChaseRequestResponse", {"answer"}},
        {"WithdrawRequestResponse", {"service_request"}},
        {"ReopenRequestResponse", {"service_request"}},
        {"ListRequestsResponse", {"service_requests", "next_page_token"}},
        {"GetRequestResponse",
         {"service_request", "work_orders", "incident", "all_steps", "all_promises", "parts"}},
        {"Answer",
         {"service_request", "outcome", "promise", "incident", "known", "text_zh", "text_en", "ask",
          "parts"}},
        {"ServiceRequest",
         {"name",         "uid",         "number",    "class",       "commodity",
          "state",        "round",       "premise",   "party",       "steps",
          "promises",     "waiting_for", "open_time", "create_time", "update_time",
          "resolve_time", "close_time",  "etag",      "parent",      "follows"}},
        {"Step", {"id", "state", "round", "attempt", "start_time", "end_time"}},
        {"Promise",
         {"uid", "kind", "round", "state", "due_time", "make_time", "settle_time", "renews",
          "renewed_by", "first", "informed"}},
        {"WorkOrderView",
         {"state", "step", "round", "attempt", "forecast_arrival_time", "forecast_restoration_time",
          "on_site_time", "supply_restored_time", "done_time"}},
        {"IncidentView", {"kind", "state", "forecast_restoration_time"}},
    };
    return fields;
}

void keep_within(Message& message, const FieldDescriptor& field) {
    const auto& reflection = *message.GetReflection();
    if (!field.is_repeated())
        return keep_customer_view(*reflection.MutableMessage(&message, &field));
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i)
        keep_customer_view(*reflection.MutableRepeatedMessage(&message, &field, i));
}

}  // namespace

void keep_customer_view(Message& message) {
    // Instants are google's, and are what they are.
    if (message.GetDescriptor()->file()->package() != "hearth.contact.v1") return;
    const auto found = seen().find(message.GetDescriptor()->name());
    if (found == seen().end()) return message.Clear();
    std::vector<const FieldDescriptor*> set;
    message.GetReflection()->ListFields(message, &set);
    for (const FieldDescriptor* field : set) {
        if (found->second.count(field->name()) == 0)
            message.GetReflection()->ClearField(&message, field);
        else if (field->message_type() != nullptr)
            keep_within(message, *field);
    }
}

}  // namespace hearth::contact
