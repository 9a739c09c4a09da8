"""Thousands of wrong bundles made of the golden one: none may be accepted, none may make the verifier fail.

`python tools/mutate.py [COUNT] [SEED]`. Each mutation is what somebody without the private keys can do, everything he can
recompute recomputed; those named `operator` are signed anew by the log and all witnesses, and count only when they make
the verifier fail. An accepted bundle must hold, to the byte, what the golden one proves (`the same`), or a part of it
with a report that says less (`less`); anything else is a false accept.
"""

import io
import json
import random
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from covenant import canon, merkle, tile  # noqa: E402
from covenant.bundle import Wanted, audit, opened  # noqa: E402
from covenant.errors import Problems  # noqa: E402
from covenant.seal import Checkpoint, Note, Policy  # noqa: E402

GOLDEN = ROOT / "tests" / "covenant" / "golden" / "bundle-1"
Files = dict[str, bytes]
WRONG = ("false accept", "crash", "unprintable")
ODD = [
    *(0, 1, -1, 2**53, 2**63, "", "x", "\0", "\u202e", "e\u0301", "0" * 64, None, True, [], {}, [[]], {"a": None}),
    *("2026-05", "9999-12", "0001-01", "2026-05-03T09:00:00+08:00", "PT30M", "lift.car", "JASMINE-ENG-01", 253402300799999),
]  # fmt: skip


