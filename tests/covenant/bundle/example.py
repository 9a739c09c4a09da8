"""A small valid bundle without a database, and the means to make every wrong one of it cheaply.

The log: an agreement comes into force, April has three orders and a visit, its statement is issued and signed, a fact
of April arrives late, the month is corrected, May carries the correction, a second version of the terms comes.
"""

import io
import json
import os
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from covenant import canon, merkle, tile
from covenant.agreement import Agreement, read
from covenant.bundle import Report, Wanted, audit, opened
from covenant.calendar import Calendars
from covenant.errors import Problems
from covenant.facts import Blob, Fact, decode, disclosure, encode, leaf_hash
from covenant.period import Month
from covenant.seal import COSIGNATURE, Checkpoint, Note, Policy, Receipt
from covenant.statement import settle_month, statement_bytes
from tests.covenant.example import CALENDARS, Story, at, second
from tests.covenant.ledger.example import Signer

ORIGIN, KEY = "weituo/test", "JASMINE-ENG-01"
LOG = Signer(ORIGIN)
WITNESSES = {f"w{number}": Signer(f"witness.example/{number}", COSIGNATURE) for number in (1, 2, 3)}
STRANGER = Signer("witness.example/4", COSIGNATURE)
POLICY = Policy.parse(
    "\n".join(
        [f"log {LOG.key.line}"]
        + [f"witness {name} {one.key.line}" for name, one in WITNESSES.items()]
        + ["group two 2 w1 w2 w3", "quorum two", ""]
    ).encode()
)
ALONE = Policy.parse(f"log {LOG.key.line}\nquorum none\n".encode())
PHOTOS = {role: f"{role} photo".encode() * 40 for role in ("report", "before", "after")}
PRIVATE = (("words", "灯不亮了", b"\1" * 16), ("name", "王小明", b"\2" * 16), ("phone", "13800000000", b"\3" * 16))
MONTHS = ("2026-04", "2026-05")
Files = dict[str, bytes]


