#!/usr/bin/env bash
# public_headers_compile_alone.sh - each header in include/saksflyt compiles by itself, in C and in C++, without a warning,
# and an installed copy can be used through pkg-config.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
warnings=(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
for header in "$source"/include/saksflyt/*.h; do
    name=saksflyt/${header##*/}
    checks "$name"
    printf '#include "%s"\n#include "%s"\nint main(void) { return 0; }\n' "$name" "$name" >alone.c # twice: guarded
    cp alone.c alone.cpp
    cc -std=c17 "${warnings[@]}" -Wstrict-prototypes -I"$source/include" -c alone.c || fail "$name does not compile in C"
    c++ -std=c++17 "${warnings[@]}" -I"$source/include" -c alone.cpp || fail "$name does not compile in C++"
done

checks "an installed copy is found by pkg-config, compiles, links and runs"
cmake --install "$(dirname "$saksflyt")" --prefix "$work/usr" >installed 2>&1 || fail "cannot install" installed
PKG_CONFIG_PATH=$(dirname "$(find usr -name saksflyt.pc)")
export PKG_CONFIG_PATH
printf '#include <stdio.h>\n#include "saksflyt/core.h"\nint main(void) { puts(sf_version()); return 0; }\n' >use.c
# The prefix of the .pc file is the configured one; the copy lies elsewhere.
read -ra flags < <(pkg-config --define-variable=prefix="$work/usr" --cflags --libs saksflyt)
cc -std=c17 use.c -o use "${flags[@]}"
library=$(dirname "$(find usr -name libsaksflyt.so)")
same "version" "$(pkg-config --modversion saksflyt)" "$(LD_LIBRARY_PATH=$library ./use)"

checks "the installed program finds its translations"
for language in "$source"/po/*.po; do
    language=${language##*/}
    find usr -path "*/${language%.po}/LC_MESSAGES/saksflyt.mo" | grep -q . || fail "no translation for ${language%.po}"
done
exits 0 usr/bin/saksflyt --version
