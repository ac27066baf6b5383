#include "libs/testkit/stack.hpp"

#include <cstdlib>
#include <fstream>

#include <catch2/catch.hpp>

#include "libs/testkit/process.hpp"

namespace hearth::testkit {

TEST_CASE("a test without its servers fails with what to do") {
    const TempDir dir;
    ::setenv("HEARTH_TEST_STACK_DIR", dir.path().c_str(), 1);
    CHECK_THROWS_WITH(stack(), Catch::Contains("deploy/local/stack up"));
    dir.write("stack.env", "export HEARTH_PG_HOST=127.0.0.1\n");
    CHECK_THROWS_WITH(stack(), Catch::EndsWith("lacks HEARTH_PG_PORT"));
    dir.write("stack.env",
              "export HEARTH_STACK_DIR=/run/stack\n"
              "export HEARTH_PG_HOST=127.0.0.1\nexport HEARTH_PG_PORT=5433\n"
              "export HEARTH_PG_SOCKET_DIR=/run/pg\nexport HEARTH_PG_SUPERUSER=postgres\n"
              "export HEARTH_REDIS_HOST=127.0.0.1\nexport HEARTH_REDIS_PORT=6380\n"
              "export HEARTH_REDIS_PASSWORD_FILE=/run/secret\nexport "
              "HEARTH_KAFKA_BROKERS=127.0.0.1:9093\n");
    CHECK(stack().pg_port == 5433);
    CHECK(stack().kafka_brokers == "127.0.0.1:9093");
}

}  // namespace hearth::testkit
