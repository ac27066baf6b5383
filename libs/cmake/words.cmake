# hearth_words(words/en.yaml words/zh-CN.yaml)
#
# Names files of words whose reasons the gateway tells: those of libs and of each service.
set_property(GLOBAL PROPERTY HEARTH_WORDS "")

function(hearth_words)
  list(TRANSFORM ARGN PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
  set_property(GLOBAL APPEND PROPERTY HEARTH_WORDS ${ARGN})
endfunction()
