#pragma once

#include <map>
#include <optional>
#include <utility>

namespace hearth::dispatch {

/// A map that remembers what was overwritten in it until that is kept or taken back: so a change
/// costs what it touches, however much there is. A reference stays good until its key goes. One
/// thread.
template <typename Key, typename Value>
class Journal {
public:
    using Map = std::map<Key, Value>;
    using const_iterator = typename Map::const_iterator;

    [[nodiscard]] const_iterator begin() const { return map_.begin(); }
    [[nodiscard]] const_iterator end() const { return map_.end(); }
    [[nodiscard]] const_iterator find(const Key& key) const { return map_.find(key); }
    [[nodiscard]] const_iterator lower_bound(const Key& key) const { return map_.lower_bound(key); }
    [[nodiscard]] const Value& at(const Key& key) const { return map_.at(key); }
    [[nodiscard]] std::size_t count(const Key& key) const { return map_.count(key); }
    [[nodiscard]] std::size_t size() const { return map_.size(); }
    [[nodiscard]] bool empty() const { return map_.empty(); }

    /// To be changed in place; null when there is none.
    Value* edit(const Key& key) {
        const auto found = map_.find(key);
        if (found == map_.end()) return nullptr;
        before_.try_emplace(key, found->second);
        return &found->second;
    }
    Value& put(const Key& key, Value value) {
        const auto [place, fresh] = map_.try_emplace(key);
        if (fresh) {
            before_.try_emplace(key, std::nullopt);
        } else {
            before_.try_emplace(key, place->second);
        }
        return place->second = std::move(value);
    }

    // What the database says: never taken back. Nothing may be remembered of the key.
    Value& load(const Key& key, Value value) { return map_[key] = std::move(value); }
    void drop(const Key& key) { map_.erase(key); }
    void clear() {
        map_.clear();
        before_.clear();
    }

    /// What stood before, of all that was touched; nothing: there was none.
    [[nodiscard]] const std::map<Key, std::optional<Value>>& before() const { return before_; }
    void keep() { before_.clear(); }
    void undo() {
        for (auto& [key, value] : before_) {
            if (value) {
                map_[key] = *std::move(value);
            } else {
                map_.erase(key);
            }
        }
        before_.clear();
    }

private:
    Map map_;
    std::map<Key, std::optional<Value>> before_;
};

}  // namespace hearth::dispatch
