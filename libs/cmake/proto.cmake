# hearth_proto(registry/v1 FILES party registry_service DEPENDS common/v1)
#
# Makes the library hearth::proto_registry_v1 from proto/hearth/registry/v1/*.proto. A file whose name
# ends in `_service` also gets its gRPC stubs. Generated headers are system headers: no warnings.
set(HEARTH_PROTO_OUT "${PROJECT_BINARY_DIR}/proto_gen")
set(HEARTH_PROTO_ROOT "${PROJECT_SOURCE_DIR}/proto")
set_property(GLOBAL PROPERTY HEARTH_PROTO_FILES "")
set_property(GLOBAL PROPERTY HEARTH_PROTO_TARGETS "")

function(hearth_proto package)
  cmake_parse_arguments(arg "" "" "FILES;DEPENDS" ${ARGN})
  string(REPLACE "/" "_" target "proto_${package}")
  set(sources "")
  foreach(file IN LISTS arg_FILES)
    set(path "hearth/${package}/${file}")
    set(outputs "${HEARTH_PROTO_OUT}/${path}.pb.cc" "${HEARTH_PROTO_OUT}/${path}.pb.h")
    set(grpc "")
    if(file MATCHES "_service$")
      set(grpc --grpc_out=${HEARTH_PROTO_OUT} --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
      list(APPEND outputs "${HEARTH_PROTO_OUT}/${path}.grpc.pb.cc" "${HEARTH_PROTO_OUT}/${path}.grpc.pb.h")
    endif()
    add_custom_command(
      OUTPUT ${outputs}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${HEARTH_PROTO_OUT}
      COMMAND protobuf::protoc -I ${HEARTH_PROTO_ROOT} --cpp_out=${HEARTH_PROTO_OUT} ${grpc}
              ${HEARTH_PROTO_ROOT}/${path}.proto
      DEPENDS ${HEARTH_PROTO_ROOT}/${path}.proto
      VERBATIM)
    list(APPEND sources ${outputs})
    set_property(GLOBAL APPEND PROPERTY HEARTH_PROTO_FILES "${path}.proto")
  endforeach()
  add_library(${target} STATIC ${sources})
  add_library(hearth::${target} ALIAS ${target})
  set_property(GLOBAL APPEND PROPERTY HEARTH_PROTO_TARGETS ${target})
  target_compile_options(${target} PRIVATE -w $<$<CONFIG:Release>:-O1> -g0)
  target_include_directories(${target} SYSTEM PUBLIC ${HEARTH_PROTO_OUT})
  target_link_libraries(${target} PUBLIC protobuf::libprotobuf gRPC::grpc++)
  foreach(dependency IN LISTS arg_DEPENDS)
    string(REPLACE "/" "_" dependency "proto_${dependency}")
    target_link_libraries(${target} PUBLIC hearth::${dependency})
  endforeach()
endfunction()

# hearth_link_protos(gateway)
#
# Whatever links the target knows every message and method by name, not only those that its code mentions.
function(hearth_link_protos target)
  get_property(protos GLOBAL PROPERTY HEARTH_PROTO_TARGETS)
  foreach(proto IN LISTS protos)
    target_link_options(${target} INTERFACE "LINKER:--whole-archive,$<TARGET_FILE:${proto}>,--no-whole-archive")
  endforeach()
  target_link_libraries(${target} PUBLIC ${protos})
endfunction()

# Writes one descriptor set of all protos, comments included: what OpenAPI and transcoding read.
function(hearth_descriptor_set output)
  get_property(files GLOBAL PROPERTY HEARTH_PROTO_FILES)
  list(TRANSFORM files PREPEND "${HEARTH_PROTO_ROOT}/" OUTPUT_VARIABLE paths)
  add_custom_command(
    OUTPUT ${output}
    COMMAND protobuf::protoc -I ${HEARTH_PROTO_ROOT} --include_imports --include_source_info
            --descriptor_set_out=${output} ${paths}
    DEPENDS ${paths}
    VERBATIM)
  add_custom_target(hearth_descriptors ALL DEPENDS ${output})
  set_property(GLOBAL PROPERTY HEARTH_DESCRIPTORS "${output}")
endfunction()
