"""An audit from one file: the log, the figures, the promises, the evidence. Keys, policy and what is the least to expect
come from outside, never from the bundle."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from covenant import canon
from covenant.bundle import anchors, figures, log, said
from covenant.bundle.archive import Archive, unknown
from covenant.bundle.report import BROKEN, OPEN, PROVEN, Report
from covenant.errors import Problems, unusable
from covenant.facts import Fact, matches
from covenant.seal import Policy, Receipt
from covenant.seal.receipt import DELAY

MANIFEST = "bundle.json"
LINE = 1 << 20  # what nobody signed and is read as JSON: a personal value, the manifest


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the auditor brings: the policy, the least size the log must have (0: unknown), the time its newest
    cosignatures must not be older than (ms UTC, 0: unknown), receipts to look up, the months that must be there."""

    policy: Policy
    least: int = 0
    since: int = 0
    receipts: Sequence[bytes] = ()
    months: Sequence[str] = ()


def audit(archive: Archive, wanted: Wanted) -> Report:
    """Everything that can be checked. Problems for a bundle that is none; what does not hold is in the report."""
    report, used = Report(), {MANIFEST}
    manifest = _manifest(archive)
    found = log.read(archive, wanted.policy, report, used)
    if found is None:
        return report
    _recent(found, wanted, report)
    figures.check(archive, found.facts, found.entries, wanted.months, report, used)
    _promises(archive, found, wanted, report, used)
    _evidence(archive, found.facts, report, used)
    said.ruled(found.facts, wanted.policy, report)
    said.agreed(archive, found.facts, report)
    _disclosures(archive, found.facts, said.erased(found.facts, report), report, used)
    anchors.check(found.facts, found.hashes, report)
    of = found.sealed.checkpoint
    if (manifest.get("origin"), manifest.get("size")) != (of.origin, of.size):
        report.add(BROKEN, "manifest", f"{MANIFEST} tells of another log, or of another size of it.")
    if strangers := unknown(archive, used):
        report.add(BROKEN, "strangers", f"The bundle holds what nothing in the log names: {strangers[0]}.")
    return report


def _manifest(archive: Archive) -> dict[str, Any]:
    whole = archive.read(MANIFEST)
    data = canon.loads(whole) if len(whole) <= LINE else None
    if not isinstance(data, dict) or data.get("schema") != "bundle/1":
        raise unusable(MANIFEST, "unknown_format", "This program reads bundles of format bundle/1.")
    return data


def _recent(found: log.Read, wanted: Wanted, report: Report) -> None:
    size = found.sealed.checkpoint.size
    if wanted.least:
        enough = size >= wanted.least
        text = f"The log has {size} entries; at least {wanted.least} were to be expected."
        report.add(PROVEN if enough else BROKEN, "least", text)
    else:
        report.add(OPEN, "least", "Whether newer entries were kept back: no least size was given (--at-least).")
    if wanted.since:
        enough = found.seen * 1000 >= wanted.since
        text = "Enough cosignatures are as recent as was asked."
        if not enough:
            text = "The newest cosignatures are older than was asked, or too few are newer."
        report.add(PROVEN if enough else BROKEN, "recent", text)


def _promises(archive: Archive, found: log.Read, wanted: Wanted, report: Report, used: set[str]) -> None:
    names = archive.names("receipts/")
    used.update(names)
    places = {leaf: at for at, leaf in enumerate(found.hashes)}
    reach = found.seen * 1000 or max((fact.recv for fact in found.facts), default=0)
    kept: set[bytes] = set()
    given = [("", data) for data in wanted.receipts]
    for name, data in [*given, *((name.removeprefix("receipts/"), archive.read(name)) for name in names)]:
        promised = Receipt.promised(data, wanted.policy.logs)
        if promised.origin != found.sealed.checkpoint.origin:
            report.add(OPEN, "other_receipt", f"A receipt is of the log {promised.origin}.")
        elif promised.leaf in places:
            at = places[promised.leaf]
            if name not in ("", found.facts[at].id):
                report.add(BROKEN, "receipt", f"The receipt of {name} is that of another fact.", at)
            kept.add(promised.leaf)
        elif promised.taken + DELAY >= reach:
            report.add(OPEN, "young_receipt", "A receipt is younger than this log; ask again with a newer bundle.")
        else:
            text = f"The log signed for a fact it does not hold (leaf hash {promised.leaf.hex()[:16]}…)."
            report.add(BROKEN, "broken_promise", text)
    if kept:
        report.add(PROVEN, "promises", f"{len(kept)} receipts: what they promise is in the log.")


def _evidence(archive: Archive, facts: Sequence[Fact], report: Report, used: set[str]) -> None:
    named = {blob.sha256: (blob, at) for at, fact in enumerate(facts) for blob in fact.blobs}
    names = archive.names("evidence/")
    good = 0
    for name in names:
        sha256 = name.removeprefix("evidence/")
        if sha256 not in named:
            continue  # said with the other strangers
        used.add(name)
        data = archive.read(name)
        blob, at = named[sha256]
        if hashlib.sha256(data).hexdigest() != sha256 or len(data) != blob.size:
            report.add(BROKEN, "evidence", f"The file {sha256[:16]}… is not the one a fact names.", at)
        else:
            good += 1
    if good:
        report.add(PROVEN, "evidence", f"{good} photos, films and signatures are those the facts name.")
    if len(named) > good:
        report.add(OPEN, "evidence_missing", f"{len(named) - good} files that facts name are not in the bundle.")


def _disclosures(
    archive: Archive, facts: Sequence[Fact], gone: set[tuple[str, str]], report: Report, used: set[str]
) -> None:
    name = "disclosures.jsonl"
    if name not in archive:
        return
    used.add(name)
    commitments = {fact.id: fact.sd for fact in facts}
    good: set[str] = set()
    for number, line in enumerate(_lines(archive.read(name)), start=1):
        opened = _opened(line, commitments)
        if opened is None:
            text = f"Line {number} of {name} does not open a commitment of the fact it names."
            report.add(BROKEN, "disclosure", text)
            return
        if opened[:2] in gone:
            report.add(BROKEN, "kept", f"Line {number} of {name} is a value that the log says was erased.")
            return
        good.add(opened[2])
    report.add(PROVEN, "disclosures", f"{len(good)} personal values are those the facts committed to.")


def _lines(data: bytes) -> Iterator[bytes]:
    """One after the other: all at once they can be many times as large as the file."""
    at = 0
    while at < len(data):
        end = data.find(b"\n", at) + 1 or len(data)
        yield data[at:end]
        at = end


def _opened(line: bytes, commitments: dict[str, tuple[str, ...]]) -> tuple[str, str, str] | None:
    """Fact, name and the commitment that a line opens with name, value and salt, written the one way there is; None when
    it opens none."""
    if len(line) > LINE:
        return None
    try:
        given = canon.loads(line)
        if not isinstance(given, dict) or given.keys() != {"fact", "name", "salt", "value"}:
            return None
        if not all(isinstance(value, str) for value in given.values()):
            return None
        salt = urlsafe_b64decode(given["salt"] + "=" * (-len(given["salt"]) % 4))
        if urlsafe_b64encode(salt).rstrip(b"=").decode() != given["salt"]:
            return None
        among = commitments.get(given["fact"], ())
        mine = next((one for one in among if matches(one, given["name"], given["value"], salt)), None)
        return None if mine is None else (given["fact"], given["name"], mine)
    except (Error, ValueError, Problems):
        return None
