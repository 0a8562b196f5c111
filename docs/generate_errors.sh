#!/usr/bin/env bash
# docs/generate_errors.sh SAKSFLYT SOURCE_DIR [PAGE] - makes every mistake of docs/mistakes.txt in configs/kontor.cfg, or in the part that
# it includes where the text stands, and writes down what the program says, in English and Norwegian, as docs/errors.md (or PAGE). `./dev docs` calls it.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
python3 - "$(readlink -f "$1")" "$2" "${3:-$2/docs/errors.md}" <<'END'
import os, re, shutil, subprocess, sys, tempfile

saksflyt, source, output = sys.argv[1], os.path.abspath(sys.argv[2]), os.path.abspath(sys.argv[3])
def read(name):
    return open(f"{source}/configs/{name}", encoding="utf-8").read()
office = {"kontor.cfg": read("kontor.cfg")}
def add_parts(text, folder):
    for part in re.findall(r'^ *@include "(.*)"', text, re.M):
        office[folder + part] = read(folder + part)
        add_parts(office[folder + part], "parts/")
add_parts(office["kontor.cfg"], "")
PLACE = r"^(?:kontor|parts/\w+)\.cfg:"
blocks, block = [], {}
for line in open(f"{source}/docs/mistakes.txt", encoding="utf-8"):
    mark, text = line[0], line[2:].rstrip("\n")
    if mark == "=":
        block = {"what": text}
        blocks.append(block)
    elif mark in "<>":
        block[mark] = text

page = f"""# What goes wrong in a config, and what the program says

<!-- Made by docs/generate_errors.sh from docs/mistakes.txt; run ./dev docs after a change of configs/kontor.cfg or of a message. -->

{len(blocks)} mistakes that people make, each made by hand in `configs/kontor.cfg`, or in a part that it includes, and looked at with `saksflyt
check`. A message says where the mistake is (file, line, column), what is wrong, and what would be right. All mistakes of a config are told at once; nothing is run or
written, and the exit code is 78. Only a text that cannot be taken apart at all (a quote, a comma or a brace is missing) hides what
comes after it.
"""
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    shutil.copytree(f"{source}/configs/parts", "parts")
    for number, mistake in enumerate(blocks, 1):
        file = next((name for name, text in office.items() if mistake["<"] in text), None)
        if file is None:
            sys.exit(f"docs/mistakes.txt: configs/kontor.cfg and its parts do not hold: {mistake['<']}")
        for name, text in office.items():
            open(name, "w", encoding="utf-8").write(text.replace(mistake["<"], mistake[">"], 1) if name == file else text)
        said = []
        for language in ("en", "nb"):
            result = subprocess.run([saksflyt, "--lang", language, "check", "kontor.cfg"], capture_output=True, text=True)
            if result.returncode != 78 or not re.search(PLACE + r"\d+:\d+: ", result.stderr, re.M):
                sys.exit(f"{mistake['what']}: exit code {result.returncode}, not 78 with a place: {result.stderr}")
            said.append("".join(re.findall(PLACE + r".*\n", result.stderr, re.M)))
        if said[0] == said[1]:
            sys.exit(f"{mistake['what']}: no Norwegian")
        page += f"\n## {number}. {mistake['what'][0].upper()}{mistake['what'][1:]}\n\n"
        page += f"```\n{mistake['<']}\n```\n\nbecomes\n\n```\n{mistake['>']}\n```\n\n"
        page += f"```text\n{said[0]}```\n\nPå norsk:\n\n```text\n{said[1]}```\n"
open(output, "w", encoding="utf-8").write(page)
END
