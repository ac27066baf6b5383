# Run by the build: -DINPUT=hearth.binpb -DOUTPUT=descriptors.cpp
file(READ "${INPUT}" hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${hex}")
# One string literal of a few hundred kilobytes; compilers take it whole, an array of numbers takes them longer.
file(WRITE "${OUTPUT}"
  "#include \"services/gateway/descriptors.hpp\"\n\nnamespace hearth::gateway {\nnamespace {\n"
  "constexpr char kBytes[] =\n\"${bytes}\";\n}\n"
  "std::string_view descriptor_set() {\n    return {kBytes, sizeof kBytes - 1};\n}\n}\n")
