# hearth_services(registry contact ...)
#
# Adds the folder of each service, which holds its service.yaml, and makes hearth::manifest: the headers
# "manifest_gen/<name>.hpp" and "manifest_gen/all.hpp", written by hearth-manifest (deploy/manifest).
set_property(GLOBAL PROPERTY HEARTH_SERVICES "")

add_library(hearth_manifest INTERFACE)
add_library(hearth::manifest ALIAS hearth_manifest)
target_include_directories(hearth_manifest INTERFACE "${PROJECT_BINARY_DIR}/manifest_gen_root")
target_link_libraries(hearth_manifest INTERFACE hearth::core)

function(hearth_services)
  set_property(GLOBAL PROPERTY HEARTH_SERVICES ${ARGN})
  set(out "${PROJECT_BINARY_DIR}/manifest_gen_root/manifest_gen")
  list(TRANSFORM ARGN REPLACE "(.+)" "${CMAKE_CURRENT_SOURCE_DIR}/\\1/service.yaml" OUTPUT_VARIABLE manifests)
  list(TRANSFORM ARGN REPLACE "(.+)" "${out}/\\1.hpp" OUTPUT_VARIABLE headers)
  add_custom_command(
    OUTPUT ${headers} "${out}/all.hpp"
    COMMAND hearth-manifest header --root "${PROJECT_SOURCE_DIR}" --out "${out}"
    DEPENDS hearth-manifest ${manifests}
    VERBATIM)
  add_custom_target(manifest_headers DEPENDS ${headers} "${out}/all.hpp")
  add_dependencies(hearth_manifest manifest_headers)
  foreach(service IN LISTS ARGN)
    add_subdirectory(${service})
  endforeach()
endfunction()
