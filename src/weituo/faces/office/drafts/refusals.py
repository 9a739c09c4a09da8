"""Refusals about drafts in words; every other one is worded where all faces have it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covenant.errors import Refusal
from weituo.faces.shared import refusals
from weituo.faces.shared.duration import exact

SENTENCES: Mapping[str, Promise] = {
    "draft.missing": _("There is no such draft."),
    "draft.no_template": _("There is no such template."),
    "draft.no_version": _("There is no such version to begin from."),
    "draft.not_latest": _("Version %(version)s is newer. Begin from that one."),
    "draft.ended": _("The agreement has ended; it cannot be amended. Begin from a template."),
    "draft.not_editing": _("This draft can no longer be changed. Withdraw it and begin another one."),
    "draft.moved_on": _("Somebody else changed the draft at %(when)s. What you typed is still here; look at what stands "
                        "there now and save again."),
    "draft.fixed": _("This is decided when a draft begins and does not change."),
    "draft.nothing_to_undo": _("There is nothing to take back."),
    "draft.problems": _("%(count)s places have yet to be filled in properly; they are listed on the page."),
    "agreement.findings": _("%(count)s findings stand in the way of proposing; they are listed on the page."),
    "draft.base_moved": _("Version %(version)s has come into force in the meantime. Withdraw this draft and begin from "
                          "that version."),
    "draft.not_future": _("The day on which this version takes effect has to lie ahead of both signatures. Choose a "
                          "later day."),
    "draft.not_a_party": _("Only the property manager and the contractor's manager can sign."),
    "draft.not_proposed": _("The draft is not proposed for signature."),
    "draft.already_signed": _("%(who)s already signed for your side at %(when)s."),
    "draft.other_bytes": _("The page showed another text than the one proposed. Please reload it and read again."),
    "draft.no_consent": _("To sign, type your name exactly: %(name)s."),
    "draft.bad_drawing": _("The drawn signature did not arrive whole. Draw it again, or leave it out: the name counts."),
    "agreement.missing": _("There is no such agreement."),
    "agreement.not_a_party": _("Only the two parties can end, suspend or resume the agreement."),
    "agreement.no_such_ground": _("An agreement ends with its term, by notice, by mutual consent or by statute."),
    "agreement.already_ended": _("The agreement has already ended (%(when)s)."),
    "agreement.suspended": _("The agreement already rests."),
    "agreement.not_suspended": _("The agreement does not rest."),
    "agreement.too_early": _("Choose a day not before %(when)s."),
    "draft.over": _("This draft is over already."),
}  # fmt: skip


def sentence(refusal: Refusal) -> str:
    """What to show."""
    words = SENTENCES.get(refusal.code)
    if words is None:
        return refusals.sentence(refusal)
    return str(words) % {key: _shown(key, value) for key, value in refusal.params.items()}


def _shown(key: str, value: str | int) -> str:
    if key == "when" and isinstance(value, int):
        moment = datetime.fromtimestamp(value / 1000, tz=timezone.get_current_timezone())
        return exact(moment, timezone.now())
    return str(value)
