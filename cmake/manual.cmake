# cmake/manual.cmake - the man pages in both languages and the completions of the shells, which the program itself writes.
# SPDX-License-Identifier: GPL-3.0-or-later
set(SF_MANUAL_DIR ${PROJECT_BINARY_DIR}/manual)

# sf_manual_page(OPTION LANGUAGE FILE FOLDER): `saksflyt explain OPTION` becomes FILE, installed in FOLDER.
function(sf_manual_page option language file folder)
  set(page ${SF_MANUAL_DIR}/${language}/${file})
  add_custom_command(OUTPUT ${page}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${SF_MANUAL_DIR}/${language}
    COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C.UTF-8 $<TARGET_FILE:saksflyt> --lang ${language} explain ${option} > ${page}
    DEPENDS saksflyt translations COMMENT "Writing ${file} (${language})" VERBATIM)
  set_property(GLOBAL APPEND PROPERTY SF_MANUAL_PAGES ${page})
  install(FILES ${page} DESTINATION ${folder})
endfunction()

sf_manual_page(--man en saksflyt.1 ${CMAKE_INSTALL_MANDIR}/man1)
sf_manual_page(--config-man en saksflyt.cfg.5 ${CMAKE_INSTALL_MANDIR}/man5)
sf_manual_page(--man nb saksflyt.1 ${CMAKE_INSTALL_MANDIR}/nb/man1)
sf_manual_page(--config-man nb saksflyt.cfg.5 ${CMAKE_INSTALL_MANDIR}/nb/man5)
sf_manual_page(--bash en saksflyt ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
sf_manual_page(--zsh en _saksflyt ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
get_property(pages GLOBAL PROPERTY SF_MANUAL_PAGES)
add_custom_target(manual ALL DEPENDS ${pages})
