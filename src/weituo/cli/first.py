"""What only a first start does: the demo world, or a first administrator."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from weituo.cli.console import out
from weituo.estate import reads as places
from weituo.people import actions, reads

PASSWORD_FILE = "first-password.txt"


@contextmanager
def alone() -> Iterator[None]:
    """Only one command at a time makes this data folder ready."""
    with (Path(settings.DATA) / "up.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            out.print("  " + _("Another start is preparing the same data folder; waiting for it …"), markup=False)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def nobody() -> bool:
    """Whether the database is new: no estate, and nobody to sign in."""
    return not places.estates() and not reads.somebody()


def has_world() -> bool:
    """Whether this installation brings the demo world."""
    try:
        return importlib.util.find_spec("world.build") is not None
    except ModuleNotFoundError:
        return False


def world(scale: str = "full", seed: int = 1) -> None:
    """Builds the demo world, whole or not at all."""
    from weituo.cli.console import bar

    with bar(_("Demo estate")) as report, transaction.atomic():
        import_module("world.build").build(scale=scale, seed=seed, today=timezone.now(), progress=report)


def administrator(username: str = "admin") -> str:
    """An administrator of every estate there is and will be; the made password. Refusal `person.username_taken`."""
    now = timezone.now()
    password = readable_password()
    with transaction.atomic():
        person = actions.create_person(username=username, name="管理员", password=password, is_superuser=True, now=now)
        group = reads.organisation("group") or actions.create_organisation(
            kind="group", name_zh="本单位", name_en="Our organisation", now=now
        )
        actions.grant(
            person_id=person, organisation_id=group, estate_id=None, role="administrator", party=None, now=now
        )
    return password


def keep(username: str, password: str) -> Path:
    """Writes a made password to the data folder, mode 0600."""
    path = Path(settings.DATA) / PASSWORD_FILE
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{username} {password}\n")
    return path


def readable_password() -> str:
    """A password one can type from paper: 16 of 31 characters in groups, 79 random bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(letters) for _each in range(4)) for _group in range(4))
    return "-".join(groups)
