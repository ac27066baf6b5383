#include "services/dispatch/api/device_push.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "services/dispatch/api/convert.hpp"

namespace hearth::dispatch {
namespace {

constexpr int kMostMutations = 500;
constexpr std::size_t kLongestDevice = 64;

/// The same bytes for the same fields, in maps too: a resend must equal.
std::string bytes_of(const v1::Mutation& mutation) {
    std::string bytes;
    {
        google::protobuf::io::StringOutputStream out{&bytes};
        google::protobuf::io::CodedOutputStream coded{&out};
        coded.SetSerializationDeterministic(true);
        mutation.SerializeToCodedStream(&coded);
    }
    return bytes;
}

Mutation mutation_of(const v1::Mutation& in, const std::string& path, NameReader& names) {
    Mutation out;
    out.sequence = in.sequence();
    out.order = names.required(path + "work_order", "workOrders", in.work_order());
    out.mutator = in.mutator();
    const auto& args = in.args();
    out.reason = args.reason();
    if (args.has_result()) out.result = from_proto(args.result());
    out.nodes =
        names.list(path + "args.nodes", "networkNodes", {args.nodes().begin(), args.nodes().end()});
    out.service_points = names.list(path + "args.service_points", "servicePoints",
                                    {args.service_points().begin(), args.service_points().end()});
    out.fields = {args.fields().begin(), args.fields().end()};
    out.incident = names.optional(path + "args.incident", "incidents", args.incident());
    if (!in.has_observed_time()) names.refuse(path + "observed_time", "REQUIRED", "is missing");
    out.observed_at = from_proto(in.observed_time());
    if (in.has_location()) out.point = point_of(in.location());
    return out;
}

v1::MutationAnswer refusal(std::int64_t sequence, const char* reason, const char* message) {
    v1::MutationAnswer answer;
    answer.set_sequence(sequence);
    answer.set_outcome("refused");
    answer.set_reason(reason);
    answer.set_message(message);
    return answer;
}

}  // namespace

Result<DevicePush> DevicePush::read(const v1::PushMutationsRequest& request,
                                    const std::string& crew) {
    NameReader names;
    DevicePush push;
    push.device_ = request.device();
    push.crew_ = crew;
    if (push.device_.empty() || push.device_.size() > kLongestDevice) {
        names.refuse("device", "BAD_DEVICE", "has not 1 to 64 characters");
    }
    if (request.mutations_size() > kMostMutations) {
        names.refuse("mutations", "TOO_MANY", "are more than 500");
    }
    std::int64_t last = 0;
    for (int i = 0; i < request.mutations_size() && i < kMostMutations; ++i) {
        const auto& mutation = request.mutations(i);
        const auto path = "mutations[" + std::to_string(i) + "].";
        if (mutation.sequence() <= last) {
            names.refuse(path + "sequence", "NOT_RISING", "does not follow the one before");
        }
        last = mutation.sequence();
        push.mutations_.push_back(mutation_of(mutation, path, names));
        const auto& made = push.mutations_.back();
        push.sent_.push_back(
            {made.sequence, made.order, made.mutator, made.observed_at, bytes_of(mutation), ""});
    }
    if (auto done = names.done(); !done) return fail(std::move(done).error());
    return push;
}

Wanted DevicePush::wanted() const {
    Wanted wanted;
    for (const auto& mutation : mutations_) {
        wanted.orders.push_back(mutation.order);
        if (!mutation.incident.is_nil()) wanted.incidents.push_back(mutation.incident);
    }
    return wanted;
}

Result<void> DevicePush::apply(const Changes::Scene& scene, Instant now,
                               v1::PushMutationsResponse& response) const {
    auto known = scene.stores.devices().known(device_, sent_);
    if (!known) return fail(std::move(known).error());
    auto last = scene.stores.devices().last_sequence(device_);
    if (!last) return fail(std::move(last).error());
    auto given = scene.stores.devices().given(crew_, wanted().orders);
    if (!given) return fail(std::move(given).error());
    std::vector<Sent> settled;
    for (std::size_t i = 0; i < mutations_.size(); ++i) {
        const auto& mutation = mutations_[i];
        auto& answer = *response.add_answers();
        if (const auto before = known->find(mutation.sequence); before != known->end()) {
            if (!before->second.same) {
                answer = refusal(mutation.sequence, "SEQUENCE_REUSED",
                                 "this sequence was sent with another body");
            } else if (!answer.ParseFromString(before->second.answer)) {
                return fail(internal("stored answer of a device does not parse"));
            }
            continue;
        }
        if (mutation.sequence != *last + 1) {
            answer =
                refusal(mutation.sequence, "SEQUENCE_GAP", "send again from last_sequence + 1 on");
            continue;
        }
        *last = mutation.sequence;
        const auto said = scene.board.mutate(mutation, crew_, *given);
        answer.set_sequence(mutation.sequence);
        answer.set_outcome(said.outcome);
        answer.set_reason(said.reason);
        answer.set_message(said.message);
        const auto* order = scene.board.order(mutation.order);
        const bool may_see =
            order != nullptr && (order->crew == crew_ || given->count(order->id) > 0);
        if (may_see) *answer.mutable_work_order() = to_proto(*order);
        settled.push_back(sent_[i]);
        settled.back().answer = answer.SerializeAsString();
    }
    response.set_last_sequence(*last);
    return scene.stores.devices().log(device_, crew_, settled, now);
}

}  // namespace hearth::dispatch
