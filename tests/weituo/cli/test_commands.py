"""Commands say plainly what they did or why not, with exit codes a script can use."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.db import DatabaseError, connection
from django.utils import translation

from weituo.cli import health, main, welcome
from weituo.cli.health import installation, machine, storage
from weituo.ledger import guard
from weituo.people import factors, reads
from weituo.people.models import Person

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("WEITUO_LANGUAGE", "en")
    with translation.override("en"):
        yield


@pytest.mark.django_db
def test_an_administrator_is_made_and_gets_a_token(capsys):
    assert main(["admin", "create", "root"]) == 0
    username, password = capsys.readouterr().out.split()
    person = Person.objects.get(username=username)
    assert person.check_password(password)
    assert person.is_superuser
    [actor] = reads.actors(person, datetime.now(UTC))
    assert (actor.role, actor.estate_id) == ("administrator", None)

    assert main(["token", "make", "root", "--name", "backup"]) == 0
    secret = capsys.readouterr().out.strip()
    assert reads.token_actor(secret, datetime.now(UTC)) == actor
    assert main(["token", "list", "root"]) == 0
    listed = capsys.readouterr().out
    assert "backup" in listed
    assert secret not in listed
    assert main(["token", "revoke", listed.split()[0]]) == 0
    assert reads.token_actor(secret, datetime.now(UTC)) is None


@pytest.mark.django_db
def test_a_lost_second_factor_is_taken_away_at_the_machine(capsys):
    main(["admin", "create", "root"])
    person = Person.objects.get(username="root")
    factors.make_recovery(person_id=person.pk, now=NOW)
    secret = factors.new_secret()
    factors.set_up_app(person_id=person.pk, secret=secret, code=pyotp.TOTP(secret).at(NOW), now=NOW)
    assert main(["admin", "factors", "nobody"]) == 1
    assert factors.factors(person.pk).any
    assert main(["admin", "factors", "root"]) == 0
    assert "the password alone opens now" in capsys.readouterr().out
    assert not factors.factors(person.pk).any
    assert factors.factors(person.pk).recovery_left == 0


@pytest.mark.django_db
def test_a_password_is_replaced(capsys):
    main(["admin", "create", "root"])
    capsys.readouterr()
    assert main(["admin", "password", "root"]) == 0
    assert Person.objects.get().check_password(capsys.readouterr().out.split()[1])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["token", "make", "nobody"], 1, "nobody has no role"),
        (["token", "make", "nobody", "--estate", "jasmin"], 2, "no estate jasmin"),
        (["admin", "password", "nobody"], 1, "no such person"),
        (["close-month", "jasmin", "2026-10"], 2, "no estate jasmin"),
        (["close-month", "jasmine", "2026-13"], 2, "2026-13"),
    ],
)
def test_what_cannot_be_done_is_said(capsys, words, code, said):
    assert main(words) == code
    assert said in capsys.readouterr().err


def test_nonsense_is_a_usage_error(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["down"])
    assert stopped.value.code == 2
    assert "usage: weituo" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_used_database_gets_no_demo_world(capsys):
    main(["admin", "create", "root"])
    assert main(["world", "--scale", "small"]) == 1
    assert "in use already" in capsys.readouterr().err


# ── the doctor ────────────────────────────────────────────────────────────


def levels(check, now=NOW):
    return [finding.level for finding in check(now)]


@pytest.mark.django_db
def test_the_doctor_finds_nothing_broken_here(capsys):
    assert not [finding for finding in health.examine(datetime.now(UTC)) if finding.level == "fail"]
    assert main(["doctor"]) == 0
    assert "Ready to run." in capsys.readouterr().out


def test_a_check_that_breaks_is_a_finding(monkeypatch):
    def broken(now):
        raise RuntimeError("no such thing")
        yield

    monkeypatch.setattr(health, "CHECKS", (broken, machine.python))
    first, second = health.examine(NOW)
    assert (first.level, second.level) == ("fail", "ok")
    assert "no such thing" in first.text


@pytest.mark.django_db
def test_a_missing_trigger_is_found():
    assert "fail" not in levels(storage.database)
    with guard.lifted(connection):
        assert "fail" in levels(storage.database)


@pytest.mark.django_db
def test_a_silent_database_is_found(monkeypatch):
    def silent():
        raise DatabaseError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", silent)
    [finding] = storage.database(NOW)
    assert finding.level == "fail"
    assert "connection refused" in finding.text


@pytest.mark.django_db
def test_a_clock_that_went_back_is_found():
    from tests.weituo.ledger.example import reported

    assert levels(machine.clock, datetime(2020, 1, 1, tzinfo=UTC)) == ["fail"]
    now = datetime.now(UTC)
    assert levels(machine.clock, now) == ["ok"]
    reported(at=now + timedelta(hours=2), recv=now + timedelta(hours=2))
    assert levels(machine.clock, now) == ["fail"]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (datetime(2026, 10, 31, tzinfo=UTC), ["ok"]),
        (datetime(2026, 11, 1, tzinfo=UTC), ["ok", "warn"]),
        (datetime(2099, 5, 1, tzinfo=UTC), ["warn"]),
    ],
)
def test_unknown_holidays_are_said_from_november(now, found):
    assert levels(installation.holidays, now) == found


def test_a_data_folder_open_to_others_is_found(settings, tmp_path):
    settings.DATA = tmp_path
    tmp_path.chmod(0o700)
    assert levels(machine.data_folder) == ["ok"]
    key = tmp_path / "secret-key"
    key.write_text("x")
    key.chmod(0o644)
    tmp_path.chmod(0o755)
    assert levels(machine.data_folder) == ["warn", "fail"]


@pytest.mark.parametrize(
    ("origin", "https", "level"), [("", False, "warn"), ("http://a.cn", False, "warn"), ("https://a.cn", True, "ok")]
)
def test_a_public_address_wants_https(settings, origin, https, level):
    settings.ORIGIN, settings.HTTPS = origin, https
    assert levels(installation.public_address) == [level]


def test_the_machines_own_address_is_no_loopback():
    found = welcome.lan_address()
    assert found is None or not found.startswith("127.")
