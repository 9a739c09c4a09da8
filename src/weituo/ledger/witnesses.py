"""Those who cosign our checkpoints: asked, or coming by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from covenant.errors import Problems, unusable
from covenant.seal import COSIGNATURE, Note, Policy, VerifierKey
from covenant.seal import Checkpoint as Text
from covenant.seal.note import Signature, check, signature
from covenant.seal.policy import NONE, Group
from weituo.ledger import keys, publisher, system, tree
from weituo.ledger.models import Checkpoint, Cosignature, Log, Witness
from weituo.witness.client import Conflict, Refused, Unreachable
from weituo.witness.client import Witness as Client

PATIENCE = 1.0  # seconds
RECENT = 20  # checkpoints a witness may lag behind
MOST = 12  # witnesses of one log: a note holds sixteen signatures, and the log's own keys sign too
AHEAD = "The witness {name} has seen {theirs} leaves, the log holds {ours}: the database is an older copy."


def add(log: Log, *, name: str, vkey: str, url: str, party: str, now: datetime) -> Witness:
    """A witness of the log. ValueError for a key that is none of a witness or that the log signs with, and for one witness
    more than a note has room for; Problems for a text that is no key."""
    key = VerifierKey.parse(vkey)
    if len(present(log)) >= MOST:
        raise ValueError(f"a log has at most {MOST} witnesses")
    if key.kind != COSIGNATURE or any(key.public == own.public for own in keys.all_of(log)):
        raise ValueError("this is not the key of a witness")
    with transaction.atomic():
        row = Witness.objects.create(log=log, name=name, vkey=vkey, url=url, party=party, added_at=now)
        rule(log, now)
    return row


def remove(row: Witness, now: datetime) -> None:
    """From now on this one is no witness any more; what it cosigned stays. ValueError when the log asks for as many as
    there are: nobody lowers that in passing."""
    with transaction.atomic():
        log = Log.objects.select_for_update().get(pk=row.log_id)
        if len(present(log)) <= log.quorum:
            raise ValueError(f"{log.quorum} witnesses must cosign, and there are no more than that")
        Witness.objects.filter(pk=row.pk, removed_at=None).update(removed_at=now)
        rule(log, now)


def rule(log: Log, now: datetime) -> None:
    """Writes who must sign from now on into the log itself: nobody changes that unseen."""
    keys.ensure(log, now)
    system.write(log, "log.ruled", f"log/{log.origin}/policy", {"policy": policy(log).text}, now)


def present(log: Log) -> list[Witness]:
    """The witnesses of today."""
    return list(Witness.objects.filter(log=log, removed_at=None).order_by("pk"))


def require(log: Log, count: int, now: datetime) -> None:
    """How many witnesses must cosign from now on."""
    with transaction.atomic():
        Log.objects.filter(pk=log.pk).update(quorum=count)
        rule(Log.objects.get(pk=log.pk), now)


def policy(log: Log) -> Policy:
    """Who must have signed a checkpoint of this log, as it is handed out."""
    members = {f"w{row.pk}": VerifierKey.parse(row.vkey) for row in present(log)}
    groups = {"witnesses": Group(log.quorum, tuple(members))} if log.quorum else {}
    return Policy(tuple(keys.all_of(log)), members, groups, "witnesses" if log.quorum else NONE)


def note(checkpoint: Checkpoint) -> bytes:
    """The checkpoint with every cosignature it has."""
    lines = checkpoint.cosignatures.order_by("pk").values_list("line", flat=True)
    return (checkpoint.note + "".join(f"{line}\n" for line in lines)).encode()


def sealed(log: Log) -> Checkpoint | None:
    """The newest checkpoint that enough witnesses cosigned (their lines were checked when they came)."""
    rows = Checkpoint.objects.filter(log=log)
    if log.quorum:
        mine = Q(cosignatures__witness__removed_at=None)
        rows = rows.annotate(voices=Count("cosignatures", filter=mine)).filter(voices__gte=log.quorum)
    return rows.order_by("-size").first()


def covering(log: Log) -> list[Checkpoint]:
    """The newest checkpoint that enough witnesses cosigned, then the newest at all: under the first of these that is
    larger than its index a fact is proven best."""
    rows = [row for row in (sealed(log), publisher.latest(log)) if row is not None]
    return list({row.pk: row for row in rows}.values())


def token(row: Witness) -> str:
    """What a witness's own address ends with; worth nothing once the witness is removed."""
    return Signer(salt="weituo.log").sign(str(row.pk)).replace(":", ".")


def by_token(text: str) -> Witness | None:
    """The witness of today that was given this address; None for any other."""
    try:
        key = Signer(salt="weituo.log").unsign(text.replace(".", ":", 1))
    except BadSignature:
        return None
    return Witness.objects.select_related("log").filter(pk=key, removed_at=None).first()


