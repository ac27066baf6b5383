#pragma once

#include <algorithm>
#include <exception>
#include <functional>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace hearth::testkit {

/// Where to look when a test fails. While the object lives, its words are asked for and printed to
/// standard error at the first failing assertion of each test case, when what the case made still
/// stands; and when an exception that nobody caught ends the object. `words` may take a moment, to
/// save logs for instance; it may not throw. Of the test's own thread. Header only, since not every
/// test links testkit.
class Clue {
public:
    explicit Clue(std::function<std::string()> words)
        : words_(std::move(words)), exceptions_(std::uncaught_exceptions()) {
        all().push_back(this);
    }
    ~Clue() {
        if (std::uncaught_exceptions() > exceptions_ && !told_) tell();
        std::erase(all(), this);
    }
    Clue(const Clue&) = delete;
    Clue& operator=(const Clue&) = delete;

    static void begin_case() {
        for (auto* clue : all())
            clue->told_ = false;
    }
    static void tell_all() {
        for (auto* clue : all()) {
            if (!clue->told_) clue->tell();
        }
    }

private:
    static std::vector<Clue*>& all() {
        static std::vector<Clue*> clues;
        return clues;
    }
    void tell() {
        told_ = true;
        std::cerr << "\nWhere to look: " << words_() << '\n' << std::flush;
    }

    std::function<std::string()> words_;
    int exceptions_;
    bool told_ = false;
};

}  // namespace hearth::testkit
