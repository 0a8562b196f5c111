#!/usr/bin/env bash
# nightly_every_allocation_of_a_config_fails.sh - as a_config_that_memory_has_no_room_for_is_told.sh, at every allocation.
# SPDX-License-Identifier: GPL-3.0-or-later
SAKSFLYT_FAULT_STEP=1 exec "$(dirname "$0")/a_config_that_memory_has_no_room_for_is_told.sh" "$@"
