# hearth_channels(cti kannel ...)      before the services
#
# Names the channels, by what they speak. Each is a file of services/gateway/channels (a way in), of
# services/contact/senders (a way out), or of both.
set_property(GLOBAL PROPERTY HEARTH_CHANNELS "")

function(hearth_channels)
  foreach(channel IN LISTS ARGN)
    if(NOT EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/gateway/channels/${channel}.cpp"
       AND NOT EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/contact/senders/${channel}.cpp")
      message(FATAL_ERROR "channel ${channel} has neither gateway/channels/${channel}.cpp nor contact/senders/${channel}.cpp")
    endif()
  endforeach()
  set_property(GLOBAL PROPERTY HEARTH_CHANNELS ${ARGN})
endfunction()

# hearth_channel_table(TARGET gateway FILES channels/{}.cpp HEADER services/gateway/channels/adapter.hpp
#                      NAMESPACE hearth::gateway)
#
# Compiles the file of each channel that has one here, and makes `channel_files()`, their table in the order of the list.
# HEADER declares that and `ChannelFile`, a name and a function: `<name>_channel` of the file.
function(hearth_channel_table)
  cmake_parse_arguments(arg "" "TARGET;FILES;HEADER;NAMESPACE" "" ${ARGN})
  get_property(channels GLOBAL PROPERTY HEARTH_CHANNELS)
  set(functions "")
  set(rows "")
  foreach(channel IN LISTS channels)
    string(REPLACE "{}" "${channel}" file "${arg_FILES}")
    if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${file}")
      target_sources(${arg_TARGET} PRIVATE "${file}")
      string(APPEND functions "ChannelFile::Make ${channel}_channel;\n")
      string(APPEND rows "        {\"${channel}\", ${channel}_channel},\n")
    endif()
  endforeach()
  set(table "${CMAKE_CURRENT_BINARY_DIR}/channel_files.cpp")
  file(CONFIGURE OUTPUT "${table}" @ONLY CONTENT [[
#include "@arg_HEADER@"

namespace @arg_NAMESPACE@ {

@functions@
std::span<const ChannelFile> channel_files() {
    static constexpr ChannelFile kFiles[] = {
@rows@    };
    return kFiles;
}

}
]])
  target_sources(${arg_TARGET} PRIVATE "${table}")
endfunction()