class Log:
    """A log being written: each fact takes its place in its subject's chain."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self.papers: Files = {}
        self.heads: dict[str, tuple[int, str]] = {}
        self.versions: list[object] = []

    def take(self, fact: Fact) -> Fact:
        """The fact with its number and link, appended."""
        seq, prev = self.heads.get(fact.subject, (0, None))
        placed = fact._replace(seq=seq + 1, prev=prev)
        entry = encode(placed)
        self.heads[fact.subject] = (seq + 1, leaf_hash(entry))
        self.entries.append(entry)
        return placed

    def add(
        self, kind: str, subject: str, when: str, body: Mapping[str, object], party: str = "P", since: str = ""
    ) -> Fact:
        """One more fact that is of no order; it counts from `since` when it was taken later."""
        number = f"20000000-0000-7000-8000-{len(self.entries):012d}"
        counts, basis = at(since or when), "offline" if since else None
        return self.take(
            Fact(number, ORIGIN, kind, subject, 0, None, counts, at(when), "m-9", party, body, basis=basis)
        )

    def paper(self, folder: str, data: bytes) -> str:
        """Puts a document under its hash, which it gives."""
        self.papers[f"{folder}/{canon.digest(data)}.json"] = data
        return canon.digest(data)

    def activate(self, when: str, document: Mapping[str, object]) -> None:
        """A version of the terms comes into force."""
        terms = read(document)
        self.versions.append(terms)
        body = {
            "agreement": KEY, "version": terms.no, "terms": self.paper("terms", canon.encode(document)),
            "calendars": self.paper("calendars", canon.encode(CALENDARS)), "effective_from": terms.effective_from,
        }  # fmt: skip
        self.add("agreement.activated", f"agreement/{KEY}", when, body)

    def settled(self, month: str, when: str) -> dict[str, object]:
        """What the log gives for a month."""
        agreement, calendars = Agreement(self.versions), Calendars.from_data(CALENDARS)
        return settle_month(agreement, calendars, list(self.entries), Month.parse(month), at(when))

    def issue(self, month: str, when: str) -> Mapping[str, object]:
        """Closes a month."""
        document = self.settled(month, when)
        body = {"agreement": KEY, "month": month, "as_of": at(when)}
        body["statement"] = self.paper("statements", statement_bytes(document))
        self.add("statement.issued", f"statement/{month}", when, body)
        return document

    def restate(self, month: str, when: str, before: Mapping[str, object], into: str) -> Mapping[str, object]:
        """Corrects a month with what is known now."""
        document = self.settled(month, when)
        new, old = lines(document), lines(before)
        difference = {key: new.get(key, 0) - old.get(key, 0) for key in {**old, **new}}
        body = {
            "agreement": KEY, "month": month, "statement": canon.digest(statement_bytes(before)), "into": into,
            "restated": self.paper("statements", statement_bytes(document)), "as_of": at(when),
            "lines": {key: fen for key, fen in difference.items() if fen},
            **{key: document[key] - before[key] for key in ("net", "vat", "gross")},
        }  # fmt: skip
        self.add("statement.restated", f"statement/{month}", when, body)
        return document


def lines(document: Mapping[str, object]) -> dict[str, int]:
    """Fen by line of the net."""
    found: dict[str, int] = {}
    for line in document["lines"]:
        if line["key"] != "vat":
            found[line["key"]] = found.get(line["key"], 0) + line["fen"]
    return found


def _orders() -> list[Fact]:
    """Three orders of April by their time; the first with photos and personal values."""
    one = Story(1, start="04-10 13:00").done("04-10 13:20", "04-10 15:00", "04-11 09:00")
    two = Story(2, severity="S1", item="lift.car", fault="stuck", start="04-15 20:00")
    two.done("04-15 21:40", "04-16 04:00", "04-16 09:00").add("rated", "04-16 12:00", {"stars": 2}, "R")
    three = Story(3, severity="S1", item="water.pipe", fault="leak", start="04-20 10:00")
    three.done("04-20 10:20", "04-20 13:00").add("rated", "04-21 12:00", {"stars": 5}, "R")
    blobs = {role: Blob(sha256(data).hexdigest(), len(data), "image/jpeg", role) for role, data in PHOTOS.items()}
    facts = list(one.facts)
    commitments = tuple(sorted(disclosure(*each)[0] for each in PRIVATE))
    facts[0] = facts[0]._replace(sd=commitments, blobs=(blobs["report"],))
    facts[3] = facts[3]._replace(blobs=(blobs["before"], blobs["after"]))
    return sorted([*facts, *two.facts, *three.facts], key=lambda fact: fact.recv)


@cache
def log() -> Log:
    """The whole story."""
    made = Log()
    made.activate("01-01 09:00", second())
    made.add("inspection.recorded", "inspection/1", "04-09 10:00", {"agreement": KEY, "passed": 38, "checked": 40})
    for fact in _orders():
        made.take(fact)
    before = made.issue("2026-04", "05-03 09:00")
    signed = {"statement": canon.digest(statement_bytes(before))}
    made.add("statement.signed", "statement/2026-04", "05-03 10:00", signed)
    made.add("statement.signed", "statement/2026-04", "05-03 11:00", signed, "A")
    event = {"agreement": KEY, "event": "false_record", "order": None, "equipment": None}
    made.add("incident.found", "incident/1", "05-05 10:00", event, since="04-28 10:00")
    made.restate("2026-04", "05-10 09:00", before, "2026-05")
    made.issue("2026-05", "06-03 09:00")
    version = {"no": 2, "effective_from": "2026-07-01T00:00:00+08:00", "supersedes": 1}
    made.activate("06-20 09:00", second(version={**second()["version"], **version}))
    return made


SEEN = at("06-20 09:00") // 1000 + 60  # seconds: when the witnesses saw the newest checkpoint


def note(entries: Iterable[bytes], seconds: int = SEEN, signers: Iterable[Signer] | None = None) -> bytes:
    """The signed checkpoint over these entries; by the log and all witnesses unless said otherwise."""
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    text = Checkpoint(ORIGIN, len(hashes), merkle.root_of(hashes)).text
    chosen = [LOG, *WITNESSES.values()] if signers is None else list(signers)
    return Note(text, tuple(one.sign(text, seconds) for one in chosen)).whole


def receipt(leaf: bytes, taken: int, origin: str = ORIGIN, signer: Signer = LOG) -> bytes:
    """The log's word that it took a leaf."""
    text = Receipt(origin, leaf, taken).text
    return Note(text, (signer.sign(text),)).whole


def laid(entries: list[bytes]) -> Files:
    """Tiles of entries and of hashes."""
    grown = tile.grow(map(merkle.leaf_hash, entries), 0, lambda level, number: b"")
    found = {}
    for one in tile.of_log(len(entries)):
        first = one.number * tile.FULL
        packed = one.level is None
        found[one.path] = tile.pack(entries[first : first + one.width]) if packed else grown[one.level, one.number]
    return found


@cache
def _files() -> Files:
    made = log()
    entries = made.entries
    size = len(entries)
    manifest = {"schema": "bundle/1", "origin": ORIGIN, "size": size, "made_at": SEEN * 1000, "months": []}
    found = {"bundle.json": canon.encode({**manifest, "evidence": True, "personal": True}), "checkpoint": note(entries)}
    for earlier in (1, 9, size - 3):
        seconds = decode(entries[earlier - 1]).recv // 1000 + 2
        found[f"checkpoints/{earlier}"] = note(entries[:earlier], seconds)
    found |= laid(entries) | made.papers
    found |= {f"evidence/{sha256(data).hexdigest()}": data for data in PHOTOS.values()}
    fact = next(fact for fact in map(decode, entries) if fact.sd)
    found["disclosures.jsonl"] = b"".join(told(fact.id, *each) for each in PRIVATE)
    for place in (2, 5):
        one = decode(entries[place])
        found[f"receipts/{one.id}"] = receipt(merkle.leaf_hash(entries[place]), one.recv)
    return found


