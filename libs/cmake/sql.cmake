# hearth_sql(TARGET registry_storage NAMESPACE hearth::registry::sql FILES sql/party.sql ...)
#
# Turns blocks headed `-- name: party_find` into a header with one `sql::Statement` constant each, included
# as "sql_gen/<target>/<file>.sql.hpp". Parameters are $1, $2 …; the highest number is the count.
function(hearth_sql)
  cmake_parse_arguments(arg "" "TARGET;NAMESPACE" "FILES" ${ARGN})
  set(out "${PROJECT_BINARY_DIR}/sql_gen_root/sql_gen/${arg_TARGET}")
  foreach(file IN LISTS arg_FILES)
    get_filename_component(name ${file} NAME)
    add_custom_command(
      OUTPUT ${out}/${name}.hpp
      COMMAND ${CMAKE_COMMAND} -DINPUT=${CMAKE_CURRENT_SOURCE_DIR}/${file} -DOUTPUT=${out}/${name}.hpp
              -DNAMESPACE=${arg_NAMESPACE} -P ${PROJECT_SOURCE_DIR}/libs/cmake/sql_header.cmake
      DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file} ${PROJECT_SOURCE_DIR}/libs/cmake/sql_header.cmake
      VERBATIM)
    target_sources(${arg_TARGET} PRIVATE ${out}/${name}.hpp)
  endforeach()
  target_include_directories(${arg_TARGET} PUBLIC "${PROJECT_BINARY_DIR}/sql_gen_root")
endfunction()
