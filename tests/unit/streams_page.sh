#!/bin/bash
# tests/unit/streams_page.sh - the program on docs/streams.md runs, and its own checks hold.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# $1 the binary (not used), $2 the source folder
set -eu
cd "${2:-$(dirname "$0")/../..}"
sed -n '/^```python$/,/^```$/{/^```/!p}' docs/streams.md | { read -r first && { echo "$first"; cat; } | python3 -; }
