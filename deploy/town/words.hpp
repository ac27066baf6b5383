#pragma once

#include <string>
#include <vector>

namespace hearth::town {

/// A name in both languages.
struct Word {
    std::string zh;
    std::string en;
};

/// A person's given name has one or two of these; all invented, none chosen for a living person.
const std::vector<Word>& surnames();
const std::vector<Word>& given_syllables();
const std::vector<Word>& streets();
/// "锦绣", "Jinxiu": a compound's or village's own word.
const std::vector<Word>& place_words();
/// "花园", "Garden": what kind of compound.
const std::vector<Word>& compound_kinds();
/// "百货", "Department Store": what a firm does.
const std::vector<Word>& trades();

}  // namespace hearth::town
