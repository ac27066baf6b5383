#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <catch2/catch.hpp>

#include "libs/testkit/process.hpp"

namespace {

namespace fs = std::filesystem;

/// A tree of two services, and a change that is laid over it.
class Trial {
public:
    Trial() {
        write("tree/services/list.txt", "one\ntwo\nthree\ntwo\n");
        write("tree/services/other.txt", "other\n");
    }
    void write(const std::string& file, const std::string& text) const {
        fs::create_directories((dir_.path() / file).parent_path());
        std::ofstream{dir_.path() / file, std::ios::binary} << text;
    }
    [[nodiscard]] std::string read(const std::string& file) const {
        std::ifstream in{dir_.path() / "tree" / file, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    /// What tests/scratch/run lay says of the recipe, which must end with `status`.
    [[nodiscard]] std::string lay(const std::string& recipe, int status = 0) const {
        write("change/recipe.txt", recipe);
        const fs::path run = fs::path{HEARTH_SOURCE_DIR} / "tests/scratch/run";
        hearth::testkit::Process process{
            run.string(),
            {{"lay", (dir_.path() / "change").string(), (dir_.path() / "tree").string()}, {}}};
        const auto ended = process.wait(std::chrono::seconds{30});
        INFO(process.output());
        CHECK(ended == status);
        return process.output();
    }

private:
    hearth::testkit::TempDir dir_;
};

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_CASE("a recipe puts lines where it finds its own, one behind the other") {
    const Trial trial;
    CHECK(holds(trial.lay("limit 1\n"
                          "file services/list.txt\n"
                          "before one\n+zero\n"
                          "instead two\n+  2\n+  2b\n"
                          "from three\n"
                          "after two\n+2c\n"
                          "end\n+last\n"),
                "1 services/list.txt"));
    CHECK(trial.read("services/list.txt") == "zero\none\n  2\n  2b\nthree\ntwo\n2c\nlast\n");
    CHECK(trial.read("services/other.txt") == "other\n");
}

TEST_CASE("a recipe that no longer fits says where, and of what") {
    const auto fault = [](const std::string& recipe) {
        const Trial trial;
        auto told = trial.lay("limit 1\n" + recipe, 1);
        CHECK(trial.read("services/list.txt") == "one\ntwo\nthree\ntwo\n");
        return told;
    };
    CHECK(holds(fault("file services/list.txt\nafter four\n+x\n"),
                "recipe.txt:3: the recipe no longer fits: services/list.txt: no line behind line "
                "0 holds \"four\""));
    CHECK(holds(fault("file services/list.txt\nafter three\n+x\nafter one\n+y\n"),
                "recipe.txt:5: the recipe no longer fits: services/list.txt: no line behind line 3 "
                "holds \"one\""));
    CHECK(holds(fault("file services/gone.txt\nend\n+x\n"),
                "recipe.txt:2: the recipe no longer fits: services/gone.txt is not there"));
    CHECK(holds(fault("file services/list.txt\n+x\n"), "recipe.txt:3: a new line"));
    CHECK(holds(fault("behind x\n"), "recipe.txt:2: no word of recipes: behind"));
}

TEST_CASE("what is touched is counted, new files too, but for the change's own") {
    const auto lay = [](const std::string& head, int status) {
        const Trial trial;
        trial.write("change/files/services/mine/a.txt", "new\n");
        trial.write("change/files/services/shared/b.txt", "new\n");
        trial.write("change/files/services/shared/c.txt", "new\n");
        trial.write("change/files/services/other.txt", "another\n");
        return trial.lay(head + "file services/list.txt\nend\n+four\n", status);
    };
    const auto told = lay("limit 3\nown services/mine/\n", 1);
    CHECK(holds(told, "touches 4 shared places, 3 are allowed"));
    CHECK(holds(told, "1 services/other.txt"));
    CHECK_FALSE(holds(told, "services/mine"));
    CHECK(holds(lay("limit 4\nown services/mine/\n", 0), "touches 4 shared places"));
    CHECK(holds(lay("limit 3\nown services/mine/\nplace services/shared/\n", 0),
                "2 services/shared/"));
    CHECK(holds(lay("own services/mine/\n", 1), "no limit"));
}

TEST_CASE("a change is laid over no checkout, and one that touches nothing is none") {
    const Trial trial;
    trial.write("tree/.git/HEAD", "ref: refs/heads/main\n");
    CHECK(holds(trial.lay("limit 1\nfile services/list.txt\nend\n+four\n", 2), "is a checkout"));
    CHECK(trial.read("services/list.txt") == "one\ntwo\nthree\ntwo\n");
    const Trial other;
    CHECK(holds(other.lay("limit 1\n", 1), "touches nothing"));
}

}  // namespace
