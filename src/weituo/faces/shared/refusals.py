"""Refusals in words: code → one sentence, with the clause when there is one. The only place that words them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from covenant.errors import Refusal
from weituo.faces.shared.duration import exact
from weituo.faces.shared.labels import EVIDENCE, PARTIES, STATES, label

SENTENCES: Mapping[str, Any] = {
    # orders
    "order.wrong_state": gettext_lazy("This is no longer possible: the order is now “%(state)s”."),
    "order.already_taken": gettext_lazy("%(who)s already took this order at %(when)s."),
    "order.already_arrived": gettext_lazy("%(who)s already recorded the arrival at %(when)s."),
    "order.already_claimed": gettext_lazy("%(who)s already handed it in at %(when)s."),
    "order.already_accepted": gettext_lazy("%(who)s already accepted it at %(when)s."),
    "order.already_rejected": gettext_lazy("%(who)s already sent it back at %(when)s."),
    "order.already_cancelled": gettext_lazy("%(who)s already cancelled it at %(when)s."),
    "order.no_such_reason": gettext_lazy("The agreement knows no such reason."),
    "order.no_such_engineer": gettext_lazy("This engineer does not work on the estate at present."),
    "order.code_needed": gettext_lazy("Please scan the code at the spot: it proves the arrival."),
    "order.no_such_original": gettext_lazy("The order it is said to repeat was not found, or is cancelled itself."),
    "order.original_is_later": gettext_lazy(
        "That order was reported later: merge it into this one, so that the earlier promise goes on."
    ),
    "order.not_in_terms": gettext_lazy("The agreement does not know this word."),
    "order.not_yours": gettext_lazy("This order belongs to somebody else."),
    "order.reassigned": gettext_lazy("%(who)s gave this order to %(to)s at %(when)s."),
    "order.transferred_away": gettext_lazy("%(who)s handed this order to another party at %(when)s."),
    "order.changed_since": gettext_lazy("%(who)s changed the order at %(when)s; it is now “%(state)s”."),
    "order.evidence_missing": gettext_lazy(
        "Still missing before completion can be claimed: %(evidence)s, %(missing)s."
    ),
    "order.no_signature": gettext_lazy("The picture of the signature is not there."),
    "video.too_large": gettext_lazy("The video is larger than 200 MB."),
    "video.not_a_video": gettext_lazy("This is no video that browsers can play (MP4, MOV or WebM)."),
    "upload.missing": gettext_lazy(
        "This upload is not under way, or it took more than seven days. Please begin again."
    ),
    "upload.too_long": gettext_lazy("More came than was announced."),
    "check.not_of_list": gettext_lazy("These answers do not fit the checklist."),
    "drawing.missing": gettext_lazy("There is no such drawing."),
    "drawing.no_file": gettext_lazy("Please choose a file."),
    "drawing.not_readable": gettext_lazy("Only PDF, PNG and JPEG files can be kept as drawings."),
    "drawing.too_large": gettext_lazy("The file is larger than 20 MB."),
    "act.other_content": gettext_lazy("This number already stands for something else that was sent."),
    "file.damaged": gettext_lazy("The file was damaged on its way. Please send it again."),
    "phone.other_person": gettext_lazy("This phone is registered for somebody else. Please register it anew."),
    "phone.revoked": gettext_lazy("This phone was taken out of use. Please register it anew."),
    "phone.missing": gettext_lazy("There is no such phone."),
    "order.not_here": gettext_lazy("This code belongs to another place. Scan the one at the place of the order."),
    "order.moved_on": gettext_lazy("Somebody else was a moment faster. The page now shows the latest state."),
    "order.missing": gettext_lazy("There is no such order."),
    "order.already_rated": gettext_lazy("You have already rated this order. Thank you!"),
    "order.already_confirmed": gettext_lazy("You have already confirmed this. Thank you!"),
    "order.bad_stars": gettext_lazy("Please choose one to five stars."),
    "order.paused": gettext_lazy("The order is paused. Resume it first."),
    "order.not_paused": gettext_lazy("The order is not paused."),
    "order.already_paused": gettext_lazy("The order is already paused."),
    "order.no_such_pause": gettext_lazy("There is no such pause."),
    "order.no_such_excuse": gettext_lazy("The agreement knows no such excuse."),
    "order.no_evidence": gettext_lazy("Please say what proves it."),
    "order.no_such_party": gettext_lazy("This party cannot take the order over."),
    "order.already_called_out": gettext_lazy("Somebody has already called them out."),
    "order.already_ruled": gettext_lazy("This has already been decided."),
    "order.no_recurrence": gettext_lazy("This order is not marked as a recurrence of that one."),
    "order.lowering_needs_principal": gettext_lazy("Only the property company may lower the urgency."),
    "dispatch.unlicensed": gettext_lazy(
        "The law wants a valid licence for this work (%(source)s). None of those you chose holds one."
    ),
    "dispatch.other_party": gettext_lazy("This person does not work for the party that does this work."),
    "dispatch.twice": gettext_lazy("The same person was chosen twice."),
    "dispatch.nobody": gettext_lazy("Please choose an engineer."),
    "dispatch.too_few": gettext_lazy("%(persons)s persons have to go together (%(source)s)."),
    "dispatch.words_needed": gettext_lazy("This sets a rule of the site aside (%(source)s). Please say why."),
    "rule.bad": gettext_lazy("A rule needs at least one word, and what it means or that it is danger."),
    "rule.too_many": gettext_lazy("More than %(most)s rules of your own cannot be kept. End one first."),
    "rule.missing": gettext_lazy("There is no such rule."),
    "licence.no_such_person": gettext_lazy("This is not one of your people on the estate."),
    "licence.bad_kind": gettext_lazy("There is no such kind of licence."),
    "licence.bad_days": gettext_lazy("The days do not fit: from, review and until in this order."),
    "matrix.no_row": gettext_lazy("The responsibility matrix has no row for this kind of fault."),
    "matrix.two_rows": gettext_lazy("The responsibility matrix has two rows for this kind of fault."),
    # reports
    "report.too_many": gettext_lazy(
        "Many reports came from here just now. Please try again in a few minutes, or call."
    ),
    "report.bad_fault": gettext_lazy("The agreement does not know this kind of fault. Please choose another one."),
    "report.no_words": gettext_lazy("Please tap what is wrong, or write one sentence."),
    "report.no_agreement": gettext_lazy("No agreement is in force for this estate yet. Please call the duty phone."),
    "report.no_estate": gettext_lazy("Please choose the estate."),
    # drafts and the end of an agreement
    "draft.missing": gettext_lazy("There is no such draft."),
    "draft.no_template": gettext_lazy("There is no such template."),
    "draft.no_version": gettext_lazy("There is no such version to begin from."),
    "draft.not_latest": gettext_lazy("Version %(version)s is newer. Begin from that one."),
    "draft.ended": gettext_lazy("The agreement has ended; it cannot be amended. Begin from a template."),
    "draft.not_editing": gettext_lazy("This draft can no longer be changed. Withdraw it and begin another one."),
    "draft.moved_on": gettext_lazy(
        "Somebody else changed the draft at %(when)s. What you typed is still here; look at what stands "
        "there now and save again."
    ),
    "draft.fixed": gettext_lazy("This is decided when a draft begins and does not change."),
    "draft.nothing_to_undo": gettext_lazy("There is nothing to take back."),
    "draft.problems": gettext_lazy("%(count)s places have yet to be filled in properly; they are listed on the page."),
    "draft.base_moved": gettext_lazy(
        "Version %(version)s has come into force in the meantime. Withdraw this draft and begin from that version."
    ),
    "draft.not_future": gettext_lazy(
        "The day on which this version takes effect has to lie ahead of both signatures. Choose a later day."
    ),
    "draft.not_a_party": gettext_lazy("Only the property manager and the contractor's manager can sign."),
    "draft.not_proposed": gettext_lazy("The draft is not proposed for signature."),
    "draft.already_signed": gettext_lazy("%(who)s already signed for your side at %(when)s."),
    "draft.other_bytes": gettext_lazy(
        "The page showed another text than the one proposed. Please reload it and read again."
    ),
    "draft.no_consent": gettext_lazy("To sign, type your name exactly: %(name)s."),
    "draft.bad_drawing": gettext_lazy(
        "The drawn signature did not arrive whole. Draw it again, or leave it out: the name counts."
    ),
    "agreement.missing": gettext_lazy("There is no such agreement."),
    "agreement.not_a_party": gettext_lazy("Only the two parties can end, suspend or resume the agreement."),
    "agreement.no_such_ground": gettext_lazy(
        "An agreement ends with its term, by notice, by mutual consent or by statute."
    ),
    "agreement.already_ended": gettext_lazy("The agreement has already ended (%(when)s)."),
    "agreement.suspended": gettext_lazy("The agreement already rests."),
    "agreement.not_suspended": gettext_lazy("The agreement does not rest."),
    "agreement.too_early": gettext_lazy("Choose a day not before %(when)s."),
    "draft.over": gettext_lazy("This draft is over already."),  # corrections of statements
    "bundle.no_checkpoint": gettext_lazy(
        "Nothing of this log is signed yet. The ledger process signs within seconds: `weituo ledger status` says why not."
    ),
    "correction.no_words": gettext_lazy("Please say why, in at most 400 characters."),
    "correction.no_such_figure": gettext_lazy("The statement has no such figure."),
    "correction.too_late": gettext_lazy("The objection period ended on %(day)s. The statement counts as confirmed."),
    "correction.confirmed": gettext_lazy(
        "Both sides signed, so the statement is confirmed. What becomes known later is corrected all the same."
    ),
    "correction.own_dispute": gettext_lazy("The other side decides about your objection."),
    "correction.not_principal": gettext_lazy("Only the property company posts a correction."),
    "correction.nothing": gettext_lazy("Computed again, every figure is the same: there is nothing to correct."),
    "correction.moved_on": gettext_lazy("The difference has changed meanwhile. Please look at it again."),
    "payment.not_principal": gettext_lazy("Only the property company puts down when it paid."),
    "payment.no_such_day": gettext_lazy("Choose a day between the issue of the statement (%(first)s) and today."),
    "exit.not_principal": gettext_lazy("Only the property company gives notice here."),
    "exit.no_right": gettext_lazy("There is no such right now. The page shows how it stands."),
    # oversight
    "oversight.not_principal": gettext_lazy("Only the property company writes this down."),
    "oversight.no_agreement": gettext_lazy("No agreement is in force, so nothing can be recorded under it."),
    "oversight.unknown": gettext_lazy("The agreement in force does not know this."),
    "oversight.counts": gettext_lazy("Please give two whole numbers, the good ones at most as many as all of them."),
    "oversight.no_words": gettext_lazy(
        "Please say what happened and how it is known: the contractor is charged for it."
    ),
    "oversight.missing": gettext_lazy("There is no such entry."),
    # places
    "place.missing": gettext_lazy("There is no place with this code."),
    "place.too_far": gettext_lazy("More than %(most)s km from the middle of the estate: please check the metres."),
    "place.retired": gettext_lazy("This code is no longer in use."),
    # rosters
    "duty.no_such_person": gettext_lazy("This person does not work on the estate then."),
    "duty.not_yours": gettext_lazy("Each side makes the roster of its own people."),
    "duty.bad_times": gettext_lazy("A shift ends after it begins and lasts at most 24 hours."),
    "duty.past": gettext_lazy("What has passed stays as it was."),
    "duty.overlap": gettext_lazy("This person has another shift at that time."),
    "duty.no_such_shift": gettext_lazy("This shift is not there any more."),
    "roster.too_large": gettext_lazy("The file is larger than a roster can be (2 MB, 2,000 rows, 60 columns)."),
    "roster.unreadable": gettext_lazy("This is not an Excel file (.xlsx) we can read."),
    "roster.no_table": gettext_lazy("No table was found: a heading with names and days, or with names and dates."),
    "roster.two_tables": gettext_lazy("Two tables are filled in, “%(first)s” and “%(second)s”. Keep one of them."),
    "roster.changed_since": gettext_lazy("Somebody changed the roster meanwhile. Choose the file again."),
    "roster.wrong": gettext_lazy("%(count)s cells are wrong. Choose the file again."),
    "duty.nobody_to_call": gettext_lazy("There is nobody on the estate who could be called."),
    "duty.no_such_call": gettext_lazy("There is no such call."),
    "duty.bad_answer": gettext_lazy("Please say whether they are coming."),
    "duty.empty_handover": gettext_lazy("Please write at least one line."),
    "duty.no_such_handover": gettext_lazy("There is no such hand-over."),
    "duty.own_handover": gettext_lazy("Whoever comes acknowledges it, not whoever wrote it."),
    "duty.already_taken": gettext_lazy("%(who)s already took this over at %(when)s."),
    # photos
    "photo.too_large": gettext_lazy("This photo is larger than 12 MB. Please take a smaller one."),
    "photo.not_an_image": gettext_lazy("This file is not a photo we can read (JPEG, PNG, HEIC or WebP)."),
    "photo.too_many_pixels": gettext_lazy("This picture has too many pixels to be a photo."),
    "photo.too_many": gettext_lazy("Up to 9 photos fit one report."),
    "photo.broken": gettext_lazy("This photo arrived damaged. Please try again."),
    # agreements and months
    "agreement.not_in_force": gettext_lazy("No agreement was in force at that time."),
    "agreement.findings": gettext_lazy("The terms do not check, so they cannot come into force."),
    "agreement.version_exists": gettext_lazy("Version %(version)s of this agreement exists already."),
    "agreement.another_in_force": gettext_lazy("Another agreement is in force on this estate."),
    "statement.no_agreement": gettext_lazy("No agreement is in force here, so there is nothing to settle."),
    "statement.before_agreement": gettext_lazy("The agreement was not yet in force in this month."),
    "statement.missing": gettext_lazy("There is no such statement."),
    "statement.other_bytes": gettext_lazy(
        "The page showed another version of the statement. Please reload it and read again."
    ),
    "statement.no_consent": gettext_lazy("To sign, type your name exactly: %(name)s."),
    "statement.facts_missing": gettext_lazy(
        "The ledger holds %(found)s facts of this month's orders where %(written)s were written. Nothing was closed."
    ),
    "statement.already_signed": gettext_lazy("%(who)s already signed this statement for your side at %(when)s."),
    "statement.not_over": gettext_lazy("The month is not over yet."),
    "statement.not_a_party": gettext_lazy("Only the two parties to the agreement can sign."),
    # places and people
    "code.unknown": gettext_lazy("There is no such code."),
    "code.replaced": gettext_lazy("This code has already been replaced."),
    "estate.slug_taken": gettext_lazy("Another estate has this short name already."),
    "estate.unknown_zone": gettext_lazy("There is no such time zone."),
    "estate.other_estate": gettext_lazy("This belongs to another estate."),
    "person.unknown": gettext_lazy("There is no such person."),
    "person.username_taken": gettext_lazy("This user name is taken."),
    "membership.ended": gettext_lazy("This role has already ended."),
    # sign-in
    "factor.wrong_code": gettext_lazy("This code does not hold. Each code opens once; wait for the next one."),
    "factor.wrong_password": gettext_lazy("The password is wrong."),
    "factor.no_passkey": gettext_lazy("The passkey was not recognised. Try again, or sign in another way."),
    "factor.too_many": gettext_lazy("At most %(most)s passkeys. Remove one that is no longer used."),
    "factor.not_yours": gettext_lazy("Only an administrator does this for somebody else."),
    "sign_in.failed": gettext_lazy("User name or password is wrong."),
    "sign_in.locked": gettext_lazy("Too many failed attempts. Please wait a quarter of an hour and try again."),
    "sign_in.no_membership": gettext_lazy("You have no current role on any estate. Please ask your administrator."),
}


def sentence(refusal: Refusal) -> str:
    """What to show for a refusal. An unknown code still gives a sentence that can be quoted to support."""
    text = words(refusal.code, refusal.params)
    if refusal.clause:
        text = _("%(text)s (clause %(clause)s)") % {"text": text, "clause": refusal.clause}
    return text


def words(code: str, params: Mapping[str, str | int] | None = None) -> str:
    """The sentence of a code with its parameters; a parameter the sentence needs and lacks shows as “–”."""
    template = SENTENCES.get(code)
    if template is None:
        return _("The rules do not allow this (%(code)s).") % {"code": code}
    return str(template) % _Params(code, params or {})


class _Params(dict[str, str]):
    """Parameters as shown: state keys become words, instants (ms) become local times."""

    def __init__(self, code: str, params: Mapping[str, str | int]) -> None:
        super().__init__({key: self._show(key, value) for key, value in params.items()})

    @staticmethod
    def _show(key: str, value: str | int) -> str:
        if key == "state":
            return label(STATES, str(value))
        if key == "evidence":
            return label(EVIDENCE, str(value))
        if key == "who":
            return label(PARTIES, str(value))
        if key == "when" and isinstance(value, int):
            moment = datetime.fromtimestamp(value / 1000, tz=timezone.get_current_timezone())
            return exact(moment, timezone.now())
        return str(value)

    def __missing__(self, key: str) -> str:
        return "–"
