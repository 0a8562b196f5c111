#!/usr/bin/env bash
# nightly_documents_open_in_their_tools.sh - the documents of a study in the hands of those who read them: the page in a browser with
# axe-core (WCAG 2.2 A and AA), narrow and wide; the PDF by poppler; the workbook by LibreOffice. `./dev nightly` installs the
# tools; axe-core and playwright-core come from the npm registry by its own client.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
for tool in chromium npm node pdftoppm pdfinfo soffice; do
    command -v "$tool" >/dev/null || fail "$tool is missing; ./dev nightly installs it"
done
export HOME=$work # the tools keep their settings to themselves

exits 0 "$saksflyt" --lang nb run "$small_office" -o study
exits 0 "$saksflyt" --lang nb report study --format html --format pdf --format xlsx

checks "axe-core finds nothing on the page, at 1280 and at 360 pixels, and nothing is cut at the side"
exits 0 npm install --no-audit --no-fund --silent axe-core@4 playwright-core@1
cat >axe.js <<'J'
const { chromium } = require("playwright-core");
(async () => {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  let wrong = 0;
  for (const width of [1280, 360]) {
    const page = await (await browser.newContext({ viewport: { width, height: 800 }, bypassCSP: true })).newPage();
    const messages = [];
    page.on("console", (m) => messages.push(m.text()));
    page.on("request", (r) => { if (!/^(file|data):/.test(r.url())) { console.log("fetches " + r.url()); wrong++; } });
    await page.goto("file://" + process.argv[2]);
    for (const details of await page.$$("details")) await details.evaluate((d) => (d.open = true));
    await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
    const result = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
    if (result.passes.length < 10) { console.log("axe looked at almost nothing"); wrong++; }
    for (const v of result.violations)
      for (const n of v.nodes) { console.log(width, v.id, v.help, n.target.join(" "), n.failureSummary.split("\n")[1]); wrong++; }
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) { console.log(width, "the page is", over, "pixels too wide"); wrong++; }
    const images = await page.$$eval("img", (all) => all.map((i) => i.naturalWidth));
    if (images.length < 5 || images.some((w) => w === 0)) { console.log("pictures do not show", images); wrong++; }
    for (const m of messages) { console.log("console:", m); wrong++; }
    console.log(width, result.passes.length, "rules hold");
  }
  await browser.close();
  process.exit(wrong ? 1 : 0);
})().catch((e) => { console.log(e); process.exit(2); });
J
exits 0 node axe.js "$work/study/report.html"
cat stdout

checks "poppler renders every page of the PDF, and none is empty"
pages=$(pdfinfo study/report.pdf | awk '/^Pages:/ { print $2 }')
[ "$pages" -ge 5 ] || fail "only $pages pages"
pdftoppm -r 40 -gray study/report.pdf page 2>complaints
[ ! -s complaints ] || fail "poppler complains" complaints
same "pages" "$pages" "$(printf '%s\n' page-*.pgm | wc -l)"
for page in page-*.pgm; do
    python3 - "$page" <<'P' || fail "$page is empty"
import sys
data = open(sys.argv[1], "rb").read()
dark = sum(b < 200 for b in data[20:])
sys.exit(dark < 20)
P
done
pdftotext study/report.pdf words
grep -q 'Svaret' words || fail "the PDF has no text" words

checks "LibreOffice opens the workbook: every sheet, and the figures of summary.csv in it"
soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1' \
    --outdir sheets study/report.xlsx >/dev/null 2>complaints || fail "LibreOffice fails" complaints
same "sheets" 8 "$(printf '%s\n' sheets/*.csv | wc -l)"
cat >figures.py <<'P'
import csv, glob
[sheet] = glob.glob("sheets/*Alle tall.csv")
rows = list(csv.DictReader(open(sheet, encoding="utf-8")))
summary = list(csv.DictReader(open("study/summary.csv", encoding="utf-8")))
assert len(rows) == len(summary), (len(rows), len(summary))
means = 0


def number(cell):
    return float(cell[:-1]) / 100 if cell.endswith("%") else float(cell)


for row, said in zip(rows, summary):
    assert row["Id"] == said["metric"] and row["Statistikk"] == said["stat"], (row, said)
    if said["mean"] == "":
        assert row["Gjennomsnitt"] == "", row
        continue
    assert abs(number(row["Gjennomsnitt"]) - float(said["mean"])) <= 1e-9 * max(1, abs(float(said["mean"]))), (row, said)
    means += 1
assert means > 100, means
P
exits 0 python3 figures.py
soffice --headless --convert-to pdf --outdir sheets study/report.xlsx >/dev/null 2>&1
[ "$(pdfinfo sheets/report.pdf | awk '/^Pages:/ { print $2 }')" -ge 8 ] || fail "LibreOffice prints too few pages"