def unpacked(data: bytes) -> Files:
    """The files of a zip."""
    with ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(files: Files) -> bytes:
    """A zip of files."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        for name, data in files.items():
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED
            file.writestr(info, data)
    return target.getvalue()


class Golden:
    """The bundle that holds, what an auditor brings to it, and what it proves."""

    def __init__(self) -> None:
        self.data = (GOLDEN / "bundle.zip").read_bytes()
        self.files = unpacked(self.data)
        self.policy = Policy.parse((GOLDEN / "policy").read_bytes())
        self.size = int(self.files["checkpoint"].split(b"\n")[1])
        since = self.policy.since(self.policy.sealed(self.files["checkpoint"]).witnesses) * 1000
        self.wanted = Wanted(self.policy, least=self.size, since=since, months=("2026-04", "2026-05"))
        self.report = audit(opened(io.BytesIO(self.data)), self.wanted).text
        self.items = frozenset(items(self.files, self.policy))
        self.entries = [
            entry
            for one in tile.of_log(self.size)
            if one.level is None
            for entry in tile.unpack(self.files[one.path], one.width)
        ]


def items(files: Files, policy: Policy) -> Iterator[tuple[object, ...]]:
    """All that a bundle proves, piece by piece; how it is laid out, and what is only told, left aside."""
    keys = [*policy.logs, *policy.witnesses.values()]
    for name, data in files.items():
        if name == "bundle.json":
            told = json.loads(data)
            yield name, told["schema"], told["origin"], told["size"]
        elif name.startswith(("checkpoint", "receipts/")):
            note = Note.parse(data)
            place = name if name.startswith("checkpoint") else "receipt"
            yield place, note.text
            for key in note.signed_by(keys if name == "checkpoint" else policy.logs):  # of the others only the log's
                yield place, note.text, key, next(one.data for one in note.signatures if one.key == key.id)
        elif name == "disclosures.jsonl":
            for line in data.splitlines():
                yield name, *sorted(json.loads(line).items())
        else:
            yield name, data


# ── mutations: each gives the bytes of a zip ─────────────────────────────────


def zip_bits(golden: Golden, draw: random.Random) -> bytes:
    return flipped(golden.data, draw)


def zip_cut(golden: Golden, draw: random.Random) -> bytes:
    at, end = sorted(draw.sample(range(len(golden.data) + 1), 2))
    return draw.choice(
        [golden.data[:at], golden.data[at:], golden.data[:at] + golden.data[end:], golden.data + golden.data[at:end]]
    )


def file_bits(golden: Golden, draw: random.Random) -> bytes:
    name = draw.choice(list(golden.files))
    return zipped(golden.files | {name: flipped(golden.files[name], draw)})


def file_cut(golden: Golden, draw: random.Random) -> bytes:
    name = draw.choice(list(golden.files))
    data = golden.files[name]
    at, end = sorted(draw.sample(range(len(data) + 1), 2))
    other = golden.files[draw.choice(list(golden.files))]
    return zipped(
        golden.files
        | {name: draw.choice([data[:at], data[:at] + data[end:], data[:end] + data[at:], data[:at] + other])}
    )


def file_swap(golden: Golden, draw: random.Random) -> bytes:
    one, two = draw.sample(list(golden.files), 2)
    swapped = {one: golden.files[two], two: golden.files[one]}
    return zipped(golden.files | draw.choice([swapped, {one: golden.files[two]}]))


def file_gone(golden: Golden, draw: random.Random) -> bytes:
    files = dict(golden.files)
    for name in draw.sample(list(files), draw.randint(1, 3)):
        data = files.pop(name)
        if draw.random() < 0.3:
            files[draw.choice([name[:-1] + "0", name + "0", f"evidence/{canon.digest(data)}", "checkpoints/7"])] = data
    return zipped(files)


def paper_value(golden: Golden, draw: random.Random) -> bytes:
    """A value in a document, under the old name or under the hash it has now."""
    name = draw.choice([name for name in golden.files if name.endswith(".json")])
    data = canon.encode(edited(canon.loads(golden.files[name]), draw))
    files = dict(golden.files)
    if "/" in name and draw.random() < 0.5:
        del files[name]
        name = f"{name.partition('/')[0]}/{canon.digest(data)}.json"
    return zipped(files | {name: data})


def value_line(golden: Golden, draw: random.Random) -> bytes:
    """A personal value, its name, its salt or its fact."""
    lines = [json.loads(line) for line in golden.files["disclosures.jsonl"].splitlines()]
    at = draw.randrange(len(lines))
    lines[at] = draw.choice([edited(lines[at], draw), {**lines[at], draw.choice(list(lines[at])): draw.choice(ODD)}])
    draw.shuffle(lines)
    data = b"\n".join(json.dumps(line).encode() for line in lines)
    return zipped(golden.files | {"disclosures.jsonl": data})


def note_lines(golden: Golden, draw: random.Random) -> bytes:
    """Lines of signed notes left out, doubled, changed, or taken from another note."""
    names = [name for name in golden.files if name.startswith(("checkpoint", "receipts/"))]
    name = draw.choice(names)
    lines = golden.files[name].split(b"\n")
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(lines))
        other = draw.choice(golden.files[draw.choice(names)].split(b"\n"))
        lines[at : at + 1] = draw.choice([[], [lines[at]] * 2, [other], [lines[at], other], [flipped(lines[at], draw)]])
    return zipped(golden.files | {name: b"\n".join(lines)})


def entry_value(golden: Golden, draw: random.Random) -> bytes:
    """Entries changed and every tile, link, size and root computed again; only the signatures cannot be."""
    return zipped(relaid(golden, changed(golden, draw), draw))


def operator(golden: Golden, draw: random.Random) -> bytes:
    """The same signed anew by all, papers changed under names that fit."""
    from tests.covenant.bundle import example

    entries = changed(golden, draw)
    files = example.resigned(golden.files, entries)
    if draw.random() < 0.6:
        name = draw.choice([name for name in files if name.endswith(".json") and "/" in name])
        data = draw.choice([canon.encode(edited(canon.loads(files[name]), draw)), flipped(files[name], draw)])
        old, new = name.partition("/")[2][:-5], canon.digest(data)
        files = example.resigned(files, rechained([one.replace(old.encode(), new.encode()) for one in entries]))
        del files[name]
        files[f"{name.partition('/')[0]}/{new}.json"] = data
    return zipped(files)


KINDS: dict[str, Callable[[Golden, random.Random], bytes]] = {
    one.__name__: one
    for one in (
        *(zip_bits, zip_cut, file_bits, file_cut, file_swap, file_gone),
        *(paper_value, value_line, note_lines, entry_value, operator),
    )
}


def flipped(data: bytes, draw: random.Random) -> bytes:
    """One to four bits turned."""
    made = bytearray(data or b"\0")
    for _ in range(draw.randint(1, 4)):
        made[draw.randrange(len(made))] ^= 1 << draw.randrange(8)
    return bytes(made)


def edited(value: object, draw: random.Random) -> object:
    """A copy in which one value is another, one key is gone, or one item stands twice."""
    document = json.loads(json.dumps(value))
    place = document
    while isinstance(place, dict | list) and place:
        key = draw.choice(list(place)) if isinstance(place, dict) else draw.randrange(len(place))
        if not isinstance(place[key], dict | list) or not place[key] or draw.random() < 0.1:
            if isinstance(place[key], int) and draw.random() < 0.5:
                place[key] += draw.choice([-1, 1, 1000])
            elif draw.random() < 0.2:
                del place[key]
            else:
                place[key] = draw.choice([one for one in ODD if one not in (2**53, 2**63, "e\u0301")])
            break
        place = place[key]
    return document


def changed(golden: Golden, draw: random.Random) -> list[bytes]:
    """The entries with one or two changed, moved, doubled or left out, linked anew or not."""
    entries = list(golden.entries)
    for _ in range(draw.randint(1, 2)):
        at = draw.randrange(len(entries))
        choices = [
            [],
            [entries[at]] * 2,
            [draw.choice(entries)],
            [flipped(entries[at], draw)],
            *([[canon.encode(edited(json.loads(entries[at]), draw))]] * 4 if readable(entries[at]) else []),
        ]
        entries[at : at + 1] = draw.choice(choices)
        entries = entries or [b""]
    return rechained(entries) if draw.random() < 0.6 else entries


def readable(entry: bytes) -> bool:
    """Whether it can be edited as JSON."""
    try:
        canon.encode(canon.loads(entry))
    except (Problems, ValueError):
        return False
    return True


def rechained(entries: list[bytes]) -> list[bytes]:
    """The entries with the number and link of each set anew, as far as they can be read."""
    heads: dict[str, tuple[int, str | None]] = {}
    made = []
    for entry in entries:
        if readable(entry) and isinstance(data := json.loads(entry), dict) and isinstance(data.get("subject"), str):
            seq, prev = heads.get(data["subject"], (0, None))
            entry = canon.encode({**data, "seq": seq + 1, "prev": prev})
            heads[data["subject"]] = (seq + 1, merkle.leaf_hash(entry).hex())
        made.append(entry)
    return made


def relaid(golden: Golden, entries: list[bytes], draw: random.Random) -> Files:
    """Tiles laid anew; the checkpoint's text with the new size and root, or as it was."""
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    files = {name: data for name, data in golden.files.items() if not name.startswith("tile/")}
    grown = tile.grow(hashes, 0, lambda level, number: b"")
    for one in tile.of_log(len(entries)):
        first = one.number * tile.FULL
        packed = one.level is None
        files[one.path] = tile.pack(entries[first : first + one.width]) if packed else grown[one.level or 0, one.number]
    if draw.random() < 0.5:
        note = Note.parse(files["checkpoint"])
        found = Checkpoint.parse(note.text)._replace(size=len(entries), root=merkle.root_of(hashes))
        files["checkpoint"] = note._replace(text=found.text).whole
    return files


