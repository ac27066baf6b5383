# Run by the build: -DINPUTS=a.yaml,b.yaml -DROOT=checkout -DOUTPUT=word_files.cpp
string(REPLACE "," ";" inputs "${INPUTS}")
set(rows "")
foreach(input IN LISTS inputs)
  file(READ "${input}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${hex}")
  file(RELATIVE_PATH name "${ROOT}" "${input}")
  string(APPEND rows "    {\"${name}\",\n     \"${bytes}\"},\n")
endforeach()
file(WRITE "${OUTPUT}"
  "#include \"services/gateway/words.hpp\"\n\nnamespace hearth::gateway {\n"
  "std::span<const Embedded> word_files() {\n  static constexpr Embedded kFiles[] = {\n${rows}  };\n"
  "  return kFiles;\n}\n}\n")
