#include "services/dispatch/api/push_codec.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "services/dispatch/api/convert.hpp"
#include "services/dispatch/api/names.hpp"

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

}  // namespace

Result<app::Push> read_push(const v1::PushMutationsRequest& request, const std::string& crew) {
    NameReader names;
    app::Push push;
    push.device = request.device();
    push.crew = crew;
    if (push.device.empty() || push.device.size() > kLongestDevice) {
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
        push.mutations.push_back(mutation_of(mutation, path, names));
        push.bodies.push_back(bytes_of(mutation));
    }
    if (auto done = names.done(); !done) return fail(std::move(done).error());
    return push;
}

std::string encode_answer(std::int64_t sequence, const MutationAnswer& answer,
                          const WorkOrder* order) {
    v1::MutationAnswer out;
    out.set_sequence(sequence);
    out.set_outcome(answer.outcome);
    out.set_reason(answer.reason);
    out.set_message(answer.message);
    if (order != nullptr) *out.mutable_work_order() = to_proto(*order);
    return out.SerializeAsString();
}

Result<void> add_answers(const app::PushAnswers& answers, v1::PushMutationsResponse& response) {
    for (const auto& bytes : answers.answers) {
        if (!response.add_answers()->ParseFromString(bytes)) {
            return fail(internal("stored answer of a device does not parse"));
        }
    }
    response.set_last_sequence(answers.last_sequence);
    return {};
}

}  // namespace hearth::dispatch
