#!/bin/bash
# tests/unit/ziggurat_tables.sh - the checked-in tables are what their generator writes.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# $1 the binary (not used), $2 the source folder
set -eu
cd "${2:-$(dirname "$0")/../..}"
python3 sim/ziggurat_tables.py | cmp - sim/ziggurat_tables.h
