#include "services/ctl/table.hpp"

#include <sstream>

#include <catch2/catch.hpp>

namespace hearth::ctl {

TEST_CASE("Chinese is two places wide, an accent none") {
    CHECK(display_width("abc") == 3);
    CHECK(display_width("王秀英") == 6);
    CHECK(display_width("u\xCC\x88") == 1);
    CHECK(display_width("") == 0);
}

TEST_CASE("columns line up whatever the script") {
    Table table{{"NAME", "N"}};
    table.add({"王伟", "1"});
    table.add({"Li", "2"});
    std::ostringstream out;
    table.print(out);
    CHECK(out.str() == "NAME  N\n王伟  1\nLi    2\n");
}

}  // namespace hearth::ctl
