"""How the log does, in words: what is wrong and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from covenant.agreement import Witnessing
from weituo.ledger.standing import Standing, Voice

GOOD, WARN, BAD = "good", "warn", "bad"
SLOW = timedelta(minutes=1)  # within which a fact has its place in a signed log
SILENT = timedelta(days=1)

RESTORED = gettext_lazy(
    "The database is older than what was signed: most likely a backup was restored. Restore the newest backup, or the "
    "facts after it are missing for ever. Never restore the folder ledger/ of the data folder with it."
)
CHANGED = gettext_lazy(
    "Stored records are others than were hashed or signed: somebody changed the database past Weituo, or a disk is failing."
    " Keep a copy of the database as it is, find out who could write to it, and restore the last good backup."
)
FORKED = gettext_lazy(
    "A witness has seen another log under this name. Keep everything as it is and bring in the owners' committee and the "
    "auditor before anybody signs again."
)
LOST = gettext_lazy(
    "The record of what was signed, kept outside the database, is gone. Bring back the folder ledger/ of the data folder "
    "from the machine's own backup; do not make a new one."
)
HOLES = gettext_lazy("Records are missing from the database. Restore the last good backup.")
REASONS: tuple[tuple[str, str | Promise], ...] = (
    (r"has seen another log", FORKED),
    (r"older copy", RESTORED),
    (r"does not know this log", LOST),
    (r"not whole", HOLES),
    (r"others than|was changed", CHANGED),
)


TROUBLES: tuple[tuple[str, str | Promise], ...] = (
    (r"within|no usable answer|http://", gettext_lazy("cannot be reached")),
    (r"did not sign|shows no checkpoint", gettext_lazy("shows a checkpoint that this log did not sign")),
    (r"", gettext_lazy("did not cosign")),
)


@dataclass(frozen=True, slots=True)
class Health:
    """`level` is good, warn or bad; `said` what is so, `todo` what helps, `detail` the program's own words."""

    level: str
    said: str
    todo: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """A witness with how far it is behind."""

    voice: Voice
    party: str
    level: str
    said: str
    trouble: str = ""


OWNERS: Mapping[str, Promise] = {
    "P": gettext_lazy("Property company"),
    "A": gettext_lazy("Contractor"),
    "O": gettext_lazy("Owners"),
}


def of(log: Standing | None, now: datetime, agreed: Witnessing | None = None) -> Health:
    """The one thing that matters most. `agreed` is what the agreement in force says about witnesses."""
    if log is None:
        todo = _("As soon as the first report comes in, its facts are given their places here.")
        return Health(GOOD, _("Nothing has been recorded yet."), (todo,))
    if log.halted:
        return _halted(log)
    if log.waiting_since is not None and now - log.waiting_since > SLOW:
        return Health(WARN, _("Facts have been waiting for their place for more than a minute."), (_worker(),))
    if log.signed < log.size and (log.signed_at is None or now - log.signed_at > SLOW) and not log.waiting:
        return Health(WARN, _("The newest facts are not signed yet."), (_worker(),))
    if log.quorum and log.sealed < log.signed and log.signed_at and now - log.signed_at > SLOW:
        said = _("The newest checkpoint has not enough cosignatures.")
        return Health(WARN, said, (_("See below which witness is behind and why, and call whoever looks after it."),))
    if agreed is not None and log.quorum < agreed.quorum:
        said = _(
            "The agreement asks for %(k)s of %(n)s parties to cosign (clause %(clause)s); the log asks for %(have)s."
        )
        values = {"k": agreed.quorum, "n": len(agreed.parties), "clause": agreed.clause, "have": log.quorum}
        return Health(WARN, said % values, (_add(),))
    if not log.quorum:
        said = _("The log signs, but nobody outside cosigns it.")
        todo = _(
            "Agree who watches: the owners' committee, the contractor, an auditor. Each runs a witness of its own."
        )
        return Health(WARN, said, (todo,))
    return Health(GOOD, _("All is well: everything recorded is signed and cosigned."))


def _halted(log: Standing) -> Health:
    why = next((str(said) for pattern, said in REASONS if re.search(pattern, log.halted)), "")
    todo = (
        *((why,) if why else ()),
        _("When the cause is mended, an administrator runs: weituo ledger check, then weituo ledger release."),
        _("Until then work goes on and every fact is kept; only nothing new is signed."),
    )
    return Health(BAD, _("The log has stopped signing."), todo, log.halted)


def _add() -> str:
    return _("Each of these parties runs a witness; an administrator adds it: weituo ledger witness, then quorum.")


def _worker() -> str:
    return _("An administrator looks whether the ledger process runs: weituo ledger status.")


def watch(log: Standing, voice: Voice, now: datetime) -> Watch:
    """A witness in words."""
    party = str(OWNERS.get(voice.party, ""))
    trouble = (
        next(str(said) for pattern, said in TROUBLES if re.search(pattern, voice.trouble)) if voice.trouble else ""
    )
    behind = log.signed - voice.size
    if voice.seen_at is None:
        return Watch(voice, party, WARN, _("has never cosigned"), trouble)
    if behind > 0:
        level = WARN if voice.trouble or now - voice.seen_at > SILENT else GOOD
        return Watch(voice, party, level, _("%(n)s facts behind") % {"n": behind}, trouble)
    return Watch(voice, party, GOOD, _("up to date"), trouble)
