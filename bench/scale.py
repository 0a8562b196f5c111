#!/usr/bin/env python3
# bench/scale.py SAKSFLYT [--years N] [OFFICES...] - what the nation costs with 1, 10, 100, 300 and 1,000 offices: one replication of "today" of
# configs/nasjon.cfg on one core, ten simulated years or N (the last two or fewer of them measured; it begins empty), everything scaled with the number of offices (people, places; veiledere follow by
# rule). Prints a table as docs/scale.md has it: people at once, events, processor time (user and system, of the program alone), nanoseconds
# per event, largest memory, and the size of the study's database. Timings are of this machine, and noisy; the rest is exact.
# SPDX-License-Identifier: GPL-3.0-or-later
import argparse
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
USERS_PER_OFFICE = 168884 / 300  # configs/nasjon_kontorer.csv


def scaled(text, offices, years):
    """configs/nasjon.cfg for so many offices: rates and places in proportion."""
    factor = offices / 300

    def number(match):
        first = float(match[2]) * factor
        return f'{match[1]}"{max(1, round(first)) if match[1].startswith("places") else round(first, 3)}{match[3]}'

    text = re.sub(r'(arrivals = )"(\d+)( /y), [^"]*', number, text)
    text = re.sub(r'(places = )"(\d+)(), [^"]*', number, text)
    measured = min(2, years / 2)
    text = re.sub(r'warm_up = "8 y"; length = "2 y"', f'warm_up = "{years - measured:g} y"; length = "{measured:g} y"', text)
    return text.replace("nasjon_kontorer.csv", "kontorer.csv")


def measure(program, offices, years, folder):
    study = os.path.join(folder, f"study_{offices}")
    shutil.copytree(f"{ROOT}/configs/parts", f"{folder}/parts", dirs_exist_ok=True)
    with open(f"{ROOT}/configs/nasjon.cfg", encoding="utf-8") as file:
        text = scaled(file.read(), offices, years)
    districts = max(1, min(12, offices))
    if districts == 1:  # offices of one district carry no region
        text = text.replace('catchment = "region"', 'catchment = "all"')
    with open(f"{folder}/land.cfg", "w", encoding="utf-8") as file:
        file.write(text)
    subprocess.run([f"{ROOT}/configs/make_offices.py", str(offices), str(round(USERS_PER_OFFICE * offices)),
                    f"{folder}/kontorer.csv", str(districts)], check=True)
    command = [program, "--lang", "en", "run", f"{folder}/land.cfg", "-o", study, "--fresh", "--no-report", "--scenario",
               "today", "-r", "1", "-j", "1"]
    with open(f"{folder}/log", "w", encoding="utf-8") as log:
        child = subprocess.Popen(command, stdout=log, stderr=log)
        _, status, used = os.wait4(child.pid, 0)
    with open(f"{folder}/log", encoding="utf-8") as log:
        said = log.read()
    if status != 0:
        sys.exit(f"{offices} offices: {said}")
    events = int(re.search(r"\(([\d,]+) events\)", said)[1].replace(",", ""))
    with open(f"{study}/summary.csv", encoding="utf-8-sig", newline="") as file:
        rows = {(r["metric"], r["entity"], r["segment"], r["stat"]): r["mean"] for r in csv.DictReader(file)}
    return {
        "people": float(rows["stock", "all", "all", "mean"]),
        "veiledere": float(rows["staff.veileder", "all", "all", "mean"]),
        "events": events,
        "seconds": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss / 1024,
        "database": os.path.getsize(f"{study}/results.sqlite") / 1e6,
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("program")
    arguments.add_argument("--years", type=float, default=10.0)
    arguments.add_argument("offices", type=int, nargs="*", default=[1, 10, 100, 300, 1000])
    given = arguments.parse_intermixed_args()
    program, years = os.path.abspath(given.program), given.years
    print("| offices | people at once | veiledere | events, million | processor s | ns an event | µs a person and year | memory, MB | bytes a person | database, MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for offices in given.offices:
        with tempfile.TemporaryDirectory() as folder:
            m = measure(program, offices, years, folder)
        print(f"| {offices:,} | {m['people']:,.0f} | {m['veiledere']:,.0f} | {m['events'] / 1e6:,.1f} | {m['seconds']:,.2f} | "
              f"{m['seconds'] * 1e9 / m['events']:,.0f} | {m['seconds'] * 1e6 / (m['people'] * years):,.1f} | {m['memory']:,.0f} | "
              f"{m['memory'] * 1048576 / m['people']:,.0f} | {m['database']:,.1f} |", flush=True)


main()