def take(checkpoint: Checkpoint, line: str) -> bool:
    """Keeps a cosignature that came in; False when it was here. Problems when no witness of the log made it."""
    found = signature(line.strip("\n"))
    for row in present(checkpoint.log):
        key = VerifierKey.parse(row.vkey)
        if (key.name, key.id) == (found.name, found.key):
            return _keep(checkpoint, row, key, found)
    raise unusable("cosignature", "unknown_key", "This is not the key of a witness of this log.")


def hand_in(row: Witness, line: str) -> bool:
    """Keeps what a witness hands in by itself: its line under one of the newest checkpoints, for by now there may be a
    newer one than it saw. Problems when it fits none of them."""
    key, found = VerifierKey.parse(row.vkey), signature(line.strip("\n"))
    if (key.name, key.id) != (found.name, found.key):
        raise unusable("cosignature", "unknown_key", "This is not the key this address was given to.")
    problem = unusable("cosignature", "no_checkpoint", "There is no checkpoint to cosign yet.")
    for checkpoint in Checkpoint.objects.filter(log=row.log).order_by("-size")[:RECENT]:
        try:
            return _keep(checkpoint, row, key, found)
        except Problems as problems:
            problem = problems
    raise problem


def ask(log: Log, now: datetime) -> int:
    """Asks every witness with an address for the newest checkpoint; how many cosigned. Halts a log that is behind one."""
    checkpoint = publisher.latest(log)
    if checkpoint is None or log.halted:
        return 0
    done = 0
    have = set(checkpoint.cosignatures.values_list("witness_id", flat=True))
    for row in _asked(log):
        if row.pk not in have:
            done += _ask(log, checkpoint, row, now)
    return done


def behind(log: Log, now: datetime) -> bool:
    """Whether a witness that can be reached has seen more of the log than is here; then it is halted. Asked at a start,
    before anything is signed."""
    return any(_contradicts(log, row, now) for row in _asked(log))


def _contradicts(log: Log, row: Witness, now: datetime) -> bool:
    """Whether a witness holds a checkpoint that our own key signed and that this log is not the continuation of; then the
    log is halted. What a witness merely says halts nothing: a lying one would stop every log."""
    try:
        latest = Client(row.url, VerifierKey.parse(row.vkey)).latest(log.origin)
        if latest is None:
            return False
        note = Note.parse(latest)
        if not note.signed_by(keys.all_of(log)):
            _trouble(row, "It shows a checkpoint that this log did not sign.", now)
            return False
        theirs = Text.parse(note.text)
    except (Unreachable, Refused, Problems) as trouble:
        _trouble(row, str(trouble), now)
        return False
    if theirs.size > log.size:
        publisher.halt(log, AHEAD.format(name=row.name, theirs=theirs.size, ours=log.size))
        return True
    if tree.root(log, theirs.size) != theirs.root:
        publisher.halt(log, f"The witness {row.name} has seen another log of {theirs.size} leaves, signed by our key.")
        return True
    return False


def _asked(log: Log) -> Iterable[Witness]:
    return Witness.objects.filter(log=log, removed_at=None).exclude(url="").order_by("pk")


def _ask(log: Log, checkpoint: Checkpoint, row: Witness, now: datetime) -> bool:
    client, key, old = Client(row.url, VerifierKey.parse(row.vkey)), VerifierKey.parse(row.vkey), row.size
    for _attempt in range(2):
        if old > checkpoint.size:
            if not _contradicts(log, row, now):
                _trouble(row, f"It says it has seen {old} leaves, and shows no checkpoint of them.", now)
            return False
        try:
            proof = tree.consistency(log, old, checkpoint.size)
            found = client.add(old, proof, checkpoint.note.encode(), PATIENCE)
        except Conflict as conflict:
            old = conflict.size
            continue
        except (Unreachable, Refused) as trouble:
            _trouble(row, str(trouble), now)
            return False
        return _keep(checkpoint, row, key, found)
    return False


def _keep(checkpoint: Checkpoint, row: Witness, key: VerifierKey, found: Signature) -> bool:
    seconds = check(key, publisher.text(checkpoint).text, found.data)
    stamped = datetime.fromtimestamp(seconds or 0, UTC)
    try:
        with transaction.atomic():
            Cosignature.objects.create(checkpoint=checkpoint, witness=row, line=found.line, stamped_at=stamped)
    except IntegrityError:
        return False
    Witness.objects.filter(pk=row.pk, size__lte=checkpoint.size).update(
        size=checkpoint.size, seen_at=stamped, trouble=""
    )
    return True


def _trouble(row: Witness, what: str, now: datetime) -> None:
    Witness.objects.filter(pk=row.pk).update(trouble=what[:300])