def told(fact: str, name: str, value: str, salt: bytes) -> bytes:
    """A line of disclosures.jsonl."""
    text = {"fact": fact, "name": name, "salt": urlsafe_b64encode(salt).rstrip(b"=").decode(), "value": value}
    return json.dumps(text, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def files() -> Files:
    """The valid bundle's files."""
    return dict(_files())


def entries_of(found: Files) -> list[bytes]:
    """What a bundle's tiles of entries hold."""
    size = int(found["checkpoint"].split(b"\n")[1])
    places = [one for one in tile.of_log(size) if one.level is None]
    return [entry for one in places for entry in tile.unpack(found[one.path], one.width)]


def relaid(found: Files, entries: list[bytes]) -> Files:
    """Other entries and their tiles under the checkpoint as it was signed: what anybody can do."""
    return {name: data for name, data in found.items() if not name.startswith("tile/")} | laid(entries)


def resigned(found: Files, entries: list[bytes], seconds: int = SEEN, signers: Iterable[Signer] | None = None) -> Files:
    """Other entries under a new checkpoint by all: what the operator and the witnesses together can do. Earlier
    checkpoints that do not fit any more are left out."""
    made = relaid(found, entries) | {"checkpoint": note(entries, seconds, signers)}
    made["bundle.json"] = canon.encode({**json.loads(found["bundle.json"]), "size": len(entries)})
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    for name in [name for name in made if name.startswith("checkpoints/")]:
        signed = Checkpoint.parse(Note.parse(made[name]).text)
        if signed.size > len(hashes) or merkle.root_of(hashes[: signed.size]) != signed.root:
            del made[name]
    for name in [name for name in made if name.startswith("receipts/")]:
        if Receipt.promised(made[name], POLICY.logs).leaf not in hashes:
            del made[name]
    return made


def rechained(changed: Iterable[Fact]) -> list[bytes]:
    """The entries of these facts with every number and link set anew."""
    made = Log()
    for fact in changed:
        made.take(fact)
    return made.entries


def facts() -> list[Fact]:
    """The valid log's facts."""
    return [decode(entry) for entry in log().entries]


def place(kind: str, nth: int = 0) -> int:
    """Where the nth fact of a kind stands."""
    return [number for number, fact in enumerate(facts()) if fact.kind == kind][nth]


def zipped(found: Files, compression: int = ZIP_DEFLATED) -> bytes:
    """The files as a zip, the same bytes each time."""
    target = io.BytesIO()
    with ZipFile(target, "w", compression, compresslevel=6) as file:
        for name, data in found.items():
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = compression, 0o100644 << 16
            file.writestr(info, data)
    return target.getvalue()


def stored(found: Files) -> bytes:
    """The same without compression."""
    return zipped(found, ZIP_STORED)


def report(data: bytes | Files, policy: Policy = POLICY, **wanted: object) -> Report:
    """What the verifier says."""
    whole = data if isinstance(data, bytes) else zipped(data)
    return audit(opened(io.BytesIO(whole)), Wanted(policy, **wanted))


def refused(data: bytes | Files, policy: Policy = POLICY, **wanted: object) -> str:
    """The code of what does not hold, or of why the bundle is none; the sentence is one that can be read."""
    try:
        found = report(data, policy, **wanted)
    except Problems as problems:
        said = problems.problems
    else:
        return _broken(found)
    assert all(str(one).isprintable() and len(str(one)) < 500 for one in said)
    return said[0].code


def _broken(found: Report) -> str:
    assert found.broken, found.text
    for one in found.text.split("\n"):
        assert one.isprintable()
    assert found.text.split("\n")[-1].startswith("NOT PROVEN.")
    return found.broken[0].code


def verified(folder: os.PathLike[str], data: bytes | Files, *arguments: str, policy: Policy = POLICY) -> list[str]:
    """The command line for a bundle written into a folder."""
    target, rules = os.path.join(folder, "bundle.zip"), os.path.join(folder, "policy")
    with open(target, "wb") as file:
        file.write(data if isinstance(data, bytes) else zipped(data))
    with open(rules, "w", encoding="utf-8") as file:
        file.write(policy.text)
    return [sys.executable, "-m", "covenant", "verify", target, "--policy", rules, *arguments]
