#pragma once

#include <vector>

#include "libs/sql/tx.hpp"
#include "services/registry/domain/ports.hpp"

namespace hearth::registry {

class PartyStore final : public Store<Party> {
public:
    explicit PartyStore(sql::Tx& tx) : tx_(tx) {}
    Result<std::vector<Party>> find(const std::vector<Uuid>& ids) override;
    Result<std::vector<Party>> lock(const std::vector<Uuid>& ids) override;
    Result<void> save(const std::vector<Party>& nouns) override;

private:
    sql::Tx& tx_;
};

class ContactsStore final : public Store<Contacts> {
public:
    explicit ContactsStore(sql::Tx& tx) : tx_(tx) {}
    Result<std::vector<Contacts>> find(const std::vector<Uuid>& parties) override;
    Result<std::vector<Contacts>> lock(const std::vector<Uuid>& parties) override;
    Result<void> save(const std::vector<Contacts>& nouns) override;

private:
    Result<std::vector<Contacts>> read(const sql::Statement& lists,
                                       const std::vector<Uuid>& parties);
    sql::Tx& tx_;
};

/// Accounts and agreements change only by import: to lock them is to find them.
class AccountStore final : public Store<Account> {
public:
    explicit AccountStore(sql::Tx& tx) : tx_(tx) {}
    Result<std::vector<Account>> find(const std::vector<Uuid>& ids) override;
    Result<std::vector<Account>> lock(const std::vector<Uuid>& ids) override { return find(ids); }
    Result<void> save(const std::vector<Account>& nouns) override;

private:
    sql::Tx& tx_;
};

class AgreementStore final : public Store<Agreement> {
public:
    explicit AgreementStore(sql::Tx& tx) : tx_(tx) {}
    Result<std::vector<Agreement>> find(const std::vector<Uuid>& ids) override;
    Result<std::vector<Agreement>> lock(const std::vector<Uuid>& ids) override { return find(ids); }
    Result<void> save(const std::vector<Agreement>& nouns) override;

private:
    sql::Tx& tx_;
};

}  // namespace hearth::registry
