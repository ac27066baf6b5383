# hearth_sql(TARGET registry_storage NAMESPACE hearth::registry::sql FILES sql/party.sql ... [PLAN migrations/sqitch.plan])
#
# Turns blocks headed `-- name: party_find` into a header with one `sql::Statement` constant each, included
# as "sql_gen/<target>/<file>.sql.hpp". Parameters are $1, $2 …; the highest number is the count.
# PLAN turns the names of a sqitch project's changes into the list `schema_plan` of "sql_gen/<target>/schema_plan.hpp".
function(hearth_sql)
  cmake_parse_arguments(arg "" "TARGET;NAMESPACE;PLAN" "FILES" ${ARGN})
  foreach(file IN LISTS arg_FILES)
    get_filename_component(name ${file} NAME)
    hearth_sql_header(${arg_TARGET} ${arg_NAMESPACE} ${file} ${name}.hpp sql_header.cmake)
  endforeach()
  if(arg_PLAN)
    hearth_sql_header(${arg_TARGET} ${arg_NAMESPACE} ${arg_PLAN} schema_plan.hpp plan_header.cmake)
  endif()
  target_include_directories(${arg_TARGET} PUBLIC "${PROJECT_BINARY_DIR}/sql_gen_root")
endfunction()

function(hearth_sql_header target namespace input header script)
  set(input ${CMAKE_CURRENT_SOURCE_DIR}/${input})
  set(output ${PROJECT_BINARY_DIR}/sql_gen_root/sql_gen/${target}/${header})
  set(script ${PROJECT_SOURCE_DIR}/libs/cmake/${script})
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${input} -DOUTPUT=${output} -DNAMESPACE=${namespace} -P ${script}
    DEPENDS ${input} ${script}
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
