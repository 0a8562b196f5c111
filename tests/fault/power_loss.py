#!/usr/bin/env python3
# power_loss.py LOG STUDY PROGRAM CONFIG - what a power cut leaves, at each moment of a run: a replay of what strace saw it write and sync.
#
# LOG is from `strace -f -y -xx -s 10000000`, STUDY the folder that the run made, PROGRAM ARGUMENT... the same run again. After each call the disk is
# rebuilt as it may be after a power cut: a write that no fsync followed may be there, not be there, or be there in part; so may a
# name that was made, renamed or removed in a folder that was not synced. Three disks are tried at each moment: one that kept everything, one
# that kept only what was synced, and one that kept some of the rest (the same ones each time). On each of them the database must be whole, no
# replication that the synced disk had before may be gone, and every one that is there must be the uninterrupted one's. On some of
# them the run goes on, and must end with the same digest.
# SPDX-License-Identifier: GPL-3.0-or-later
import os, random, re, shutil, sqlite3, subprocess, sys

log, study, program = sys.argv[1], os.path.abspath(sys.argv[2]), sys.argv[3:]


def text_of(quoted):
    return bytes.fromhex(quoted.replace("\\x", ""))


def calls():
    """(name, arguments, result) of what succeeded, in order."""
    begun = {}
    for line in open(log):
        process, rest = line.split(None, 1)
        if rest.startswith("<... "):
            name = rest.split()[1]
            rest = begun.pop(process) + rest.split("resumed>", 1)[1]
        elif "<unfinished ...>" in rest:
            begun[process] = rest.split("<unfinished ...>")[0].rstrip()
            continue
        found = re.match(r"(\w+)\((.*)\)\s+= (\d+)", rest)
        if found:
            yield found.group(1), found.group(2), int(found.group(3))


