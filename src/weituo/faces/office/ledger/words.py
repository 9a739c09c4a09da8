"""What comes of a paper that somebody brought, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weituo.faces.shared import labels
from weituo.ledger import brought

PAPERS: Mapping[str, Promise] = {
    brought.RECEIPT: gettext_lazy("Receipt"),
    brought.PROOF: gettext_lazy("Proof file"),
    brought.CHECKPOINT: gettext_lazy("Checkpoint"),
    brought.FACT: gettext_lazy("Fact"),
}
OUTCOMES: Mapping[str, Promise] = {
    brought.WAITING: gettext_lazy("The fact is recorded; it gets its place in the signed log within a minute."),
    brought.LATE: gettext_lazy(
        "The fact is recorded, but more than a minute later it is still in no signed checkpoint: the promise is overdue. "
        "Look at the state of the log above."
    ),
    brought.BROKEN: gettext_lazy(
        "Our own key signed this receipt, and no such fact is here: a broken promise. Keep the file, and show it to "
        "the owners' committee and the auditor."
    ),
    brought.OTHER_LOG: gettext_lazy("It belongs to another log, not to this estate's."),
    brought.NOT_OURS: gettext_lazy(
        "It does not carry a valid signature of this log: it was not issued here, or changed."
    ),
    brought.AHEAD: gettext_lazy(
        "It shows more facts than are stored here, and our own key signed it: the database is an older copy. Keep the "
        "file, and show it to the owners' committee and the auditor."
    ),
    brought.OTHER_TREE: gettext_lazy(
        "Our own key signed it, and the log stored here is another: records were changed. Keep the file, and show it to "
        "the owners' committee and the auditor."
    ),
    brought.OTHER_LEAF: gettext_lazy("The checkpoint is genuine, but the proof does not fit it: the file was changed."),
    brought.UNKNOWN: gettext_lazy("No such fact is in this log. A single changed character is enough for that."),
}
ALARMS = (brought.LATE, brought.BROKEN, brought.AHEAD, brought.OTHER_TREE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`level` is good, warn or bad."""

    paper: str
    level: str
    lines: tuple[str, ...]


def unreadable(why: str) -> Outcome:
    """It is nothing we know."""
    said = _(
        "This file is none of ours, or it is damaged: a receipt, a proof file, a checkpoint or a fact is expected."
    )
    return Outcome(_("Unknown file"), "warn", (said, why) if why else (said,))


def outcome(found: brought.Found) -> Outcome:
    """What was found."""
    paper = str(PAPERS[found.paper])
    if found.good:
        return Outcome(paper, "good", tuple(_kept(found)))
    level = "bad" if found.code in ALARMS else "warn"
    lines = [str(OUTCOMES[found.code])]
    if found.taken and found.code != brought.NOT_OURS:
        lines.append(_("It says the fact was taken on %(at)s.") % {"at": moment(found.taken)})
    return Outcome(paper, level, tuple(lines))


def _kept(found: brought.Found) -> list[str]:
    lines = []
    if found.fact is not None:
        label = labels.label(labels.STEPS, found.fact.kind)
        said = _("What it promises is in the log: place %(place)s, “%(what)s” of %(at)s.")
        lines.append(said % {"place": found.fact.index, "what": label, "at": moment(found.fact.at)})
    if found.taken:
        lines.append(_("The log took it on %(at)s.") % {"at": moment(found.taken)})
    if found.paper == brought.CHECKPOINT:
        lines.append(_("The log stored here goes on from this checkpoint: nothing before it was changed."))
    if found.size:
        lines.append(_("It rests on the checkpoint of %(n)s facts.") % {"n": f"{found.size:,}"})
        names = _(", ").join(found.voices)
        lines.append(_("Cosigned by %(names)s.") % {"names": names} if names else _("No witness of today cosigned it."))
        if not found.enough:
            lines.append(_("That is fewer than the log asks for: fetch the proof again later."))
    return lines


def moment(at: datetime) -> str:
    """A moment in full."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")
