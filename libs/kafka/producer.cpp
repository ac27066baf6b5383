#include <array>
#include <cstddef>
#include <cstdint>

#include "libs/kafka/client.hpp"

namespace hearth::kafka {
namespace {

using namespace std::chrono_literals;

Settings producer_settings() {
    return {{"enable.idempotence", "true"},
            // Without this a message that failed could be overtaken by the next of its key.
            {"enable.gapless.guarantee", "true"},
            {"acks", "all"},
            {"partitioner", "murmur2_random"},
            {"linger.ms", "0"},
            {"compression.codec", "zstd"},
            {"message.timeout.ms", "25000"},
            // How long a topic that a broker does not name may be one it has not heard of yet.
            {"topic.metadata.propagation.max.ms", "2000"}};
}

bool is_about_topic(rd_kafka_resp_err_t code) {
    switch (code) {
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
        case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
        case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
            return true;
        default:
            return false;
    }
}

bool is_about_record(rd_kafka_resp_err_t code) {
    switch (code) {
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
        case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
        case RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
        case RD_KAFKA_RESP_ERR_INVALID_RECORD:
        case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
            return true;
        default:
            return false;
    }
}

rd_kafka_vu_t text_field(rd_kafka_vtype_t type, const char* text) {
    rd_kafka_vu_t field{};
    field.vtype = type;
    field.u.cstr = text;
    return field;
}

rd_kafka_vu_t bytes_field(rd_kafka_vtype_t type, const std::string& bytes) {
    rd_kafka_vu_t field{};
    field.vtype = type;
    // The C interface is not const; with F_COPY it only reads.
    field.u.mem = {const_cast<char*>(bytes.data()), bytes.size()};
    return field;
}

}  // namespace

struct Producer::Impl {
    std::string prefix;
    std::size_t outstanding = 0;
    std::vector<Refusal> refusals;
    rd_kafka_resp_err_t failure = RD_KAFKA_RESP_ERR_NO_ERROR;
    bool spent = false;
    Result<Handle> client;

    explicit Impl(const Config& config) : prefix(config.topic_prefix) {
        client = make_client(RD_KAFKA_PRODUCER, config, producer_settings(),
                             [this](rd_kafka_conf_t* conf) {
                                 rd_kafka_conf_set_opaque(conf, this);
                                 rd_kafka_conf_set_dr_msg_cb(conf, delivered);
                             });
    }

    static void delivered(rd_kafka_t* /*client*/, const rd_kafka_message_t* message, void* opaque) {
        auto& self = *static_cast<Impl*>(opaque);
        --self.outstanding;
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return;
        self.refused(reinterpret_cast<std::uintptr_t>(message->_private), message->err);
        if (!self.failed()) self.failure = message->err;
    }

    void refused(std::size_t record, rd_kafka_resp_err_t code) {
        if (!is_about_topic(code) && !is_about_record(code)) return;
        refusals.push_back({.record = record,
                            .whole_topic = is_about_topic(code),
                            .reason = rd_kafka_err2name(code),
                            .detail = rd_kafka_err2str(code)});
    }

    void poll(std::chrono::milliseconds span) const {
        rd_kafka_poll(client->get(), static_cast<int>(span.count()));
    }

    rd_kafka_resp_err_t produce(const Record& record, std::size_t number) {
        const std::string topic = prefix + record.topic;
        rd_kafka_headers_t* headers = rd_kafka_headers_new(record.headers.size());
        for (const auto& [name, value] : record.headers) {
            rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()),
                                value.data(), static_cast<ssize_t>(value.size()));
        }
        rd_kafka_vu_t flags{};
        flags.vtype = RD_KAFKA_VTYPE_MSGFLAGS;
        flags.u.i = RD_KAFKA_MSG_F_COPY;
        rd_kafka_vu_t header_field{};
        header_field.vtype = RD_KAFKA_VTYPE_HEADERS;
        header_field.u.headers = headers;
        rd_kafka_vu_t opaque{};
        opaque.vtype = RD_KAFKA_VTYPE_OPAQUE;
        opaque.u.ptr = reinterpret_cast<void*>(number);  // NOLINT: a number, carried as C does
        const std::array fields{text_field(RD_KAFKA_VTYPE_TOPIC, topic.c_str()),
                                bytes_field(RD_KAFKA_VTYPE_KEY, record.key),
                                bytes_field(RD_KAFKA_VTYPE_VALUE, record.value),
                                flags,
                                header_field,
                                opaque};
        rd_kafka_error_t* error = rd_kafka_produceva(client->get(), fields.data(), fields.size());
        if (error == nullptr) {
            ++outstanding;
            return RD_KAFKA_RESP_ERR_NO_ERROR;
        }
        const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
        rd_kafka_error_destroy(error);
        rd_kafka_headers_destroy(headers);
        return code;
    }

    [[nodiscard]] bool failed() const { return failure != RD_KAFKA_RESP_ERR_NO_ERROR; }

    Error give_up() {
        spent = true;
        rd_kafka_purge(client->get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        const auto end = Deadline::after(1s);
        while (outstanding > 0 && !end.passed())
            poll(10ms);
        if (failure == RD_KAFKA_RESP_ERR_NO_ERROR || failure == RD_KAFKA_RESP_ERR__PURGE_QUEUE ||
            failure == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT) {
            return unavailable("KAFKA_UNAVAILABLE", "the broker did not take the records in time");
        }
        std::array<char, 512> text{};
        if (failure == RD_KAFKA_RESP_ERR__FATAL) {
            rd_kafka_fatal_error(client->get(), text.data(), text.size());
        }
        Error error = unavailable("KAFKA_UNAVAILABLE", rd_kafka_err2str(failure));
        error.cause = text.data();
        return error;
    }
};

Producer::Producer(const Config& config) : impl_(std::make_unique<Impl>(config)) {}

Producer::~Producer() = default;

Result<void> Producer::post(std::span<const Record> records) {
    Impl& impl = *impl_;
    if (!impl.client) return fail(impl.client.error());
    if (impl.spent) return fail(unavailable("KAFKA_UNAVAILABLE", "this producer has failed"));
    impl.refusals.clear();
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto code = impl.produce(records[i], i);
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
        impl.failure = code;
        impl.refused(i, code);
        return fail(impl.give_up());
    }
    return {};
}

Result<bool> Producer::wait(Deadline deadline) {
    Impl& impl = *impl_;
    if (impl.spent) return fail(unavailable("KAFKA_UNAVAILABLE", "this producer has failed"));
    while (impl.outstanding > 0 && !impl.failed() && !deadline.passed())
        impl.poll(wait_for(100ms, deadline));
    if (impl.failed()) return fail(impl.give_up());
    return impl.outstanding == 0;
}

const std::vector<Refusal>& Producer::refusals() const {
    return impl_->refusals;
}

Result<void> Producer::send(std::span<const Record> records, Deadline deadline) {
    if (auto posted = post(records); !posted) return posted;
    auto done = wait(deadline);
    if (!done) return fail(std::move(done).error());
    if (!*done) return fail(impl_->give_up());
    return {};
}

}  // namespace hearth::kafka
