from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib import auth
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from covenant.errors import Refusal
from weituo.people import actions, reads
from weituo.people.models import ApiToken, Membership, Person

NOW = datetime(2026, 9, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
ESTATE = uuid4()

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return actions.create_organisation(kind="contractor", name_zh="示范机电工程公司A", name_en="Model A", now=NOW)


def engineer(firm, username="wang", **more):
    person = actions.create_person(username=username, name="王工", now=NOW, phone="13800000000", **more)
    membership = actions.grant(
        person_id=person, organisation_id=firm, estate_id=ESTATE, role="engineer", party="A", now=NOW
    )
    return Person.objects.get(pk=person), membership


def test_a_person_signs_in_with_a_password(rf, firm):
    person, _ = engineer(firm, password="correct horse")
    request = rf.post("/sign-in")
    assert auth.authenticate(request, username="wang", password="correct horse") == person
    assert auth.authenticate(request, username="wang", password="wrong") is None


def test_a_person_without_a_password_cannot_sign_in(rf, firm):
    person, _ = engineer(firm)
    assert not person.has_usable_password()
    assert auth.authenticate(rf.post("/"), username="wang", password="") is None


def test_many_persons_may_share_a_hash_made_once(firm):
    hashed = make_password("weituo-demo")
    person, _ = engineer(firm, hashed=hashed)
    assert person.check_password("weituo-demo")


def test_a_user_name_is_given_once(firm):
    engineer(firm)
    with pytest.raises(Refusal, match=r"person\.username_taken"):
        engineer(firm)


def test_a_new_password_ends_the_sessions(client, firm):
    person, _ = engineer(firm, password="first password")
    session = person.get_session_auth_hash()
    actions.set_password(username="wang", password="second password", now=NOW)
    person.refresh_from_db()
    assert person.check_password("second password")
    assert person.get_session_auth_hash() != session
    with pytest.raises(Refusal, match=r"person\.unknown"):
        actions.set_password(username="nobody", password="x", now=NOW)


def test_an_actor_is_a_membership_in_force(firm):
    person, membership = engineer(firm)
    [actor] = reads.actors(person, NOW)
    assert (actor.membership_id, actor.estate_id, actor.role, actor.party) == (membership, ESTATE, "engineer", "A")
    assert actor.may("order.take")
    assert not actor.may("order.accept")
    assert reads.actors(person, NOW - timedelta(seconds=1)) == ()


def test_a_membership_ends_at_its_moment(firm):
    person, membership = engineer(firm)
    actions.revoke(membership_id=membership, now=LATER)
    assert reads.actors(person, LATER - timedelta(seconds=1))
    assert reads.actors(person, LATER) == ()
    actions.revoke(membership_id=membership, now=LATER + timedelta(days=9))
    assert Membership.objects.get().until == LATER


def test_somebody_who_may_not_sign_in_any_more_is_nobody(firm):
    person, membership = engineer(firm)
    Person.objects.update(is_active=False)
    assert reads.actors(person, NOW) == ()
    assert reads.actor(membership, NOW) is None


def test_granting_twice_is_granting_once(firm):
    person, membership = engineer(firm)
    again = actions.grant(
        person_id=person.id, organisation_id=firm, estate_id=ESTATE, role="engineer", party="A", now=LATER
    )
    assert again == membership
    actions.revoke(membership_id=membership, now=LATER)
    new = actions.grant(
        person_id=person.id, organisation_id=firm, estate_id=ESTATE, role="engineer", party="A", now=LATER
    )
    assert new != membership


def test_a_pseudonym_says_nothing_and_finds_its_member(firm):
    _, membership = engineer(firm)
    pseudonym = reads.actor(membership, NOW).pseudonym
    assert "wang" not in pseudonym
    assert pseudonym.isascii()
    assert reads.names([pseudonym, "m-unknown"])[pseudonym].name == "王工"
    actions.revoke(membership_id=membership, now=LATER)
    assert pseudonym in reads.names([pseudonym])


def test_members_are_those_of_the_estate(firm):
    engineer(firm)
    engineer(firm, "zhao")
    assert [each.username for each in reads.members(ESTATE, NOW, roles=["engineer"], party="A")] == ["wang", "zhao"]
    assert reads.members(ESTATE, NOW, roles=["supervisor"]) == ()
    assert reads.members(uuid4(), NOW) == ()


def test_a_token_acts_as_its_membership_and_is_not_kept(firm):
    _, membership = engineer(firm)
    token, secret = actions.make_token(membership_id=membership, name="meter reader", now=NOW)
    assert actions.use_token(secret=secret, now=NOW).membership_id == membership
    row = ApiToken.objects.get()
    assert secret not in {row.hash, row.name}
    assert row.last_used == NOW
    actions.use_token(secret=secret, now=NOW + timedelta(minutes=1))
    assert reads.tokens(membership)[0].last_used == NOW  # to five minutes
    actions.use_token(secret=secret, now=NOW + timedelta(minutes=6))
    assert reads.tokens(membership)[0].last_used == NOW + timedelta(minutes=6)
    actions.revoke_token(token_id=token, now=LATER)
    assert actions.use_token(secret=secret, now=LATER) is None


def test_tokens_end_with_the_membership(firm):
    _, membership = engineer(firm)
    _, secret = actions.make_token(membership_id=membership, name="x", now=NOW)
    actions.revoke(membership_id=membership, now=LATER)
    assert reads.token_actor(secret, LATER) is None
    with pytest.raises(Refusal, match=r"membership\.ended"):
        actions.make_token(membership_id=membership, name="y", now=LATER)


@pytest.mark.parametrize("secret", ["", "wt_", "wt_" + "A" * 43])
def test_a_made_up_token_is_nobody(secret):
    assert reads.token_actor(secret, NOW) is None


def test_the_database_keeps_pseudonyms_apart(firm):
    _, membership = engineer(firm)
    _, other = engineer(firm, "zhao")
    pseudonym = reads.actor(membership, NOW).pseudonym
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=other).update(pseudonym=pseudonym)


def test_only_superusers_open_the_admin_site(client):
    actions.create_person(username="wang", name="王工", now=NOW)
    client.force_login(Person.objects.get())
    assert client.get("/admin/").status_code == 302
    Person.objects.update(is_superuser=True)
    assert client.get("/admin/").status_code == 200


def test_the_admin_site_makes_people(client):
    actions.create_person(username="admin", name="管理员", is_superuser=True, now=NOW)
    client.force_login(Person.objects.get())
    given = {"username": "li", "name": "李主管", "is_active": "on", "new_password": "a quiet valley 7"}
    assert client.post("/admin/people/person/add/", given).status_code == 302
    made = Person.objects.get(username="li")
    assert made.check_password("a quiet valley 7")
    assert made.id.version == 7
    weak = client.post("/admin/people/person/add/", given | {"username": "wu", "new_password": "password"})
    assert weak.status_code == 200
    assert not Person.objects.filter(username="wu").exists()
    firm = {"kind": "principal", "name_zh": "茉莉园物业服务中心", "name_en": ""}
    assert client.post("/admin/people/organisation/add/", firm).status_code == 302
    role = {
        "person": str(made.id), "organisation": str(reads.organisation("principal")), "estate_id": str(ESTATE),
        "role": "supervisor", "party": "P", "since_0": "2026-09-01", "since_1": "00:00:00",
    }  # fmt: skip
    assert client.post("/admin/people/membership/add/", role).status_code == 302
    [actor] = reads.actors(made, LATER)
    assert actor.role == "supervisor"
    assert actor.pseudonym.startswith("m-")
