#!/usr/bin/env bash
# nightly_configs_come_out_as_they_say.sh - what the opening paragraph of a config says comes out of it comes out of it: the large office, the
# county, the fourteen policies.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"

checks "the figures in the paragraphs"
python3 "$source/tests/support/come_out.py" "$saksflyt" "$source" stort_kontor fylke politikk >said || fail "a paragraph says something else" said
