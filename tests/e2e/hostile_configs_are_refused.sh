#!/usr/bin/env bash
# hostile_configs_are_refused.sh - numbers that are none, bytes that are no text, files that are too large or lie elsewhere, names
# that are paths: each is refused with 78, its place and a sentence of its own, within 100 ms and 64 MiB, and nothing is written.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$(dirname "$0")/../support/e2e.bash"
export saksflyt small_office
ln -s /etc/hostname linked.cfg
mkdir parts ../outside-$$
trap 'rm -rf "$work/../outside-$$"; clean_up' EXIT
echo 'title = "outside";' >"../outside-$$/x.cfg"
ln -s "$work/../outside-$$/x.cfg" parts/away.cfg
export outside=../outside-$$

python3 - <<'END' || fail "some are not refused as they should be"
import os, re, resource, subprocess, sys

saksflyt, office = os.environ["saksflyt"], open(os.environ["small_office"], "rb").read()
instrumented = b"asan" in subprocess.run(["ldd", saksflyt], capture_output=True).stdout
folder = sorted(os.listdir("."))
wrong = 0

def complain(what, sentence):
    global wrong
    wrong += 1
    print(f"{what}: {sentence}")

def measured(arguments):
    """The command, and its CPU time in seconds and peak memory in KiB: these do not depend on what else the machine does."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open("/dev/null", os.O_RDWR), 0)
        os.dup2(0, 1)
        os.dup2(write, 2)
        os.execv(saksflyt, [saksflyt, "--lang", "en", *arguments])
    os.close(write)
    with open(read, "rb") as pipe:
        said = pipe.read().decode("utf-8", "replace")
    _, status, usage = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), said, usage.ru_utime + usage.ru_stime, usage.ru_maxrss

def refused(what, text, place, sentence, code=78):
    """The config is refused at that place ("line:column") with a sentence that matches."""
    open("bad.cfg", "wb").write(text)
    for command in (["check", "bad.cfg"], ["run", "bad.cfg", "-o", "study"]):
        got, said, seconds, kib = measured(command)
        if got != code:
            complain(what, f"exit code {got}, not {code}: {said[:300]}")
        elif not re.search(rf"^bad\.cfg:{place}: .*{sentence}", said, re.M):
            complain(what, f"not at {place}, or not /{sentence}/: {said[:400]}")
        if not instrumented and (seconds > 0.1 or kib > 64 * 1024):
            complain(what, f"took {seconds} s and {kib} KiB")
    os.unlink("bad.cfg")
    if sorted(os.listdir(".")) != folder:
        complain(what, f"something was written: {os.listdir('.')}")

def accepted(what, text):
    open("good.cfg", "wb").write(text)
    got, said, _, _ = measured(["check", "good.cfg"])
    os.unlink("good.cfg")
    if got != 0:
        complain(what, f"exit code {got}: {said[:300]}")

def changed(old, new):
    old, new = (x if isinstance(x, bytes) else x.encode() for x in (old, new))
    assert office.count(old) >= 1, old
    return office.replace(old, new, 1)

def value_refused(old, value, sentence):
    """A value in place of `old` ("places = 6"), refused where it stands."""
    key = old.split(" = ")[0]
    at = office.index(old.encode()) + len(key) + 3
    line = office.count(b"\n", 0, at) + 1
    column = len(office[office.rfind(b"\n", 0, at) + 1:at].decode()) + 1
    refused(f"{key} = {value}", changed(old, f"{key} = {value}"), f"{line}:{column}", sentence)

places, arrivals, share = "places = 6", 'arrivals = "60 /y, antatt"', 'share = "0.6, antatt"'
stay, patience = 'stay = "gamma(mean 11 mo, sd 5 mo), antatt"', 'patience = "exponential(mean 8 mo), antatt"'

# --- keys and types
accepted("a whole number for a number", changed(places, 'places = 6'))
accepted("a plain number where a number is read", changed(share, "share = 0.6"))
value_refused(places, "true", "true or false; it is a text in quotes")
value_refused(places, "[6]", r"is a list \[ \]")
value_refused(places, "{ a = 6; }", r"is a block \{ \}")
value_refused(places, '"six"', r'"six" is not a number')
value_refused('title = "Et lite kontor"', "5", "title is a bare number; it is a text in quotes")
refused("a missing key", changed('    hours = "37.5 h/week";\n', ""), "42:3", r'teams\.aap\.hours is missing; write for example hours = "37\.5 h/week"')
refused("an unknown key", changed("seed = 20250101", "colour = 5"), "14:3", 'study has no key "colour"; it is one of')
refused("a misspelt key", changed("replications = 3", "replicatons = 3"), "13:3", 'did you mean "replications"')
refused("a key in capitals", changed("replications = 3", "Replications = 3"), "13:3", 'did you mean "replications"')
refused("a key twice", changed("veiledere = 2;", "veiledere = 2; veiledere = 3;"), "44:20", r"stands at bad\.cfg:44:5 already")
refused("settings in a list", changed("study = {", "study = ("), "13:3", "replications is a setting, but a value is expected here")

# --- numbers
for value in ('"NaN"', '"inf"', '"-inf"', '"nan(1)"'):
    value_refused(places, value, "is not a finite number")
for value in ("1e999", '"1e999"', "1e308", '"1e99999999999"'):
    value_refused(places, value, "is too large for a number; at most 1e15")
for value in ("1e-310", '"1e-310"', '"1e-400"'):
    value_refused(places, value, "is too small for a number; write 0")
for value in ("-0.0", '"-0"'):
    value_refused(places, value, "is minus zero; write 0")
value_refused(places, "-6", "-6 is negative; a count is zero or more")
value_refused(places, "6.5", "is not a whole number")
value_refused(places, "1000001", "is too large; it is from 0 to 1000000")
value_refused(arrivals, '"-60 /y"', "is negative; a rate is zero or more")
value_refused(arrivals, '"1e308 /y"', "is too large for a number")
value_refused(arrivals, '"60"', 'has no unit; a rate is written in /d')
value_refused(arrivals, '"60 d"', '"d" is not a unit here')
value_refused(arrivals, '"60,5 /y"', "decimal")
value_refused(share, '"1.0000001"', "is more than the whole; a share is from 0 to 1")
value_refused(share, '"100.00001 %"', "is more than the whole")
value_refused(stay, '"-1 d"', "is negative; a duration is zero or more")
value_refused(stay, '"gamma(mean 11 mo, sd 0 mo)"', "the sd of gamma is 0; it is above 0")
value_refused(stay, '"gamma(mean 0 mo, sd 5 mo)"', "the mean of gamma is 0; it is above 0")
value_refused(stay, '"gamma(mean NaN mo, sd 5 mo)"', "is not a finite number")
value_refused(stay, '"gamma(mean 1e308 mo, sd 1e308 mo)"', "is too large for a number")
value_refused(stay, '"exponential(mean 0 d)"', "the mean of exponential is 0")
value_refused(stay, '"lognormal(median 45 d, p90 45 d)"', "the p90 of lognormal is not above its median")
value_refused(stay, '"weibull(shape 0, mean 3 mo)"', "the shape of weibull is 0")
value_refused(stay, '"triangular(3 d, 2 d, 1 d)"', "the numbers of triangular do not rise")
value_refused(stay, '"erlang(2.5, mean 1 d)"', "the shape of erlang is 2.5; it is a whole number")
value_refused(patience, '"0 d"', "0 d is not above zero")
refused("sick leave that takes no time", changed('overhead = "0.8, antatt";', 'overhead = "0.8, antatt"; absence = "0.1"; absence_spell = "0 d";'), r"46:\d+", "0 d is not above zero")
value_refused(patience, '"exponential(mean 0 d)"', "the mean of exponential is 0")
for key, value in ((arrivals, '"0 /y; 60 /y from 2025-06-01"'), (places, "0"), (stay, '"0 d"'), (share, '"0"')):
    accepted(f"a zero that means something, {value}", changed(key, key.split(" = ")[0] + " = " + value))

# --- bytes
title = '"Et lite kontor"'
accepted("a byte order mark", b"\xef\xbb\xbf" + office)
accepted("Windows line ends", office.replace(b"\n", b"\r\n"))
for what, text, sentence in (
        ("Latin-1", b"\xe6", "0xe6 here is not valid UTF-8; save the file as UTF-8"),
        ("overlong UTF-8", b"\xc0\xaf", "0xc0 here is not valid UTF-8"),
        ("overlong UTF-8 of three bytes", b"\xe0\x80\xaf", "0xe0 here is not valid UTF-8"),
        ("truncated UTF-8", b"\xe2\x82", "0xe2 here is not valid UTF-8"),
        ("a lone surrogate", b"\xed\xa0\x80", "0xed here is not valid UTF-8"),
        ("beyond Unicode", b"\xf4\x90\x80\x80", "0xf4 here is not valid UTF-8"),
        ("NUL", b"\0", "there is a NUL byte here"),
        ("a control character", b"\x07", r"control character \(U\+0007\)"),
        ("a carriage return", b"\r", "a carriage return inside a line"),
        ("a right-to-left override", "\u202e".encode(), r"text direction override \(U\+202E\) here, which hides"),
        ("a byte order mark inside", "\ufeff".encode(), "a byte order mark inside the text")):
    refused(what, changed(title, b'"x' + text + b'y"'), "4:11", sentence)
refused("UTF-16", office.decode().encode("utf-16"), "1:1", "is not valid UTF-8; save the file as UTF-8")
refused("1 MB of text", changed(title, b'"' + b"x" * 1000000 + b'"'), "1:1", "larger than 256 KiB")
refused("an empty file", b"", "1:1", "saksflyt is missing; write for example saksflyt = 1")

# --- size
refused("more than 256 KiB", office + b"#" + b"x" * 262144, "1:1", "larger than 256 KiB")
refused("more than 10,000 settings", office + b"".join(b"g%d = { %s };\n" % (g, b"".join(b"k%d=1;" % k for k in range(1500))) for g in range(8)),
        r"7\d:\d+", "more than 10,000 settings; long lists belong in CSV files")
refused("2,000 keys in a block", office + b"".join(b"k%d = 1;\n" % i for i in range(10001)), r"\d+:1", "more than 2,000 keys in one block")
refused("1,900 times the same key", office + b"k = 1;\n" * 1900, "66:1", '"k" is written twice')
refused("blocks 33 deep", office + b"a = " + b"{ a = " * 33 + b"1;" + b" };" * 33, r"65:\d+", "nested more than 32 deep")
refused("lists 10,000 deep", office + b"a = " + b"(" * 10000 + b")" * 10000 + b";", r"65:\d+", "nested more than 32 deep")

# --- @include
outside = os.environ["outside"]
for name, sentence in (("/etc/hostname", "lies outside the config"), ("http://example.org/x.cfg", "lies outside the config"),
                       (f"{outside}/x.cfg", "lies outside the config"), ("linked.cfg", "lies outside the config"),
                       ("parts/away.cfg", "lies outside the config"), ("/dev/zero", "lies outside the config"),
                       ("none.cfg", "there is no file"), ("bad.cfg", "includes itself"), ("", "the file name is missing")):
    refused(f"@include \"{name}\"", office + f'@include "{name}"\n'.encode(), "65:1", sentence)

# --- names
for name in ("../x", "/etc/x", "a/b", "CON", "-rf", "a\\\\0b", "x" * 300, "", "1a", "æøå", "a b", "a.b"):
    refused(f"the id {name[:20]}", changed('id = "aft"', f'id = "{name}"'), "52:10", "is not an id; write a-z")
for name in ("all", "rest", "always"):
    refused(f"the id {name}", changed('id = "aft"', f'id = "{name}"'), "52:10", "is a reserved word")

# --- sense
refused("a share row that is off by 2e-9", changed('share = "rest"', 'share = "0.400000002"'), "19:12", "the shares add up to 1.000000002, not 1")
accepted("a share row that is off by 5e-10", changed('share = "rest"', 'share = "0.4000000005"'))
refused("a circle without time", changed('minutes = "60 min, antatt"; }', 'minutes = "0 min"; then = ( { next = "follow_up"; p = "0.1"; } ); }'),
        r"32:\d+", "leads back to itself without any time passing")
accepted("a circle with time", changed('minutes = "60 min, antatt"; }', 'minutes = "60 min"; then = ( { next = "follow_up"; p = "0.1"; } ); }'))
refused("an exit that nobody reaches", changed('{ id = "unresolved"; label', '{ id = "nowhere"; }, { id = "unresolved"; label'), r"36:\d+", "nobody can leave aap by the exit nowhere")
refused("a programme that nobody leaves", changed('rate = { low = "3 %/mo, antatt"; high = "1 %/mo, antatt"; };', 'rate = { low = "3 %/mo"; high = "0 %/mo"; };')
        .replace(b'clock = { limit = "36 mo, antatt"; at_limit = "unresolved"; };', b"").replace(b'{ id = "unresolved"; label = "Uavklart"; }', b'{ id = "unresolved"; rate = { low = "1 %/mo"; high = "0 %/mo"; }; }'),
        r"34:\d+", "people of segment high never leave aap")
refused("more people than memory", changed(arrivals, 'arrivals = "1e5 /d"'), "24:14", r"needs about \d+ GiB; the limit is \d+ people and \d+ GiB")
value_refused('length = "2 y"', '"1e12 y"', "is too large; it is from 0 to 36525")
value_refused("replications = 3", "1000000000", "is too large; it is from 1 to 1000000")
sys.exit(wrong > 0)
END

checks "a link in the study folder is not followed"
mkdir study
echo mine >victim
ln -s ../victim study/summary.csv
code=0
"$saksflyt" run "$small_office" -r 1 --no-report -o study >stdout 2>stderr </dev/null || code=$?
same "the file behind the link" mine "$(cat victim)"
[ "$code" -eq 0 ] || [ "$code" -eq 73 ] || fail "exit code is $code" stderr
