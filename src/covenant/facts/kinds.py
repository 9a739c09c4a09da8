"""The closed set of facts and the schema of each one's body.

A released kind never changes meaning; a new need is a new kind. No personal data and no free text stand in a body:
they are commitments (see `commitment`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from covenant.errors import unusable
from covenant.period import Month

Check = Callable[[object], bool]

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/#-]*", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_LINES = re.compile(r"[^\x00-\x09\x0b-\x1f\x7f]+")
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


def is_word(value: object) -> bool:
    """A dotted word of the terms, such as `lift.car` or `S0`."""
    return isinstance(value, str) and len(value) <= 80 and bool(_WORD.fullmatch(value))


def is_name(value: object) -> bool:
    """An identifier given by people or devices: an agreement's key, a pseudonym, a source key."""
    return isinstance(value, str) and len(value) <= 120 and bool(_NAME.fullmatch(value))


def is_uuid(value: object) -> bool:
    """A lower-case UUID."""
    return isinstance(value, str) and bool(_UUID.fullmatch(value))


def is_hash(value: object) -> bool:
    """A SHA-256 in lower-case hex."""
    return isinstance(value, str) and bool(_HASH.fullmatch(value))


def is_instant(value: object) -> bool:
    """Milliseconds UTC within the years 1970 to 9999."""
    return type(value) is int and 0 <= value < 253_402_300_800_000


def is_count(value: object) -> bool:
    """A whole number from 1."""
    return type(value) is int and 1 <= value < 2**31


def is_number(value: object) -> bool:
    """A whole number from 0."""
    return type(value) is int and 0 <= value < 2**31


def is_fen(value: object) -> bool:
    """An amount in fen, of either sign."""
    return type(value) is int and abs(value) < 2**53


def is_party(value: object) -> bool:
    """The letter of a party."""
    return isinstance(value, str) and len(value) == 1 and "A" <= value <= "Z"


def is_amounts(value: object) -> bool:
    """Amounts in fen by the word of their line."""
    return (
        isinstance(value, Mapping)
        and len(value) <= 20
        and all(is_word(key) and is_fen(one) for key, one in value.items())
    )


def is_month(value: object) -> bool:
    """A month such as 2026-04."""
    if not isinstance(value, str):
        return False
    try:
        Month.parse(value)
    except ValueError:
        return False
    return True


def one_of(*words: str) -> Check:
    """Exactly one of these words."""
    return lambda value: isinstance(value, str) and value in words


def optional(check: Check) -> Check:
    """null, or what `check` accepts."""
    return lambda value: value is None or check(value)


def is_flag(value: object) -> bool:
    """true or false."""
    return isinstance(value, bool)


def is_lines(value: object) -> bool:
    """Lines that machines wrote: no control character but the line feed, at most 4,000 characters."""
    return isinstance(value, str) and len(value) <= 4000 and bool(_LINES.fullmatch(value))


def is_proof(value: object) -> bool:
    """The hashes of an inclusion proof."""
    return isinstance(value, list) and len(value) <= 63 and all(map(is_hash, value))


def is_words(value: object) -> bool:
    """Different words, at least one."""
    return (
        isinstance(value, list) and 0 < len(value) <= 20 and all(map(is_word, value)) and len(set(value)) == len(value)
    )


def is_names(value: object) -> bool:
    """Different identifiers, at most five, none allowed."""
    return isinstance(value, list) and len(value) <= 5 and all(map(is_name, value)) and len(set(value)) == len(value)


def is_receipt(value: object) -> bool:
    """What came back from outside (docs/anchors.md): its version, kind, the digest it is about, and the rest of it."""
    return (
        isinstance(value, Mapping)
        and type(value.get("v")) is int
        and value["v"] == 1
        and value.get("kind") in ("rfc3161", "evm")
        and is_hash(value.get("digest"))
    )


def is_stars(value: object) -> bool:
    """One to five."""
    return type(value) is int and 1 <= value <= 5


def is_source(value: object) -> bool:
    """Where an imported order came from: file hash, row, and the row's own key."""
    return (
        isinstance(value, Mapping)
        and set(value) == {"file", "row", "key"}
        and is_hash(value["file"])
        and is_count(value["row"])
        and is_name(value["key"])
    )


ROLES = ("before", "after", "video", "signature")
CHANNELS = ("code", "telephone", "desk", "api", "import")
REJECTIONS = ("not_fixed", "poor_work", "no_evidence", "wrong_place", "other")
CANCELLATIONS = ("duplicate", "mistaken", "withdrawn", "outside")

