"""Codes, recovery codes, sessions, locks: each opens once, and only for whom it belongs to."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pyotp
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import override_settings

from covenant.errors import Refusal
from weituo.people import actions, backends, factors, locks, reads, sessions
from weituo.people.models import CodeApp, ReadLog, RecoveryCode, SignIn
from weituo.people.roles import Role

NOW = datetime(2026, 9, 1, 12, 0, 5, tzinfo=UTC)
STEP = timedelta(seconds=30)
ESTATE = uuid4()

pytestmark = pytest.mark.django_db


def person(username="zhou", role="manager"):
    organisation = actions.create_organisation(kind="principal", name_zh="示范物业", now=NOW)
    found = actions.create_person(username=username, name="周经理", now=NOW, password="a long password")
    actions.grant(person_id=found, organisation_id=organisation, estate_id=ESTATE, role=role, party="P", now=NOW)
    return found


def actor(username):
    found = reads.actor_of(username, NOW)
    assert found is not None
    return found


@pytest.fixture
def zhou():
    return person()


def app(person_id, now=NOW):
    secret = factors.new_secret()
    factors.set_up_app(person_id=person_id, secret=secret, code=pyotp.TOTP(secret).at(now), now=now)
    return pyotp.TOTP(secret)


def test_the_codes_are_those_of_rfc_6238():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the RFC's "12345678901234567890"; its eight digits end in these six
    for at, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert factors._step(secret, code, datetime.fromtimestamp(at, UTC), after=0) == at // 30


def test_an_app_is_set_up_only_by_a_right_code(zhou):
    with pytest.raises(Refusal, match=r"factor\.wrong_code"):
        factors.set_up_app(person_id=zhou, secret=factors.new_secret(), code="000000", now=NOW)
    assert not factors.factors(zhou).any
    app(zhou)
    assert factors.factors(zhou).any
    assert factors.protected([zhou, uuid4()]) == {zhou}


def test_the_secret_is_kept_encrypted_for_one_person(zhou):
    codes = app(zhou)
    row = CodeApp.objects.get()
    assert codes.secret.encode() not in bytes(row.secret)
    li = person("li", "supervisor")
    CodeApp.objects.create(person_id=li, secret=row.secret, created_at=NOW)
    later = NOW + 2 * STEP
    assert factors.use_code(person_id=li, code=codes.at(later), now=later) == "", "moved to another person's row"
    assert factors.use_code(person_id=zhou, code=codes.at(later), now=later) == "app"


def test_a_code_opens_once(zhou):
    codes = app(zhou)
    assert factors.use_code(person_id=zhou, code=codes.at(NOW), now=NOW) == "", "it set the app up"
    later = NOW + STEP
    assert factors.use_code(person_id=zhou, code=codes.at(later), now=later) == "app"
    assert factors.use_code(person_id=zhou, code=codes.at(later), now=later) == ""
    assert factors.use_code(person_id=zhou, code=codes.at(NOW), now=later) == "", "an older one after a newer"


@pytest.mark.parametrize(("off", "opens"), [(-2, ""), (-1, "app"), (0, "app"), (1, "app"), (2, "")])
def test_a_clock_may_be_wrong_by_one_step(zhou, off, opens):
    codes, now = app(zhou), NOW + timedelta(hours=1)
    assert factors.use_code(person_id=zhou, code=codes.at(now + off * STEP), now=now) == opens


def test_recovery_codes_open_once_each_and_only_their_hashes_are_kept(zhou):
    app(zhou)
    codes = factors.make_recovery(person_id=zhou, now=NOW)
    assert len(set(codes)) == 10
    assert all(len(code.replace("-", "")) == 16 for code in codes)
    kept = " ".join(RecoveryCode.objects.values_list("hash", flat=True))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)
    assert factors.use_code(person_id=zhou, code=codes[3].lower().replace("-", " "), now=NOW) == "recovery"
    assert factors.use_code(person_id=zhou, code=codes[3], now=NOW) == ""
    assert factors.factors(zhou).recovery_left == 9
    other = person("li", "supervisor")
    assert factors.use_code(person_id=other, code=codes[4], now=NOW) == "", "somebody else's"
    factors.make_recovery(person_id=zhou, now=NOW)
    assert factors.use_code(person_id=zhou, code=codes[5], now=NOW) == "", "replaced"


def test_recovery_codes_go_with_the_last_factor(zhou):
    app(zhou)
    factors.make_recovery(person_id=zhou, now=NOW)
    factors.remove_app(person_id=zhou)
    assert not RecoveryCode.objects.exists()


def test_who_is_asked_for_a_second_factor():
    for role in Role:
        name = f"one-{role}"
        person(name, role)
        asked = role in {"manager", "finance", "supervisor", "administrator"}
        for setting in ("off", "asked", "required"):
            with override_settings(SECOND_FACTOR=setting):
                assert factors.wanted([actor(name)]) == (setting if asked and setting != "off" else "")
    with override_settings(SECOND_FACTOR="required"):
        assert factors.wanted([], superuser=True) == "required"


def test_only_an_administrator_takes_factors_away_and_it_is_written_down(zhou):
    app(zhou)
    factors.make_recovery(person_id=zhou, now=NOW)
    key = begun(zhou)
    with pytest.raises(Refusal, match=r"factor\.not_yours"):
        factors.reset(actor=actor("zhou"), person_id=zhou, now=NOW)
    person("admin", "administrator")
    factors.reset(actor=actor("admin"), person_id=zhou, now=NOW)
    factors.reset(actor=actor("admin"), person_id=zhou, now=NOW + timedelta(seconds=1))
    assert not factors.factors(zhou).any
    assert not RecoveryCode.objects.exists()
    assert not SessionStore().exists(key)
    rows = ReadLog.objects.filter(kind="reset", subject=f"person/{zhou}")
    assert rows.count() == 2, "every time, not once an hour"
    with pytest.raises(Refusal, match=r"person\.unknown"):
        factors.reset(actor=actor("admin"), person_id=uuid4(), now=NOW)


def begun(person_id, agent="Mozilla/5.0 (Linux; Android 14) Chrome/120.0", now=NOW):
    store = SessionStore()
    store["x"] = 1
    store.save()
    sessions.begin(person_id=person_id, key=store.session_key, way="password", agent=agent, now=now)
    return store.session_key


def test_a_session_is_ended_where_django_keeps_it(zhou):
    key, other = begun(zhou), begun(zhou, "Mozilla/5.0 (iPhone; CPU iPhone OS 17) Safari/604")
    listed = sessions.sessions(zhou, NOW)
    assert {one.device for one in listed} == {"Chrome · Android", "Safari · iPhone"}
    mine = SignIn.objects.get(key=key)
    assert not sessions.end(person_id=uuid4(), sign_in=mine.id, now=NOW), "not theirs"
    assert SessionStore().exists(key)
    assert sessions.end(person_id=zhou, sign_in=mine.id, now=NOW)
    assert not SessionStore().exists(key)
    assert SessionStore().exists(other)
    assert not sessions.end(person_id=zhou, sign_in=mine.id, now=NOW), "over already"


def test_a_new_password_ends_all_others(zhou):
    key, other = begun(zhou), begun(zhou)
    kept = SignIn.objects.get(key=key)
    sessions.change_password(person_id=zhou, password="another long one", now=NOW, but=kept.id)
    assert SessionStore().exists(key)
    assert not SessionStore().exists(other)
    assert [one.id for one in sessions.sessions(zhou, NOW)] == [kept.id]


def test_what_was_over_long_ago_goes_with_the_next_sign_in(zhou):
    old = begun(zhou, now=NOW - timedelta(days=91))
    begun(zhou, now=NOW - timedelta(days=31))
    assert sessions.sessions(zhou, NOW) == (), "their cookies have run out"
    begun(zhou)
    assert not SignIn.objects.filter(key=old).exists()


def test_codes_are_counted_over_all_addresses_passwords_for_each():
    assert backends.lockout(None, {"username": "zhou"}) == [["username", "ip_address"]]
    assert backends.lockout(None, {"username": "code/zhou"}) == ["username"]


def test_unlocking_needs_the_permission(zhou):
    with pytest.raises(Refusal, match=r"factor\.not_yours"):
        locks.unlock(actor=actor("zhou"), person_id=zhou, now=NOW)
    assert isinstance(zhou, UUID)
