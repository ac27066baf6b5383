# hearth_library(NAME core SOURCES ... PUBLIC ... PRIVATE ...)      makes hearth::core
function(hearth_library)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${arg_NAME} STATIC ${arg_SOURCES})
  add_library(hearth::${arg_NAME} ALIAS ${arg_NAME})
  target_link_libraries(${arg_NAME} PUBLIC hearth::build ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
endfunction()

# hearth_program(NAME hearth-registry SOURCES ... LINK ...)
function(hearth_program)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;LINK" ${ARGN})
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_link_libraries(${arg_NAME} PRIVATE hearth::build ${arg_LINK})
  install(TARGETS ${arg_NAME})
endfunction()

# hearth_test(NAME core_test KIND unit SOURCES ... LINK ...)
#
# KIND is the ctest label: unit, integration, e2e, chaos or style; scratch is of tests/scratch alone. Integration tests get
# the local stack (PostgreSQL, Redis, Kafka) as a ctest fixture; e2e and chaos tests start a suite of their own (tests/suite).
# Of those on the stack one runs at a time; of those with a suite two, by turns in the order they are made. TIMEOUT is in
# seconds, 300 unless told; ctest begins with what may last longest. The sources of a test are compiled without optimisation:
# they run once, what they test is built as it is shipped.
function(hearth_test)
  cmake_parse_arguments(arg "" "NAME;KIND;TIMEOUT" "SOURCES;LINK" ${ARGN})
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_link_libraries(${arg_NAME} PRIVATE hearth::build hearth::testkit_main ${arg_LINK})
  target_compile_options(${arg_NAME} PRIVATE -O0)
  add_test(NAME ${arg_NAME} COMMAND ${arg_NAME})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  set_tests_properties(${arg_NAME} PROPERTIES LABELS ${arg_KIND} TIMEOUT ${arg_TIMEOUT} COST ${arg_TIMEOUT})
  if(arg_KIND STREQUAL "integration")
    set_tests_properties(${arg_NAME} PROPERTIES FIXTURES_REQUIRED stack RESOURCE_LOCK stack)
  elseif(arg_KIND MATCHES "^(e2e|chaos)$")
    get_property(turn GLOBAL PROPERTY HEARTH_SUITE_TURN)
    set_tests_properties(${arg_NAME} PROPERTIES RESOURCE_LOCK "suite${turn}")
    if(turn)
      set_property(GLOBAL PROPERTY HEARTH_SUITE_TURN "")
    else()
      set_property(GLOBAL PROPERTY HEARTH_SUITE_TURN 2)
    endif()
  endif()
endfunction()

# hearth_bench(NAME rpc_bench SOURCES ... LINK ...)      built with the rest, never run by ctest
function(hearth_bench)
  hearth_program(${ARGN})
endfunction()
