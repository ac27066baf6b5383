#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "libs/core/id.hpp"
#include "libs/core/time.hpp"

namespace hearth::testkit {
namespace filling {

template <typename T>
inline constexpr bool kIsVector = false;
template <typename T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <typename T>
inline constexpr bool kIsPair = false;
template <typename A, typename B>
inline constexpr bool kIsPair<std::pair<A, B>> = true;

template <typename T>
concept Fillable = std::same_as<T, std::string> || std::is_arithmetic_v<T> || std::is_enum_v<T> ||
    std::same_as<T, Instant> || std::same_as<T, std::chrono::minutes> || kIsVector<T> ||
    kIsPair<T> || std::is_aggregate_v<T>;

class Filler {
public:
    explicit Filler(int seed) : number_(seed) {}

    /// Becomes whatever the member is. An optional takes it as its value.
    struct Member {
        Filler& filler;
        template <Fillable T>
        operator T() const {  // NOLINT(google-explicit-constructor): it stands for the value
            return filler.make<T>();
        }
    };

    template <typename T>
    T make() {
        if constexpr (kIsVector<T>) {
            T two;
            two.push_back(make<typename T::value_type>());
            two.push_back(make<typename T::value_type>());
            return two;
        } else if constexpr (kIsPair<T>) {
            auto first = make<typename T::first_type>();
            return {std::move(first), make<typename T::second_type>()};
        } else if constexpr (std::is_aggregate_v<T> && !std::same_as<T, Uuid>) {
            return make_members<T>(std::make_index_sequence<count<T>()>());
        } else {
            return make_one<T>(++number_);
        }
    }

private:
    template <typename T, std::size_t... Place>
    static constexpr bool takes(std::index_sequence<Place...>) {
        return requires(Filler & filler) {
            T{(static_cast<void>(Place), Member{filler})...};
        };
    }
    template <typename T, std::size_t... Place>
    static constexpr bool has_more(std::index_sequence<Place...>) {
        return requires(Filler & filler) {
            T{(static_cast<void>(Place), Member{filler})..., {}};
        };
    }
    template <typename T, std::size_t Found = 0>
    static constexpr std::size_t count() {
        if constexpr (takes<T>(std::make_index_sequence<Found + 1>())) {
            return count<T, Found + 1>();
        } else {
            static_assert(!has_more<T>(std::make_index_sequence<Found>()),
                          "a member is of a type that is not filled yet");
            return Found;
        }
    }
    template <typename T, std::size_t... Place>
    T make_members(std::index_sequence<Place...>) {
        return T{(static_cast<void>(Place), Member{*this})...};
    }
    template <typename T>
    static T make_one(int number) {
        if constexpr (std::same_as<T, std::string>) {
            return "text " + std::to_string(1'000'000 + number);
        } else if constexpr (std::same_as<T, bool>) {
            return number % 2 == 0;
        } else if constexpr (std::floating_point<T>) {
            return static_cast<T>(number) + T{0.25};
        } else if constexpr (std::is_enum_v<T>) {
            return static_cast<T>(1 + number % 2);
        } else if constexpr (std::same_as<T, Uuid>) {
            return named_uuid("filled", std::to_string(number));
        } else if constexpr (std::same_as<T, Instant>) {
            return Instant{std::chrono::hours{24 * 20000} + std::chrono::minutes{number} +
                           Duration{number}};
        } else {
            return T(number);
        }
    }

    int number_;
};

}  // namespace filling

/// A plain struct with a value of its own in every member, at any depth: one that is added to it is
/// filled too. Two whose seeds differ by one differ in every member; vectors have two elements,
/// enumerations one of their first two values, 1 or 2. For tests that what is written is read back.
template <typename T>
T filled(int seed) {
    return filling::Filler{seed}.make<T>();
}

}  // namespace hearth::testkit
