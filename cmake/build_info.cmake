# cmake/build_info.cmake - says which build this is.
#
# Two uses of one file. Included by CMakeLists.txt it defines the target `build_info`, which runs before every build and
# keeps generated/build_info.h and build_id.txt up to date. Run as a script (cmake -P) it writes these two, and touches them
# only when what they say has changed, so a build where nothing changed compiles and links nothing.
#
# The build id is what decides whether a study may be continued: version, a hash of all sources, compiler, flags. The commit
# is told beside it but is no part of it: a commit that changes no source gives the same results.
# SPDX-License-Identifier: GPL-3.0-or-later
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(SF_GENERATED_DIR ${PROJECT_BINARY_DIR}/generated)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  string(JOIN " " flags ${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${type}} ${SF_FLOATING_POINT} ${SF_INSTRUMENTS})
  string(SHA256 SF_FLAGS_HASH "${flags}")
  add_custom_target(build_info
    COMMAND ${CMAKE_COMMAND} -D SOURCE_DIR=${PROJECT_SOURCE_DIR} -D BINARY_DIR=${PROJECT_BINARY_DIR}
            -D VERSION=${PROJECT_VERSION} -D COMPILER=${CMAKE_C_COMPILER_ID}-${CMAKE_C_COMPILER_VERSION}
            -D FLAGS_HASH=${SF_FLAGS_HASH} -P ${PROJECT_SOURCE_DIR}/cmake/build_info.cmake
    BYPRODUCTS ${SF_GENERATED_DIR}/build_info.h ${PROJECT_BINARY_DIR}/build_id.txt
    COMMENT "Looking which build this is" VERBATIM)
  return()
endif()

# file(WRITE) only when the text differs, so that nothing that depends on the file is rebuilt in vain.
function(write_if_different file text)
  set(old "")
  if(EXISTS ${file})
    file(READ ${file} old)
  endif()
  if(NOT old STREQUAL text)
    file(WRITE ${file} "${text}")
  endif()
endfunction()

file(GLOB_RECURSE sources RELATIVE ${SOURCE_DIR}
  ${SOURCE_DIR}/app/*.[ch] ${SOURCE_DIR}/core/*.[ch] ${SOURCE_DIR}/experiments/*.[ch] ${SOURCE_DIR}/include/*.h
  ${SOURCE_DIR}/input/*.[ch] ${SOURCE_DIR}/models/*.[ch] ${SOURCE_DIR}/plots/*.[ch] ${SOURCE_DIR}/results/*.[ch]
  ${SOURCE_DIR}/sim/*.[ch])
list(SORT sources)
set(listing "")
foreach(source IN LISTS sources)
  file(SHA256 ${SOURCE_DIR}/${source} hash)
  string(APPEND listing "${hash} ${source}\n")
endforeach()
string(SHA256 sources_hash "${listing}")
string(SUBSTRING ${sources_hash} 0 12 sources_hash)
string(SUBSTRING ${FLAGS_HASH} 0 8 flags_hash)

# safe.directory: the tree may belong to another user than the one who builds (a container, sudo).
set(commit "unknown")
find_program(GIT git)
if(GIT AND EXISTS ${SOURCE_DIR}/.git)
  execute_process(COMMAND ${GIT} -c safe.directory=* describe --always --tags --dirty=+changes --abbrev=12
    WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(commit "${described}")
  endif()
endif()

set(id "${VERSION} sources-${sources_hash} ${COMPILER} flags-${flags_hash}")
write_if_different(${BINARY_DIR}/build_id.txt "${id}\n")
write_if_different(${BINARY_DIR}/generated/build_info.h
"/* build_info.h - which build this is. Written by cmake/build_info.cmake: do not edit. */
#define SF_BUILD_ID \"${id}\"
#define SF_BUILD_COMMIT \"${commit}\"
")
