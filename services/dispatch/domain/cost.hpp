#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string_view>

namespace hearth::dispatch {

/// Parts of the cost of a plan, most important first: each goes before all that follow it.
enum class CostTerm {
    kLifeLate,      ///< seconds after the limit, work where life is in danger
    kLifeWait,      ///< minutes from report to arrival there
    kPropertyLate,  ///< the same where property is in danger
    kPropertyWait,
    kUnserved,  ///< jobs that nobody gets to
    kLate,      ///< seconds after the limit, weighted by 1 + rank
    kWait,    ///< quarters of an hour from report to arrival: nobody waits long to save a short way
    kTravel,  ///< seconds
    kChanges,  ///< jobs that move notably, or are left for another
};
inline constexpr std::size_t kCostTerms = 9;

std::string_view name_of(CostTerm term);

/// Compared term by term. Differences compare like the sums they are part of.
struct Cost {
    std::array<std::int64_t, kCostTerms> terms{};

    std::int64_t& operator[](CostTerm term) { return terms[static_cast<std::size_t>(term)]; }
    std::int64_t operator[](CostTerm term) const { return terms[static_cast<std::size_t>(term)]; }
    Cost& operator+=(const Cost& other) {
        for (std::size_t i = 0; i < kCostTerms; ++i)
            terms[i] += other.terms[i];
        return *this;
    }
    Cost& operator-=(const Cost& other) {
        for (std::size_t i = 0; i < kCostTerms; ++i)
            terms[i] -= other.terms[i];
        return *this;
    }
    friend Cost operator+(Cost a, const Cost& b) { return a += b; }
    friend Cost operator-(Cost a, const Cost& b) { return a -= b; }
    auto operator<=>(const Cost&) const = default;
};

}  // namespace hearth::dispatch
