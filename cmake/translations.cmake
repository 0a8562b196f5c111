# cmake/translations.cmake - from po/*.po to locale/<language>/LC_MESSAGES/saksflyt.mo, where the program finds them.
#
#   translations   compiles every po file (part of every build)
#   po-update      collects the sentences of all sources into saksflyt.pot (build folder) and merges them into po/*.po
#
# SPDX-License-Identifier: GPL-3.0-or-later
find_program(MSGFMT msgfmt REQUIRED)
find_program(MSGMERGE msgmerge REQUIRED)
find_program(XGETTEXT xgettext REQUIRED)

file(GLOB SF_PO_FILES CONFIGURE_DEPENDS po/*.po)
set(mo_files "")
set(merge_commands "")
foreach(po IN LISTS SF_PO_FILES)
  get_filename_component(language ${po} NAME_WE)
  set(folder ${PROJECT_BINARY_DIR}/locale/${language}/LC_MESSAGES)
  set(mo ${folder}/saksflyt.mo)
  add_custom_command(OUTPUT ${mo}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    COMMAND ${MSGFMT} --check --output-file=${mo} ${po}
    DEPENDS ${po} COMMENT "Compiling the translation ${language}" VERBATIM)
  list(APPEND mo_files ${mo})
  list(APPEND merge_commands COMMAND ${MSGMERGE} --quiet --update --backup=none --no-fuzzy-matching --no-location
    --sort-output --width=120 ${po} ${PROJECT_BINARY_DIR}/saksflyt.pot)
  install(FILES ${mo} DESTINATION ${CMAKE_INSTALL_LOCALEDIR}/${language}/LC_MESSAGES)
endforeach()
add_custom_target(translations ALL DEPENDS ${mo_files})

# The keywords are core/text.h's. Only sentences that are marked are collected.
add_custom_target(po-update
  COMMAND ${PROJECT_SOURCE_DIR}/po/collect.sh ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/saksflyt.pot
  ${merge_commands}
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} COMMENT "Merging new sentences into po/" VERBATIM)
