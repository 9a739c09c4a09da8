"""The audit bundle of an estate: its log up to the newest checkpoint, and everything its figures rest on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from covenant import canon, tile
from covenant.errors import Refusal
from covenant.facts import decode
from covenant.period import Month
from weituo.ledger import blobs, exports
from weituo.ledger.time import ms
from weituo.month.models import Restatement, Statement
from weituo.pact import reads as pacts

MOMENT = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes whenever it is exported
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What was written: the log's size under its checkpoint, how many statements, files of evidence, personal values."""

    size: int
    statements: int
    evidence: int
    disclosures: int
    missing: int


def write(
    target: IO[bytes],
    *,
    estate_id: UUID,
    months: Iterable[Month] = (),
    evidence: bool = False,
    personal: bool = False,
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> Made:
    """Writes the zip file. Statements of these months only, of all when none are named; the log is always whole, for only
    so can nothing have been left out. `evidence` adds photos, films and signatures of the work, `personal` the values
    behind commitments, and with both the photos residents sent: whoever asks for these needs the right to see them.

    Refusal bundle.no_checkpoint before anything of the log was signed.
    """
    log = exports.newest(estate_id)
    if log is None:
        raise Refusal("bundle.no_checkpoint")
    chosen = {str(month) for month in months}
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=6) as file:
        manifest = {
            "schema": "bundle/1",
            "origin": log.origin,
            "size": log.size,
            "made_at": ms(now),
            "months": sorted(chosen),
            "evidence": evidence,
            "personal": personal,
        }
        _add(file, "bundle.json", canon.encode(manifest))
        _add(file, "checkpoint", log.note)
        for size, note in exports.earlier(log):
            _add(file, f"checkpoints/{size}", note)
        named = _log(file, log, personal, progress)
        statements = _statements(file, estate_id, chosen, log)
        _terms(file, estate_id, log)
        there = missing = 0
        if evidence:
            for sha256 in sorted(named):
                if blobs.exists(sha256):
                    _add(file, f"evidence/{sha256}", blobs.read(sha256))
                    there += 1
                else:
                    missing += 1
        values = _disclosures(file, log) if personal else 0
    return Made(log.size, statements, there, values, missing)


def _log(file: ZipFile, log: exports.Export, personal: bool, progress: Progress) -> set[str]:
    """Tiles and entries; the files the facts name, those of residents only where personal values are asked for."""
    named: set[str] = set()
    pending: list[bytes] = []
    entries = exports.entries(log)
    for one in tile.of_log(log.size):
        if one.level is not None:
            _add(file, one.path, exports.hashes(log, one))
            continue
        pending = [next(entries) for _ in range(one.width)]
        for entry in pending:
            if b'"blobs":[]' not in entry:
                blobs_named = decode(entry, checked=False).blobs
                named |= {blob.sha256 for blob in blobs_named if personal or blob.role != "report"}
        _add(file, one.path, tile.pack(pending))
        progress(one.number * tile.FULL + one.width, log.size)
    return named


def _statements(file: ZipFile, estate_id: UUID, months: set[str], log: exports.Export) -> int:
    """Those the log tells of under its checkpoint."""
    papers = {
        row.sha256: bytes(row.document)
        for rows in (
            Statement.objects.filter(estate_id=estate_id),
            Restatement.objects.filter(statement__estate_id=estate_id),
        )
        for row in rows
    }
    named: dict[str, bytes] = {}
    for body in exports.bodies(log, ["statement.issued", "statement.restated"]):
        sha256 = body.get("restated", body["statement"])
        if not months or body["month"] in months:
            named[sha256] = papers[sha256]
    for sha256, data in sorted(named.items()):
        _add(file, f"statements/{sha256}.json", data)
    return len(named)


def _terms(file: ZipFile, estate_id: UUID, log: exports.Export) -> None:
    papers = pacts.papers(estate_id)
    names: dict[str, str] = {}
    for body in exports.bodies(log, ["agreement.activated"]):
        names |= {
            f"terms/{body['terms']}.json": body["terms"],
            f"calendars/{body['calendars']}.json": body["calendars"],
        }
    for name, sha256 in sorted(names.items()):
        _add(file, name, papers[sha256])


def _disclosures(file: ZipFile, log: exports.Export) -> int:
    lines = list(_lines(log))
    _add(file, "disclosures.jsonl", b"".join(lines))
    return len(lines)


def _lines(log: exports.Export) -> Iterator[bytes]:
    for fact, name, salt, value in exports.disclosures(log):
        text = {"fact": fact, "name": name, "salt": salt, "value": value}
        yield json.dumps(text, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _add(file: ZipFile, name: str, data: bytes) -> None:
    info = ZipInfo(name, MOMENT)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o100644 << 16
    file.writestr(info, data)
