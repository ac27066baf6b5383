#pragma once

#include <vector>

#include "libs/sql/tx.hpp"
#include "services/registry/domain/ports.hpp"

namespace hearth::registry {

// Nodes, premises and devices change only by import, which locks itself: to lock them is to find
// them. A second import of the same rows at the same time fails on the unique versions of history.

class NodeStore final : public Store<NetworkNode> {
public:
    explicit NodeStore(sql::Tx& tx) : tx_(tx) {}
    Result<std::vector<NetworkNode>> find(const std::vector<Uuid>& ids) override;
    Result<std::vector<NetworkNode>> lock(const std::vector<Uuid>& ids) override {
        return find(ids);
    }
    Result<void> save(const std::vector<NetworkNode>& nouns) override;

private:
    sql::Tx& tx_;
};

class PremiseStore final : public Store<Premise> {
public:
    explicit PremiseStore(sql::Tx& tx) : tx_(tx) {}
    Result<std::vector<Premise>> find(const std::vector<Uuid>& ids) override;
    Result<std::vector<Premise>> lock(const std::vector<Uuid>& ids) override { return find(ids); }
    Result<void> save(const std::vector<Premise>& nouns) override;

private:
    sql::Tx& tx_;
};

class ServicePointStore final : public Store<ServicePoint> {
public:
    explicit ServicePointStore(sql::Tx& tx) : tx_(tx) {}
    Result<std::vector<ServicePoint>> find(const std::vector<Uuid>& ids) override;
    Result<std::vector<ServicePoint>> lock(const std::vector<Uuid>& ids) override;
    Result<void> save(const std::vector<ServicePoint>& nouns) override;

private:
    sql::Tx& tx_;
};

class DeviceStore final : public Store<Device> {
public:
    explicit DeviceStore(sql::Tx& tx) : tx_(tx) {}
    Result<std::vector<Device>> find(const std::vector<Uuid>& ids) override;
    Result<std::vector<Device>> lock(const std::vector<Uuid>& ids) override { return find(ids); }
    Result<void> save(const std::vector<Device>& nouns) override;

private:
    sql::Tx& tx_;
};

}  // namespace hearth::registry
