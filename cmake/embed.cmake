# cmake/embed.cmake - sf_embed(FILE NAME): a file becomes the bytes NAME[] and NAME_length of generated/NAME.h.
# SPDX-License-Identifier: GPL-3.0-or-later
function(sf_embed file name)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" lines "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," lines "${lines}")
  file(RELATIVE_PATH relative ${PROJECT_SOURCE_DIR} ${file})
  set(text "/* ${name}.h - ${relative}, made by cmake/embed.cmake: do not edit. */
static const char ${name}[] = {\n${lines}'\\0'};
enum { ${name}_length = sizeof ${name} - 1 };
")
  file(CONFIGURE OUTPUT ${SF_GENERATED_DIR}/${name}.h CONTENT "${text}" @ONLY)
endfunction()
