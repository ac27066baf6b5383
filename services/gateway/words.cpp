#include "services/gateway/words.hpp"

#include <stdexcept>
#include <string>

#include "libs/words/words.hpp"

namespace hearth::gateway {

const http::Words& reason_words() {
    static const http::Words all = [] {
        http::Words words;
        for (const Embedded& embedded : word_files()) {
            auto file = words::read(std::string{embedded.text}, std::string{embedded.name});
            if (!file) throw std::runtime_error{file.error().message};
            words[file->language].merge(file->reasons);
        }
        return words;
    }();
    return all;
}

}  // namespace hearth::gateway
