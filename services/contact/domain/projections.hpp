#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "services/contact/domain/ports.hpp"

namespace hearth::contact {

struct PartyFact {
    Uuid uid;
    std::int64_t version = 0;
    std::string party_class;
    std::string language;
    std::string needs;
};

struct PointFact {
    std::string kind;  ///< `phone`, `email`
    std::string value;
    std::string label;
    bool preferred = false;
};

struct ContactPointsFact {
    Uuid party;
    std::int64_t version = 0;
    std::string name_zh;
    std::string name_en;
    std::vector<PointFact> points;
};

struct PremiseFact {
    Uuid uid;
    std::int64_t version = 0;
    std::string code;
    std::string address_zh;
    std::string address_en;
    std::optional<double> latitude;
    std::optional<double> longitude;
    std::string place_class;
};

struct ServicePointFact {
    Uuid uid;
    std::int64_t version = 0;
    std::optional<Uuid> premise;
    std::string commodity;
    std::optional<Uuid> node;
    bool on = true;
    std::string cause;
    std::optional<Instant> since;
};

struct AgreementFact {
    Uuid uid;
    std::int64_t version = 0;
    std::optional<Uuid> party;
    std::optional<Uuid> service_point;
    std::string start_on;
    std::string end_on;
};

struct NodeFact {
    Uuid uid;
    std::int64_t version = 0;
    std::optional<Uuid> parent;
};

struct IncidentState {
    IncidentKnown incident;
    std::int64_t version = 0;
    std::vector<Uuid> nodes_out;  ///< without supply now; none unless customers may hear of it
};

/// Copies of other owners' facts. A row is only replaced by a later version of itself. Queued.
class ProjectionStore {
public:
    ProjectionStore() = default;
    ProjectionStore(const ProjectionStore&) = delete;
    ProjectionStore& operator=(const ProjectionStore&) = delete;
    virtual ~ProjectionStore() = default;

    virtual void put(std::span<const PartyFact> facts) = 0;
    virtual void put(std::span<const ContactPointsFact> facts) = 0;
    virtual void put(std::span<const PremiseFact> facts) = 0;
    virtual void put(std::span<const ServicePointFact> facts) = 0;
    virtual void put(std::span<const AgreementFact> facts) = 0;
    virtual void put(std::span<const NodeFact> facts) = 0;
    virtual void put(std::span<const WorkKnown> facts) = 0;
    virtual void put(std::span<const IncidentState> facts) = 0;
};

}  // namespace hearth::contact
