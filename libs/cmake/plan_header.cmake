# Run by hearth_sql: -DINPUT=migrations/sqitch.plan -DOUTPUT=schema_plan.hpp -DNAMESPACE=hearth::registry::statements
file(READ "${INPUT}" text)
# A change is a line that begins with its name; pragmas begin with %, tags with @, notes with #.
string(REGEX MATCHALL "\n[a-z][a-z0-9_]*" changes "\n${text}")
if(NOT changes)
  message(FATAL_ERROR "${INPUT} names no change")
endif()
list(TRANSFORM changes REPLACE "\n(.*)" "\"\\1\"")
list(JOIN changes ", " all)
file(WRITE "${OUTPUT}.new"
  "// Generated from sqitch.plan.\n#pragma once\n\n#include <string_view>\n\n"
  "namespace ${NAMESPACE} {\n"
  "/// Names of the sqitch changes this program is built for, oldest first.\n"
  "inline constexpr std::string_view schema_plan[] = {${all}};\n}\n")
file(RENAME "${OUTPUT}.new" "${OUTPUT}")
