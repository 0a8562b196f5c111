#!/usr/bin/env python3
# tests/support/come_out.py SAKSFLYT SOURCE_DIR CONFIG... - what the opening paragraphs of configs say "comes out" is run again, with as many
# replications as they say, and must stand there as it is computed here. Used by the scripts configs_come_out_as_they_say.
# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import subprocess
import sys
import tempfile

AAP, KVP = "programmes.aap", "programmes.kvp"


class Study:
    def __init__(self, program, config, replications, folder):
        subprocess.run([program, "run", config, "-r", str(replications), "-o", folder, "--no-report"], check=True, stdout=subprocess.DEVNULL)
        with open(f"{folder}/summary.csv", encoding="utf-8-sig", newline="") as file:
            self.rows = {(r["scenario"], r["metric"], r["entity"], r["segment"], r["stat"]): r["mean"] for r in csv.DictReader(file)}

    def __call__(self, scenario, metric, entity="all", stat="mean", segment="all"):
        return float(self.rows[scenario, metric, entity, segment, stat])


def lite_kontor(of):
    late = lambda s: of(s, "wait.meeting", AAP, "p90")
    contact = lambda s, p: of(s, "contact.held", p)
    wait = lambda s: of(s, "wait.tiltak")
    return ["What comes out (ten replications)",
            f"({late('today'):.0f} to {late('two'):.0f} days for nine of ten)",
            f"from {contact('today', AAP):.2f} to {contact('two', AAP):.2f} a month",
            f"in KVP from {contact('today', KVP):.1f} to {contact('two', KVP):.1f}",
            f"from {wait('today'):.0f} to {wait('two'):.0f} days"]


def stort_kontor(of):
    late = lambda s: 100 * of(s, "contact.late", AAP)
    contact, work = of("shared", "contact.held", AAP) / of("today", "contact.held", AAP), of("shared", "outcome.by/work/24", AAP) / of("today", "outcome.by/work/24", AAP)
    seen = of("shared", "need.wanted/work_training", stat="rate") / of("today", "need.wanted/work_training", stat="rate")
    return ["What comes out (ten replications)",
            f"({of('today', 'wait.meeting'):.1f} to {of('shared', 'wait.meeting'):.1f} days)",
            f"from {late('today'):.1f} to {late('shared'):.1f} %",
            "contact and work are as before" if abs(contact - 1) < 0.02 and abs(work - 1) < 0.02 else f"contact changes by {contact}, work by {work}",
            "hardly fewer needs are seen" if 0.95 < seen < 1 else f"needs seen change by {seen}"]


def fylke(of):
    apart = lambda s, m: of(s, f"equity/{m}")
    posts = lambda s: of(s, "staff.veileder", "teams.kvp")
    late = lambda s: 100 * of(s, "contact.late", KVP)
    longer = [of("merged", m, AAP) / of("merged_near", m, AAP) for m in ("contact.held", "outcome.exit/work", "wait.meeting")]
    stay = [of("merged", m, AAP) / of("today", m, AAP) for m in ("contact.held", "outcome.exit/work", "wait.meeting")]
    return ["What comes out (four replications)",
            f"{apart('today', 'portfolio.size'):.2f} becomes {apart('merged', 'portfolio.size'):.2f}",
            f"the wait for the first meeting {apart('today', 'wait.meeting'):.1f} becomes {apart('merged', 'wait.meeting'):.1f}",
            f"{posts('today') - posts('merged'):.0f} posts fewer in KVP ({posts('merged'):.0f} for {posts('today'):.0f})",
            f"from {late('today'):.0f} to {late('merged'):.0f} %",
            "so its averages stay where they are" if max(abs(x - 1) for x in stay) < 0.02 else f"averages change by {stay}",
            "cost nothing that can be seen" if max(abs(x - 1) for x in longer) < 0.01 else f"the longer way changes {longer}"]


def politikk(of):
    contact = lambda s, g="all": of(s, "contact.held", AAP, "mean", g)
    wait = lambda s, g="all": of(s, "wait.tiltak", "all", "mean", g)
    work = lambda s: 100 * of(s, "outcome.by/work/24", AAP)
    assessed = lambda s: of(s, "wait.assessment", "all", "p90")
    unmet = lambda s: of(s, "unmet.need/job_support", "all", "rate")
    third = contact("youth", "low_over30") / contact("today", "low_over30")
    return [f"contact rises from {contact('today'):.2f} to {contact('tight_staff'):.2f} a month",
            f"{work('tight_staff') - work('today'):.1f} points more are in work within two years",
            f"grows by {wait('tight_staff') - wait('today'):.0f} days",
            f"gives {100 * (contact('documentation') / contact('today') - 1):.0f} % more talks",
            "take a third of the over-30s' talks" if abs(third - 2 / 3) < 0.02 else f"leaves {third} of the talks",
            f"wait {wait('no_youth', 'low_under30'):.0f} days for tiltak in place of {wait('today', 'low_under30'):.0f} "
            f"({wait('no_youth', 'high_under30'):.0f} in place of {wait('today', 'high_under30'):.0f} with composite problems)",
            f"{wait('today', 'high_over30') - wait('no_youth', 'high_over30'):.0f} to {wait('today', 'low_over30') - wait('no_youth', 'low_over30'):.0f} days less",
            f"within {assessed('weighted'):.0f} to {assessed('tool'):.0f} days in place of {assessed('today'):.0f}",
            f"by {10 * round(10 * (1 - unmet('competence_tiltak') / unmet('today'))):.0f} %",
            f"shorten the wait of all by {wait('today') - wait('low_threshold'):.0f} days, 15 more places in Oppfølging by {wait('today') - wait('oppfolging'):.0f}"]


CONFIGS = {"lite_kontor": (10, lite_kontor), "stort_kontor": (10, stort_kontor), "fylke": (4, fylke), "politikk": (10, politikk)}


def paragraph(path):
    lines = open(path, encoding="utf-8").read().split("\n")[1:]
    end = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    return " ".join(" ".join(line.lstrip("# *") for line in lines[:end]).split())


def main():
    program, source, failed = sys.argv[1], sys.argv[2], False
    for config in sys.argv[3:]:
        replications, claims = CONFIGS[config]
        path = f"{source}/configs/{config}.cfg"
        text = paragraph(path)
        with tempfile.TemporaryDirectory() as folder:
            for claim in claims(Study(program, path, replications, folder)):
                print(f"{config}: {claim}")
                if claim not in text:
                    print("  is what comes out, and not what stands there")
                    failed = True
    sys.exit(1 if failed else 0)


main()