def strings(arguments):
    return [text_of(s) for s in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', arguments)]


def paths(arguments):
    return [text_of(s).decode() for s in re.findall(r"<((?:\\x[0-9a-f]{2})+)>", arguments)]


def below(path):
    return path == study or path.startswith(study + "/")


class Disk:
    """Files are numbers with bytes; a folder gives names to numbers. `pending` is what no sync has made certain yet."""

    def __init__(self):
        self.files, self.names, self.next = {}, {}, 1
        self.safe_files, self.safe_names = {}, {}
        self.pending = {}  # by file: writes since its last sync
        self.moves = []  # changes of names since the folder's last sync

    def make(self, path):
        if path not in self.names:
            self.names[path] = self.next
            self.files[self.next] = bytearray()
            self.safe_files[self.next] = bytearray()
            self.pending[self.next] = []
            self.moves.append((path, self.next))
            self.next += 1

    def change(self, path, at, data):
        file = self.names[path]
        self.pending[file].append((at, data))
        apply_write(self.files[file], at, data)

    def sync(self, path):
        if path in self.names:
            file = self.names[path]
            self.safe_files[file] = bytearray(self.files[file])
            self.pending[file] = []
        else:
            self.safe_names = dict(self.names)
            self.moves = []

    def move(self, old, new):
        self.names[new] = self.names.pop(old)
        self.moves += [(new, self.names[new]), (old, None)]

    def remove(self, path):
        del self.names[path]
        self.moves.append((path, None))

    def kept(self, which, chance):
        if which == "everything":
            return {path: self.files[file] for path, file in self.names.items()}
        names = dict(self.safe_names)
        files = {number: bytearray(content) for number, content in self.safe_files.items()}
        if which == "some":
            for path, file in self.moves:  # names change in order, as in a journal of the file system; how far it got is chance
                if chance.random() < 0.3:
                    break
                names.pop(path, None)
                if file is not None:
                    names = {p: f for p, f in names.items() if f != file}
                    names[path] = file
            for number, writes in self.pending.items():
                for at, data in writes:
                    if chance.random() < 0.5:
                        apply_write(files[number], at, data)
        return {path: files[file] for path, file in names.items()}


def apply_write(content, at, data):
    if data is None:  # cut off at `at`
        del content[at:]
        content.extend(bytes(at - len(content)))
        return
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    content[at : at + len(data)] = data


def fail(sentence):
    print("FAILED:", sentence)
    sys.exit(1)


def look(folder, moment):
    """The finished replications of a rebuilt study, and their rows."""
    database = os.path.join(folder, "results.sqlite")
    if not os.path.exists(database):
        return {}
    with sqlite3.connect(database) as db:
        try:
            said = db.execute("PRAGMA integrity_check").fetchall()
        except sqlite3.DatabaseError as error:
            fail(f"{moment}: {error}")
        if said != [("ok",)]:
            fail(f"{moment}: integrity_check says {said[0][0]}")
        if not db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'replication'").fetchone()[0]:
            return {}
        found = {}
        for scenario, number in db.execute("SELECT scenario, number FROM replication").fetchall():
            rows = db.execute("SELECT * FROM observation WHERE scenario = ? AND replication = ?", (scenario, number)).fetchall()
            series = db.execute("SELECT * FROM series WHERE scenario = ? AND replication = ?", (scenario, number)).fetchall()
            found[scenario, number] = hash((tuple(sorted(map(repr, rows))), tuple(sorted(map(repr, series)))))
        orphans = db.execute(
            "SELECT count(*) FROM observation o WHERE NOT EXISTS (SELECT 1 FROM replication r"
            " WHERE r.scenario = o.scenario AND r.number = o.replication)").fetchone()[0]
        if orphans:
            fail(f"{moment}: {orphans} rows of replications that are not there")
    return found


def digest(folder):
    return subprocess.run([program[0], "digest", folder], capture_output=True, text=True, check=True).stdout


whole = look(study, "the uninterrupted run")
expected = digest(study)
disk, chance = Disk(), random.Random(20261125)
certain, moments, went_on = {}, 0, 0
scratch = study + ".after"
offsets = {}

for name, arguments, result in calls():
    said, where = strings(arguments), paths(arguments)
    if name == "openat":
        base, path = where[0], said[0].decode()
        full = os.path.normpath(os.path.join(base, path))
        if not below(full) or os.path.isdir(full):
            continue
        if "O_CREAT" not in arguments:
            continue
        if full not in disk.names:
            disk.make(full)
        offsets[full] = 0
        if "O_TRUNC" in arguments and disk.files[disk.names[full]]:
            disk.change(full, 0, None)
    elif name in ("write", "pwrite64", "ftruncate", "fsync", "fdatasync"):
        if not where or not below(where[0]):
            continue
        if name == "pwrite64":
            disk.change(where[0], int(arguments.rsplit(",", 1)[1]), said[0][:result])
        elif name == "write":
            disk.change(where[0], offsets.get(where[0], 0), said[0][:result])
            offsets[where[0]] = offsets.get(where[0], 0) + result
        elif name == "ftruncate":
            disk.change(where[0], int(arguments.rsplit(",", 1)[1]), None)
        else:
            disk.sync(where[0])
    elif name in ("renameat", "renameat2", "rename"):
        old, new = (os.path.normpath(os.path.join(b, s.decode())) for b, s in zip(where, said)) if where else (s.decode() for s in said)
        if not below(old):
            continue
        disk.move(old, new)
        offsets[new] = offsets.pop(old, 0)
    elif name in ("unlink", "unlinkat"):
        full = os.path.normpath(os.path.join(where[0] if where else "/", said[0].decode()))
        if full not in disk.names:
            continue
        disk.remove(full)
    else:
        continue
    moments += 1
    for which in ("everything", "synced", "some"):
        moment = f"after call {moments} ({name}), on a disk that kept {which}"
        shutil.rmtree(scratch, ignore_errors=True)
        os.mkdir(scratch)
        for path, content in disk.kept(which, chance).items():
            with open(scratch + path[len(study) :], "wb") as out:
                out.write(content)
        found = look(scratch, moment)
        for key, rows in found.items():
            if whole[key] != rows:
                fail(f"{moment}: replication {key} is another one")
        if which == "synced":
            certain = found if len(found) >= len(certain) else fail(f"{moment}: a finished replication is gone")
        elif not set(certain) <= set(found) | set():
            fail(f"{moment}: a finished replication is gone")
        if moments % 12 == 0:
            again = subprocess.run(program + ["-o", scratch], capture_output=True, text=True)
            if again.returncode != 0:
                fail(f"{moment}: it does not go on: {again.stderr}")
            if digest(scratch) != expected:
                fail(f"{moment}: another digest after going on")
            went_on += 1
if set(certain) != set(whole) or moments < 50:
    fail(f"{len(certain)} of {len(whole)} replications were certain at the end, after {moments} calls")
for file in ("summary.csv", "manifest.json", "resolved.cfg"):
    if study + "/" + file not in disk.safe_names:
        fail(f"{file} was not certain at the end")
shutil.rmtree(scratch, ignore_errors=True)
print(f"{moments} moments, three disks at each; on {went_on} of them the run went on to the same digest")