KINDS: dict[str, dict[str, Check]] = {
    "agreement.activated": {
        "agreement": is_name,
        "version": is_count,
        "terms": is_hash,
        "calendars": is_hash,
        "effective_from": is_instant,
    },
    "order.reported": {
        "agreement": is_name,
        "item": is_word,
        "fault": is_word,
        "cause": is_word,
        "severity": is_word,
        "place": optional(is_name),
        "equipment": optional(is_name),
        "channel": one_of(*CHANNELS),
        "recurrence_of": optional(is_uuid),
        "source": optional(is_source),
    },
    "order.followed": {},
    "order.classified": {"severity": is_word, "item": is_word, "fault": is_word, "cause": is_word},
    "order.assigned": {"to": is_name, "mode": one_of("auto", "manual")},
    "order.accompanied": {"with": is_names},
    "order.taken": {},
    "order.arrived": {"proof": one_of("code", "manual", "import")},
    "order.paused": {"reason": is_word},
    "order.resumed": {},
    "order.pause_ruled": {"pause": is_uuid, "approved": is_flag},
    "order.claimed": {},
    "order.evidenced": {"role": one_of(*ROLES), "signer": optional(one_of("resident", "supervisor"))},
    "order.accepted": {},
    "order.rejected": {"reason": one_of(*REJECTIONS)},
    "order.confirmed": {},
    "order.rated": {"stars": is_stars},
    "order.recurrence_ruled": {"of": is_uuid, "confirmed": is_flag},
    "order.cancelled": {"reason": one_of(*CANCELLATIONS), "into": optional(is_uuid)},
    "agreement.signed": {"agreement": is_name, "version": is_count, "terms": is_hash},
    "agreement.suspended": {"agreement": is_name, "from": is_instant},
    "agreement.resumed": {"agreement": is_name, "from": is_instant},
    "agreement.ended": {
        "agreement": is_name,
        "from": is_instant,
        "ground": one_of("term", "notice", "mutual", "statute"),
    },
    "order.called_out": {},
    "order.transferred": {"to": is_party},
    "order.excuse_claimed": {"excuse": is_word},
    "order.excuse_ruled": {"claim": is_uuid, "approved": is_flag},
    "incident.found": {
        "agreement": is_name,
        "event": is_word,
        "order": optional(is_uuid),
        "equipment": optional(is_name),
    },
    "incident.withdrawn": {},
    "task.planned": {
        "agreement": is_name,
        "task": is_word,
        "item": is_word,
        "equipment": optional(is_name),
        "from": is_instant,
        "to": is_instant,
        "statutory": is_flag,
    },
    "task.done": {},
    "inspection.recorded": {"agreement": is_name, "passed": is_number, "checked": is_count},
    "inventory.taken": {"agreement": is_name, "intact": is_number, "units": is_count},
    "duty.done": {"agreement": is_name, "duty": is_word},
    "exit.noticed": {"agreement": is_name},
    "exit.withdrawn": {"agreement": is_name},
    "exit.handed_over": {"agreement": is_name},
    "log.checkpointed": {"origin": is_name, "size": is_count, "root": is_hash, "text": is_hash},
    "log.anchored": {
        "checkpoint": is_lines,
        "entry": is_lines,
        "index": is_number,
        "proof": is_proof,
        "common": is_lines,
        "receipt": is_receipt,
    },
    "log.ruled": {"policy": is_lines},
    "privacy.erased": {"fact": is_uuid, "names": is_words, "reason": one_of("request", "retention", "mistake")},
    "statement.disputed": {"statement": is_hash, "figure": is_name},
    "statement.decided": {"dispute": is_uuid, "upheld": is_flag},
    "statement.restated": {
        "agreement": is_name,
        "month": is_month,
        "statement": is_hash,
        "restated": is_hash,
        "as_of": is_instant,
        "into": is_month,
        "lines": is_amounts,
        "net": is_fen,
        "vat": is_fen,
        "gross": is_fen,
    },
    "statement.issued": {"agreement": is_name, "month": is_month, "statement": is_hash, "as_of": is_instant},
    "statement.signed": {"statement": is_hash},
}


def check_body(kind: str, body: Mapping[str, Any]) -> None:
    """Raise Problems unless `kind` is known and `body` has exactly its keys with fitting values."""
    schema = KINDS.get(kind)
    if schema is None:
        raise unusable("kind", "unknown_kind", f"{kind!r} is not a kind of fact.")
    if body.keys() != schema.keys():
        odd = ", ".join(sorted(body.keys() ^ schema.keys()))
        raise unusable("body", "wrong_keys", f"The body of {kind} has a missing or unknown key: {odd}.")
    for key, check in schema.items():
        if not check(body[key]):
            raise unusable(f"body.{key}", "wrong_value", f"{body[key]!r} does not fit {kind}.{key}.")
