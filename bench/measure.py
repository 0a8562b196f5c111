#!/usr/bin/env python3
# bench/measure.py - runs the yardstick and the engine in turn, seven pairs of each work, and prints medians with their spread.
#
# Both sides count processor time of their own process, so other programs on the machine only disturb through the caches; a
# ratio is that of one pair. --json FILE writes a list of {"work", "engine_ns", "yardstick_ns", "ratio", "bytes_per_person"};
# null where there is nothing to compare with or nobody to count.
# SPDX-License-Identifier: GPL-3.0-or-later
import argparse
import json
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

PAIRS = 7
NATIONS = (1, 3, 5)  # the pairs that also measure the nation, which takes longer than all the rest
RESULT = re.compile(r"ev=(\d+).* sec=([0-9.]+)(?:.* bytes=([0-9.]+))?")


def output(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def ns_and_bytes(command):
    """ns per event of a program that prints a RESULT line, and bytes per person (None: not counted)."""
    events, seconds, size = RESULT.search(output(command)).groups()
    return float(seconds) * 1e9 / int(events), float(size) if size and float(size) > 0 else None


def hold_ns(command):
    return float(re.search(r"([0-9.]+) ns/hold", output(command)).group(1)), None


class Work:
    """One row: what the engine takes, and, where there is one, what the yardstick takes for the same."""

    def __init__(self, name, engine, yardstick=None):
        self.name, self.engine, self.yardstick = name, engine, yardstick
        self.engine_ns, self.yardstick_ns, self.ratios, self.bytes = [], [], [], None

    def measure(self):
        if self.yardstick:
            self.yardstick_ns.append(self.yardstick()[0])
        ns, size = self.engine()
        self.engine_ns.append(ns)
        self.bytes = size
        if self.yardstick:
            self.ratios.append(ns / self.yardstick_ns[-1])

    def row(self):
        median = statistics.median
        return {
            "work": self.name,
            "engine_ns": round(median(self.engine_ns), 2),
            "yardstick_ns": round(median(self.yardstick_ns), 2) if self.yardstick else None,
            "ratio": round(median(self.ratios), 3) if self.yardstick else None,
            "bytes_per_person": round(self.bytes, 1) if self.bytes is not None else None,
        }

    def text(self):
        row = self.row()
        line = f"{self.name:<44}{row['engine_ns']:>9.1f}{1000.0 / row['engine_ns']:>9.2f}"
        if self.yardstick:
            line += f"{row['yardstick_ns']:>10.1f}{row['ratio']:>8.2f}  {min(self.ratios):.2f}-{max(self.ratios):.2f}"
        else:
            line += f"{'':>18}  {min(self.engine_ns):.1f}-{max(self.engine_ns):.1f} ns"
        return line + (f"{self.bytes:>12.0f} bytes" if self.bytes is not None else "")


def queues(bench):
    def pair(name, work, yardstick_arguments, engine_arguments):
        return Work(
            name,
            lambda: ns_and_bytes([f"{bench}/bench_{work}", *engine_arguments]),
            lambda: ns_and_bytes([f"{bench}/yardstick_{work}", *yardstick_arguments]),
        )

    return [
        pair("W1 M/M/1", "w1", ["2000000", "3"], ["2000000"]),
        pair("W2 M/M/20, reneging, priorities", "w2", ["1000000", "0"], ["1000000"]),
        pair("W3 welfare office, 1,000 clients", "w3", ["20000", "1", "1", "1"], ["20000", "1", "1"]),
        pair("W3 welfare office, 25,000 clients", "w3", ["2000", "1", "25", "1"], ["2000", "1", "25"]),
    ]


def holds(bench):
    works = []
    for exponent in range(2, 8):
        n, rounds = str(10**exponent), "2000000" if exponent == 7 else "500000"
        works.append(
            Work(
                f"W4 hold, 1e{exponent} pending",
                lambda n=n, rounds=rounds: ns_and_bytes([f"{bench}/bench_hold", n, rounds]),
                lambda n=n, rounds=rounds: hold_ns([f"{bench}/yardstick_hold", n, "2", "1", rounds]),
            )
        )
    return works


class Program:
    """`saksflyt run` on a config: what one more replication of every scenario takes, the start of the program left out."""

    def __init__(self, build, config):
        self.command, self.config = f"{build}/saksflyt", config
        self.start_seconds, self.one_core, self.two_cores = [], [], []

    def run(self, folder, replications, threads):
        study = os.path.join(folder, f"{replications}-{threads}")
        begun, before = time.monotonic(), os.times()
        output([self.command, "run", self.config, "-r", str(replications), "-j", str(threads), "-o", study, "--no-report", "--fresh"])
        after, wall = os.times(), time.monotonic() - begun
        with sqlite3.connect(f"{study}/results.sqlite") as database:
            events = database.execute("SELECT sum(events) FROM replication").fetchone()[0]
        return after.children_user - before.children_user + after.children_system - before.children_system, wall, events

    def measure(self):
        with tempfile.TemporaryDirectory() as folder:
            few, _, few_events = self.run(folder, 1, 1)
            many, wall_one, many_events = self.run(folder, 4, 1)
            _, wall_two, _ = self.run(folder, 4, 2)
        ns = (many - few) * 1e9 / (many_events - few_events)
        self.start_seconds.append(few - ns * few_events * 1e-9)
        self.one_core.append(wall_one)
        self.two_cores.append(wall_two)
        return ns, None


class Nation:
    """One replication of one scenario of the nation, and of a tenth of it: arrivals, veiledere and places are a tenth, in all offices."""

    TENTH = (
        [f"programmes.{programme}.arrivals *= 0.1 from always" for programme in ("aap", "kvp")]
        + [f"teams.{team}.veiledere = {n} from always" for team, n in (("aap", 287), ("youth", 246), ("kvp", 67))]
        + [
            f"tiltak.{tiltak}.places *= 0.1 from always"
            for tiltak in ("aft", "arbeidstrening", "oppfolging", "amo", "lonnstilskudd", "arr", "lavterskel")
        ]
    )

    def __init__(self, bench, config):
        self.command = [f"{bench}/bench_kontor", config, "1", "1"]
        self.seconds, self.tenths, self.people, self.memory = [], [], 0, 0.0

    def measure(self):
        text = output(self.command)
        events, seconds, size = RESULT.search(text).groups()
        people, memory = re.search(r"PEOPLE (\d+) MEMORY ([0-9.]+)", text).groups()
        self.seconds.append(float(seconds))
        self.people, self.memory = int(people), float(memory)
        return float(seconds) * 1e9 / int(events), float(size)

    def measure_tenth(self):
        text = output(self.command + self.TENTH)
        events, seconds, size = RESULT.search(text).groups()
        self.tenths.append(float(seconds) / int(re.search(r"PEOPLE (\d+)", text).group(1)))
        return float(seconds) * 1e9 / int(events), float(size)

    def text(self):
        median = statistics.median
        return (
            f"the nation: {self.people:,} people at most, ten years of one replication in {median(self.seconds):.1f} s "
            f"({min(self.seconds):.1f}-{max(self.seconds):.1f}) and {self.memory:.0f} MiB; seconds a person are "
            f"{median(self.seconds) / self.people / median(self.tenths):.2f} times those of a tenth of it"
        )


def draws(bench):
    """Rows of two programs that measure all their draws in one go."""
    works = {}

    def seen(program):
        return {
            name: float(ns)
            for ns, name in re.findall(r"DRAW ([0-9.]+) ns (.*) \(mean", output([f"{bench}/{program}", "500000"]))
        }

    def measure():
        yardstick, engine = seen("yardstick_draws"), seen("bench_draws")
        for name, ns in engine.items():
            work = works.setdefault(name, Work(f"W6 {name}", None, True if name in yardstick else None))
            work.engine_ns.append(ns)
            if name in yardstick:
                work.yardstick_ns.append(yardstick[name])
                work.ratios.append(ns / yardstick[name])

    return works, measure


def main():
    arguments = argparse.ArgumentParser(prog="./dev bench")
    arguments.add_argument("build")
    arguments.add_argument("--json", metavar="FILE")
    options = arguments.parse_args()
    bench = f"{options.build}/bench"
    config = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "configs", "kontor.cfg")
    program = Program(options.build, config)
    works = queues(bench) + holds(bench) + [
        Work("W5 kontor.cfg, the program", program.measure),
        Work("W5 kontor.cfg, replications alone", lambda: ns_and_bytes([f"{bench}/bench_kontor", config, "1"])),
        Work("W5 the same without self-checks", lambda: ns_and_bytes([f"{bench}/bench_kontor_unchecked", config, "1"])),
    ]
    nation = Nation(bench, os.path.join(os.path.dirname(config), "nasjon.cfg"))
    nations = [
        Work("W5 nasjon.cfg, one replication", nation.measure),
        Work("W5 a tenth of nasjon.cfg", nation.measure_tenth),
    ]
    drawn, measure_draws = draws(bench)
    for pair in range(PAIRS):
        if sys.stderr.isatty():
            print(f"\rpair {pair + 1} of {PAIRS}", end="", file=sys.stderr, flush=True)
        for work in works:
            work.measure()
        if pair in NATIONS:
            for work in nations:
                work.measure()
        measure_draws()
    if sys.stderr.isatty():
        print("\r", end="", file=sys.stderr)
    works += nations + list(drawn.values())
    print(f"{'work':<44}{'ns':>9}{'1e6/s':>9}{'yardstick':>10}{'ratio':>8}  spread; bytes per person")
    for work in works:
        print(work.text())
    checked, unchecked = works[11], works[12]
    cost = statistics.median(a / b for a, b in zip(checked.engine_ns, unchecked.engine_ns))
    speedups = [one / two for one, two in zip(program.one_core, program.two_cores)]
    load = os.getloadavg()[0]
    print(f"\n{nation.text()}", end="")
    print(f"\nself-checks take {100.0 * (cost - 1.0):.1f} % more time")
    print(
        f"two threads are {statistics.median(speedups):.2f} times as fast as one ({min(speedups):.2f}-{max(speedups):.2f}), "
        f"by the clock on the wall; start and end of the program take {statistics.median(program.start_seconds):.2f} s"
    )
    print(f"{os.cpu_count()} processors, load {load:.1f}: with a load above 1 the clock on the wall and caches are shared with others")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump([work.row() for work in works], file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
