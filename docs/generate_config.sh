#!/usr/bin/env bash
# docs/generate_config.sh SAKSFLYT SOURCE_DIR - writes docs/config.md from the key table. `./dev docs` calls it.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
LC_ALL=C.UTF-8 "$1" --lang en explain --markdown >"$2/docs/config.md.new"
mv "$2/docs/config.md.new" "$2/docs/config.md"
