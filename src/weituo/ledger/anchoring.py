"""Once a day for all estates: their checkpoints into one common log, its checkpoint to whoever stands outside, and what
comes back into each estate's log, so that its bundle alone shows the whole way.

    estate's checkpoint → log.checkpointed in the common log → its checkpoint → receipt → log.anchored in the estate's log
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings

from covenant.errors import Problems
from covenant.facts import decode
from covenant.seal import Checkpoint as Text
from weituo.anchor.answers import Missing, Refused
from weituo.anchor.receipt import AnchorReceipt
from weituo.fetch import Unreachable
from weituo.ledger import publisher, sequencer, system, tree
from weituo.ledger.models import Checkpoint, Fact, Leaf, Log

COMMON = "weituo/checkpoints"
EVERY = timedelta(days=1)
PATIENCE = 30.0  # seconds for an authority's answer

Anchor = Callable[[Text], AnchorReceipt]


@dataclass(frozen=True, slots=True)
class Done:
    """What one run did: how many estates' checkpoints, the receipts, and what could not be reached."""

    estates: int
    receipts: tuple[AnchorReceipt, ...]
    troubles: tuple[str, ...]


def configured() -> dict[str, Anchor]:
    """The anchors the settings switch on, by their name; none by default."""
    found: dict[str, Anchor] = {}
    if settings.TSA_URL:
        found["rfc3161"] = _stamp
    if settings.CHAIN_URL:
        found["evm"] = _chain
    return found


def due(now: datetime) -> bool:
    """Whether anchors are switched on and the last run is a day ago."""
    if not configured():
        return False
    last = Fact.objects.filter(kind="log.checkpointed").order_by("-pk").values_list("recv", flat=True).first()
    return last is None or now - last >= EVERY


def run(now: datetime, anchors: Sequence[Anchor]) -> Done:
    """Anchors every estate's newest checkpoint that is not anchored yet. What was begun and cut off is begun anew: an
    entry more in the common log harms nobody."""
    chosen = [(log, row) for log in Log.objects.exclude(origin=COMMON) if (row := _fresh(log)) is not None]
    if not chosen:
        return Done(0, (), ())
    common = sequencer.opened(COMMON, now, system.EVERYWHERE)
    written = [(log, row, _told(common, log, row, now)) for log, row in chosen]
    sequencer.sequence(COMMON, now)
    publisher.publish(common, now)
    signed = publisher.latest(common)
    if signed is None:
        return Done(0, (), (Log.objects.get(pk=common.pk).halted or "The common log is not signed.",))
    text = publisher.text(signed)
    receipts, troubles = _outside(text, anchors)
    for log, row, fact_id in written:
        for receipt in receipts:
            _back(log, row, common, fact_id, text, receipt, now)
    return Done(len(written) if receipts else 0, tuple(receipts), tuple(troubles))


def _fresh(log: Log) -> Checkpoint | None:
    """The newest checkpoint, unless nothing but anchors came after the last one that was anchored."""
    row = publisher.latest(log)
    if row is None:
        return None
    last = Fact.objects.filter(subject=f"log/{log.origin}", kind="log.checkpointed").order_by("-seq").first()
    since = Leaf.objects.filter(log=log, index__lt=row.size).exclude(fact__kind="log.anchored")
    if last is not None:
        since = since.filter(index__gte=decode(bytes(last.entry), checked=False).body["size"])
    return row if since.exists() else None


def _told(common: Log, log: Log, row: Checkpoint, now: datetime) -> str:
    checkpoint = publisher.text(row)
    body = {
        "origin": log.origin,
        "size": row.size,
        "root": checkpoint.root.hex(),
        "text": sha256(checkpoint.text.encode()).hexdigest(),
    }
    return system.write(common, "log.checkpointed", f"log/{log.origin}", body, now).id


def _outside(text: Text, anchors: Sequence[Anchor]) -> tuple[list[AnchorReceipt], list[str]]:
    receipts, troubles = [], []
    for anchor in anchors:
        try:
            receipt = anchor(text)
        except (Missing, Refused, Unreachable, OSError, ValueError) as trouble:
            troubles.append(str(trouble))
            continue
        if receipt.fits(text.text):
            receipts.append(receipt)
        else:
            troubles.append("A receipt came back that is of another checkpoint.")
    return receipts, troubles


def _back(
    log: Log, row: Checkpoint, common: Log, fact_id: str, text: Text, receipt: AnchorReceipt, now: datetime
) -> None:
    place = tree.place(UUID(fact_id))
    assert place is not None
    entry = Fact.objects.values_list("entry", flat=True).get(fact_id=fact_id)
    body = {
        "checkpoint": publisher.text(row).text,
        "entry": bytes(entry).decode(),
        "index": place[1],
        "proof": [one.hex() for one in tree.inclusion(common, place[1], text.size)],
        "common": text.text,
        "receipt": receipt.body,
    }
    system.write(log, "log.anchored", f"log/{log.origin}/anchors", body, now)


def _stamp(text: Text) -> AnchorReceipt:
    from weituo.anchor import stamp

    roots = Path(settings.TSA_ROOTS).read_bytes()
    return stamp.stamp(sha256(text.text.encode()).digest(), settings.TSA_URL, roots, PATIENCE)


def _chain(text: Text) -> AnchorReceipt:
    from weituo.anchor.evm import Chain

    key = bytes.fromhex(Path(settings.CHAIN_KEY).read_text().strip().removeprefix("0x"))
    chain = Chain(
        settings.CHAIN_URL,
        settings.CHAIN_CONTRACT,
        key,
        chain_id=settings.CHAIN_ID,
        confirmations=settings.CHAIN_CONFIRMATIONS,
    )
    name, note = sha256(text.origin.encode()).digest(), sha256(text.text.encode()).digest()
    return chain.anchor(name, text.size, text.root, note)


def verified(estate_id: UUID, owner: str) -> Iterator[tuple[int, datetime | None, str]]:
    """Every anchor an estate's log tells of, asked where it stands: its size, the time, or what does not hold."""
    from weituo.anchor import evm, stamp

    log = Log.objects.filter(estate_id=estate_id).first()
    rows = Fact.objects.filter(leaf__log=log, kind="log.anchored").order_by("pk").values_list("entry", flat=True)
    for entry in rows:
        body = decode(bytes(entry), checked=False).body
        size = Text.parse(body["checkpoint"]).size
        try:
            receipt = AnchorReceipt.of(body["receipt"])
            if not receipt.fits(body["common"]):
                raise Refused("other_checkpoint", "The receipt is of another checkpoint.")
            if receipt.kind == "rfc3161":
                roots = Path(settings.TSA_ROOTS).read_bytes() if settings.TSA_ROOTS else b""
                when = stamp.verify(receipt, receipt.digest, roots)
            else:
                when = evm.verify(
                    receipt,
                    settings.CHAIN_URL,
                    settings.CHAIN_CONTRACT,
                    settings.CHAIN_ID,
                    owner,
                    confirmations=settings.CHAIN_CONFIRMATIONS,
                )
            yield size, when, ""
        except (Missing, Refused, Unreachable, Problems, OSError) as trouble:
            yield size, None, str(trouble)