# ── judging ──────────────────────────────────────────────────────────────────


def judged(golden: Golden, kind: str, data: bytes) -> str:
    """What became of it: unusable, broken, the same, less; or what is wrong."""
    try:
        report = audit(opened(io.BytesIO(data)), golden.wanted)
        text = report.text
    except Problems as problems:
        said = [str(one) for one in problems.problems]
        return "unusable" if said and all(map(str.isprintable, said)) else "unprintable"
    except Exception:
        traceback.print_exc()
        return "crash"
    if not all(line.isprintable() for line in text.split("\n")):
        return "unprintable"
    if report.broken:
        return "broken"
    if kind == "operator":
        return "signed anew"
    found = frozenset(items(unpacked(data), golden.policy))
    if found == golden.items:
        return "the same"
    gone = [one for one in golden.items - found if not str(one[0]).startswith("tile/0")]
    if found < golden.items and (text != golden.report or not gone):
        return "less"
    return "false accept"


def run(count: int, seed: int, say: Callable[[str], object] = print) -> Counter[str]:
    """So many mutations; what became of them. Each wrong one is said with its number and kind."""
    golden, found, slowest = Golden(), Counter[str](), 0.0
    by_kind: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    began = time.monotonic()
    for number in range(count):
        draw = random.Random(f"{seed}/{number}")
        kind = list(KINDS)[number % len(KINDS)]
        data = KINDS[kind](golden, draw)
        start = time.monotonic()
        what = judged(golden, kind, data)
        slowest = max(slowest, time.monotonic() - start)
        found[what] += 1
        by_kind[kind][what] += 1
        if what in WRONG:
            say(f"{what}: mutation {number} of seed {seed}, {kind}")
        if number % 500 == 499:
            say(f"{number + 1:6} {time.monotonic() - began:6.0f} s  {dict(found)}")
    for kind, counts in by_kind.items():
        say(f"{kind:12} {dict(counts)}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    say(
        f"{count} mutations, seed {seed}: {found['false accept']} false accepts, {found['crash']} crashes, "
        f"{found['unprintable']} unprintable sentences; "
        f"{found['broken']} broken, {found['unusable']} unusable, {found['the same']} the same in every proven byte, "
        f"{found['less']} prove less and say so, {found['signed anew']} signed anew by all; "
        f"slowest {slowest * 1000:.0f} ms, {memory} MiB"
    )
    return found


if __name__ == "__main__":
    count, seed = [*map(int, sys.argv[1:3]), 10_000, 1][:2] if len(sys.argv) != 2 else (int(sys.argv[1]), 1)
    counts = run(count, seed)
    sys.exit(1 if sum(counts[what] for what in WRONG) else 0)
