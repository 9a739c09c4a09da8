"""A draft from its beginning to both signatures: who may, what is fixed when, and what the ledger then says."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from covenant import canon
from covenant.agreement import read
from covenant.errors import Problems, Refusal
from weituo.estate import actions as estates
from weituo.ledger import reads as facts
from weituo.ledger.ids import uuid7
from weituo.ledger.time import ms
from weituo.pact import draft_reads, drafts, endings, paths
from weituo.pact import reads as pacts
from weituo.pact.models import Draft, DraftSignature
from weituo.people import actions as people
from weituo.people import reads as members

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(estate):
    return estate.actors["zhou"]


@pytest.fixture
def contractor(estate):
    return estate.actors["sun"]


@pytest.fixture
def amendment(estate, manager, now):
    draft_id = drafts.start(estate_id=estate.estate_id, base="v1", actor=manager, now=now)
    return draft_reads.draft(manager, draft_id)


def elsewhere(now):
    """An estate without an agreement, with the two who would sign one."""
    estate_id = estates.create_estate(slug="orchid", name_zh="兰花园", name_en="Orchid Court", now=now)
    found = []
    for kind, zh, role, party in (
        ("principal", "兰花园物业", "manager", "P"),
        ("contractor", "兰花机电", "contractor_manager", "A"),
    ):
        organisation = people.create_organisation(kind=kind, name_zh=zh, now=now)
        person = people.create_person(username=f"orchid-{party}", name=f"兰{party}", now=now)
        people.grant(
            person_id=person, organisation_id=organisation, estate_id=estate_id, role=role, party=party, now=now
        )
        found.append(members.actor_of(f"orchid-{party}", now, estate_id))
    return estate_id, *found


def signed(view, actor, now, **more):
    return drafts.sign(
        draft_id=view.id,
        actor=actor,
        now=now,
        consent=more.pop("consent", actor.name),
        sha256=more.pop("sha256", None) or draft_reads.draft(actor, view.id).sha256,
        fact_id=more.pop("fact_id", None) or uuid7(now),
        **more,
    )


def refused(code, call, *args, **named):
    with pytest.raises(Refusal) as caught:
        call(*args, **named)
    assert caught.value.code == code, caught.value
    return caught.value.params


@pytest.mark.parametrize("base", ["full", "partial", "co-managed"])
def test_from_a_template_to_an_agreement_in_force(now, base):
    estate_id, manager, contractor = elsewhere(now)
    draft_id = drafts.start(estate_id=estate_id, base=base, actor=manager, now=now)
    view = draft_reads.draft(manager, draft_id)
    document = view.document
    assert document["parties"]["P"]["name"]["zh"] == "兰花园物业"
    assert document["parties"]["A"]["name"]["zh"] == "兰花机电"
    assert document["agreement"]["title"]["zh"].startswith("兰花园")
    assert document["version"]["effective_from"] == "2026-12-01T00:00:00+08:00"
    revision = drafts.change(
        draft_id=draft_id, path="payment.monthly_fee", value="90000.00", revision=1, actor=manager, now=now
    )
    digest = drafts.propose(draft_id=draft_id, revision=revision, actor=manager, now=now)
    assert signed(view, manager, now, drawing=drafts.PNG + b"a drawing")
    assert pacts.agreement(view.agreement_id) is None
    assert signed(view, contractor, now + timedelta(hours=1))
    told = facts.facts(estate_id, subject=f"agreement/{view.agreement_id}")
    assert [(one.kind, one.party) for one in told] == [
        ("agreement.signed", "P"), ("agreement.signed", "A"), ("agreement.activated", "A"),
    ]  # fmt: skip
    assert all(one.body["terms"] == digest for one in told)
    assert told[0].blobs[0].role == "signature"
    later = now + timedelta(days=10)
    pact = pacts.agreement_in_force(estate_id, later)
    assert pact.terms(later).payment.monthly_fee == 9_000_000
    assert pacts.versions(pact.id)[0].sha256 == digest
    assert draft_reads.draft(manager, draft_id).state == "activated"


def test_an_amendment_binds_from_the_next_month(estate, manager, contractor, amendment, now):
    assert (amendment.version, amendment.document["version"]["supersedes"]) == (2, 1)
    at = drafts.change(
        draft_id=amendment.id, path="levels.S1.respond.limit", value="PT20M", revision=1, actor=manager, now=now
    )
    drafts.propose(draft_id=amendment.id, revision=at, actor=manager, now=now)
    signed(amendment, contractor, now)
    signed(amendment, manager, now)
    pact = pacts.agreement_in_force(estate.estate_id, now)
    minutes = [pact.terms(now + timedelta(days=days)).levels["S1"].respond.ms // 60_000 for days in (0, 30)]
    assert minutes == [30, 20]


def test_a_draft_with_findings_is_not_proposed(amendment, manager, now):
    at = drafts.change(draft_id=amendment.id, path="safety", value=paths.DROP, revision=1, actor=manager, now=now)
    said = refused("agreement.findings", drafts.propose, draft_id=amendment.id, revision=at, actor=manager, now=now)
    assert said["count"] == 1
    assert said["what"] == "no_safety"
    at = drafts.change(
        draft_id=amendment.id, path="measures.repair.weight", value=90, revision=at, actor=manager, now=now
    )
    said = refused("draft.problems", drafts.propose, draft_id=amendment.id, revision=at, actor=manager, now=now)
    assert said["what"] == "weights"
    assert draft_reads.draft(manager, amendment.id).state == "editing"


def test_a_change_over_a_change_nobody_saw_is_refused(amendment, manager, now):
    change = {"draft_id": amendment.id, "actor": manager, "now": now}
    assert drafts.change(path="payment.cap.share", value="0.12", revision=1, **change) == 2
    said = refused("draft.moved_on", drafts.change, path="payment.cap.share", value="0.15", revision=1, **change)
    assert said["revision"] == 2
    assert draft_reads.draft(manager, amendment.id).document["payment"]["cap"]["share"] == "0.12"
    assert drafts.change(path="payment.cap.share", value="0.12", revision=2, **change) == 2, "nothing changed"


def test_undo_goes_back_fifty_steps(amendment, manager, now):
    change, at = {"draft_id": amendment.id, "actor": manager, "now": now}, 1
    for fee in range(60):
        at = drafts.change(path="payment.monthly_fee", value=f"{fee}.00", revision=at, **change)
    back = 0
    while draft_reads.draft(manager, amendment.id).can_undo:
        at, back = drafts.undo(revision=at, **change), back + 1
    assert back == drafts.KEPT
    assert draft_reads.draft(manager, amendment.id).document["payment"]["monthly_fee"] == "9.00"
    refused("draft.nothing_to_undo", drafts.undo, revision=at, **change)


def test_what_a_draft_is_does_not_change(amendment, manager, now):
    change = {"draft_id": amendment.id, "revision": 1, "actor": manager, "now": now}
    for path in ("agreement.id", "version.no", "version.supersedes", "schema", "agreement.zone"):
        refused("draft.fixed", drafts.change, path=path, value="X", **change)
    with pytest.raises(Problems):
        drafts.change(path="matrix[999].pay", value="fee", **change)
    with pytest.raises(Problems):
        drafts.change(path="payment.monthly_fee", value=88000.0, **change)


def test_signing(amendment, manager, contractor, estate, now):
    refused("draft.not_proposed", signed, amendment, manager, now)
    drafts.propose(draft_id=amendment.id, revision=1, actor=manager, now=now)
    refused("draft.other_bytes", signed, amendment, manager, now, sha256="0" * 64)
    assert refused("draft.no_consent", signed, amendment, manager, now, consent="张三")["name"] == "周经理"
    refused("draft.not_a_party", signed, amendment, estate.actors["li"], now)
    refused("draft.not_a_party", signed, amendment, estate.actors["chen"], now)
    refused("draft.bad_drawing", signed, amendment, manager, now, drawing=b"GIF89a")
    fact = uuid7(now)
    assert signed(amendment, manager, now, fact_id=fact)
    assert not signed(amendment, manager, now, fact_id=fact), "the same request again"
    assert refused("draft.already_signed", signed, amendment, manager, now)["who"] == "周经理"
    refused("draft.not_editing", drafts.change, draft_id=amendment.id, path="payment.monthly_fee", value="1.00",
            revision=2, actor=manager, now=now)  # fmt: skip
    past = now + timedelta(days=400)
    refused("draft.not_future", signed, amendment, contractor, past)


def test_the_database_refuses_to_change_what_is_proposed_or_signed(amendment, manager, now):
    drafts.propose(draft_id=amendment.id, revision=1, actor=manager, now=now)
    signed(amendment, manager, now)
    row, name = Draft.objects.filter(pk=amendment.id), DraftSignature.objects.filter(draft_id=amendment.id)
    for forbidden in (
        lambda: row.update(document=b"{}"),
        lambda: row.update(sha256="0" * 64),
        lambda: name.update(consent="x"),
        lambda: name._raw_delete(connection.alias),
        lambda: row._raw_delete(connection.alias),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            forbidden()
    drafts.withdraw(draft_id=amendment.id, actor=manager, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state="proposed")


def test_withdrawing_ends_a_draft_once(amendment, manager, now):
    drafts.withdraw(draft_id=amendment.id, actor=manager, now=now)
    refused("draft.over", drafts.withdraw, draft_id=amendment.id, actor=manager, now=now)
    refused("draft.not_editing", drafts.propose, draft_id=amendment.id, revision=1, actor=manager, now=now)


def test_another_draft_was_faster(estate, amendment, manager, contractor, now):
    other = drafts.start(estate_id=estate.estate_id, base="v1", actor=manager, now=now)
    for one in (amendment.id, other):
        drafts.propose(draft_id=one, revision=1, actor=manager, now=now)
    for actor in (manager, contractor):
        signed(draft_reads.draft(manager, other), actor, now)
    refused("draft.base_moved", signed, amendment, manager, now)
    refused("draft.not_latest", drafts.start, estate_id=estate.estate_id, base="v1", actor=manager, now=now)


def test_nobody_of_another_estate_finds_it(amendment, now):
    estate_id, stranger, _contractor = elsewhere(now)
    assert draft_reads.draft(stranger, amendment.id) is None
    assert draft_reads.drafts(stranger) == ()
    refused("draft.missing", drafts.change, draft_id=amendment.id, path="notes", value=[], revision=1, actor=stranger,
            now=now)  # fmt: skip
    refused("draft.missing", signed, amendment, stranger, now, sha256="0" * 64)
    refused("draft.no_version", drafts.start, estate_id=estate_id, base="v1", actor=stranger, now=now)


def test_a_second_agreement_waits_for_the_end_of_the_first(estate, manager, contractor, now):
    made = drafts.start(estate_id=estate.estate_id, base="partial", actor=manager, now=now)
    refused("agreement.another_in_force", drafts.propose, draft_id=made, revision=1, actor=manager, now=now)
    first = pacts.agreement_in_force(estate.estate_id, now)
    endings.end(agreement_id=first.id, day=date(2026, 12, 1), ground="mutual", actor=manager, now=now)
    drafts.propose(draft_id=made, revision=1, actor=manager, now=now)
    view = draft_reads.draft(manager, made)
    for actor in (contractor, manager):
        signed(view, actor, now)
    assert pacts.agreement_in_force(estate.estate_id, now).key == first.key
    assert pacts.agreement_in_force(estate.estate_id, now + timedelta(days=10)).key == view.key


def test_ends_and_rests_are_facts(estate, manager, contractor, now):
    pact = pacts.agreement_in_force(estate.estate_id, now)
    act = {"agreement_id": pact.id, "actor": contractor, "now": now}
    endings.suspend(day=date(2026, 12, 1), **act)
    refused("agreement.suspended", endings.suspend, day=date(2026, 12, 2), **act)
    refused("agreement.too_early", endings.resume, day=date(2026, 11, 30), **act)
    endings.resume(day=date(2026, 12, 5), **act)
    refused("agreement.not_suspended", endings.resume, day=date(2026, 12, 6), **act)
    refused("agreement.no_such_ground", endings.end, day=date(2027, 1, 1), ground="whim", **act)
    endings.end(day=date(2027, 1, 1), ground="notice", **act)
    refused("agreement.already_ended", endings.end, day=date(2027, 1, 1), ground="notice", **act)
    kinds = [one.kind for one in facts.facts(estate.estate_id, subject=f"agreement/{pact.id}")]
    assert kinds == ["agreement.activated", "agreement.suspended", "agreement.resumed", "agreement.ended"]
    last = facts.facts(estate.estate_id, subject=f"agreement/{pact.id}")[-1]
    assert last.body == {"agreement": pact.key, "from": ms(now.replace(year=2026, month=12, day=31, hour=16, minute=0)),
                         "ground": "notice"}  # fmt: skip
    refused("agreement.not_a_party", endings.end, agreement_id=pact.id, day=date(2027, 1, 1), ground="term",
            actor=estate.actors["chen"], now=now)  # fmt: skip


def test_paths():
    document = {"a": [{"b": "1"}], "c": None}
    assert paths.get(document, "a[0].b") == "1"
    assert paths.get(document, "a[3].b") is None
    assert paths.put(document, "c.d.e", 1) == {"a": [{"b": "1"}], "c": {"d": {"e": 1}}}
    assert paths.put(document, "a[0].b", paths.DROP) == {"a": [{}], "c": None}
    assert document == {"a": [{"b": "1"}], "c": None}


def test_every_template_is_sound_as_filled(now):
    estate_id, manager, _contractor = elsewhere(now)
    for base in ("full", "partial", "co-managed"):
        view = draft_reads.draft(manager, drafts.start(estate_id=estate_id, base=base, actor=manager, now=now))
        assert read(view.document).key == view.key
        assert canon.encode(view.document) == view.raw
