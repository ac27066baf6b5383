# How every target of ours is compiled: hearth::build carries it, hearth_* functions link it.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set_property(GLOBAL PROPERTY JOB_POOLS compile=2 link=1)
set(CMAKE_JOB_POOL_COMPILE compile)
set(CMAKE_JOB_POOL_LINK link)

add_library(hearth_build INTERFACE)
add_library(hearth::build ALIAS hearth_build)
target_include_directories(hearth_build INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(hearth_build INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Wundef
  $<$<BOOL:${HEARTH_WERROR}>:-Werror>
  -fstack-protector-strong)
target_compile_definitions(hearth_build INTERFACE _GLIBCXX_ASSERTIONS)
target_link_options(hearth_build INTERFACE -fuse-ld=lld -pie -Wl,-z,relro,-z,now)

if(HEARTH_SANITIZE)
  add_compile_options(-fsanitize=${HEARTH_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${HEARTH_SANITIZE})
endif()
