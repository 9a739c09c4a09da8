"""Audit bundles to download: written to a temporary file first, one at a time, up to a size."""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from covenant.errors import Refusal
from covenant.period import Month
from weituo.estate import reads as estates
from weituo.faces.office.scope import estate_of
from weituo.faces.shared import errors
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.request import StaffRequest
from weituo.ledger import shown
from weituo.month import bundle as bundles
from weituo.people import reading

MOST = 1024 * 1024 * 1024  # bytes; more than that is for `weituo bundle` on the machine itself
SPEED = 5000  # facts a second, on a small machine
STATEMENTS = ("statement.issued",)


class TooLarge(Exception):
    """More than MOST bytes."""


class Busy(Exception):
    """Another one is being made."""


class Bounded:
    """A file that takes at most so many bytes."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self.file, self.most = file, most

    def write(self, data: bytes) -> int:
        if self.file.tell() + len(data) > self.most:
            raise TooLarge
        return self.file.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which statements: `key` is a month, a year or nothing (all)."""

    key: str
    months: tuple[str, ...]


def months(estate_id: UUID) -> tuple[str, ...]:
    """The months with a statement, the newest first."""
    return tuple(sorted({str(body["month"]) for _one, body in shown.told(estate_id, STATEMENTS)}, reverse=True))


def choices(estate_id: UUID) -> tuple[Choice, ...]:
    """Everything, each year, each month."""
    found = months(estate_id)
    years = sorted({month[:4] for month in found}, reverse=True)
    return (
        Choice("", found),
        *(Choice(year, tuple(month for month in found if month.startswith(year))) for year in years),
        *(Choice(month, (month,)) for month in found),
    )


def seconds(size: int) -> int:
    """About how long it takes, without evidence."""
    return max(1, size // SPEED)


@require("ledger.read")
@require_GET
def bundle(request: HttpRequest) -> HttpResponseBase:
    """The zip file. 403 for photos or personal values a role may not take away, 404 for a
    month without a statement, and before anything was signed."""
    ours = cast(StaffRequest, request)
    estate = estates.estate(estate_of(ours.actor))
    evidence, personal = "evidence" in request.GET, "personal" in request.GET
    if (evidence and not allowed(ours.actor, "bundle.evidence")) or (
        personal and not allowed(ours.actor, "bundle.personal")
    ):
        raise PermissionDenied
    wanted = request.GET.get("months", "")
    choice = next((one for one in choices(estate.id) if one.key == wanted), None)
    if choice is None:
        raise Http404
    try:
        file = _written(estate.id, choice, evidence, personal, ours.now)
    except Refusal as refusal:
        return errors.refused(request, refusal, 404, back="/o/ledger")
    except Busy:
        text = _("Another bundle is being made right now. Please try again in a minute.")
        return errors.page(request, 429, _("One moment, please"), text, back="/o/ledger")
    except (TooLarge, OSError):
        text = _(
            "The bundle is larger than can be downloaded here. Leave the photos out, or ask an administrator for a file "
            "made with: weituo bundle %(estate)s"
        )
        return errors.page(request, 507, _("Too large"), text % {"estate": estate.slug}, back="/o/ledger")
    if evidence or personal:
        reading.note(ours.actor, "bundle", wanted or "all")
    name = "-".join(part for part in (estate.slug, "bundle", wanted, "evidence" if evidence else "") if part)
    answer = FileResponse(file, as_attachment=True, filename=f"{name}.zip", content_type="application/zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _written(estate_id: UUID, choice: Choice, evidence: bool, personal: bool, now: datetime) -> IO[bytes]:
    """The finished file, gone when it is closed."""
    with _alone():
        file: IO[bytes] = tempfile.TemporaryFile(dir=settings.DATA)  # noqa: SIM115 - the answer closes it
        try:
            bundles.write(
                cast(IO[bytes], Bounded(file, MOST)),
                estate_id=estate_id,
                months=[Month.parse(month) for month in choice.months] if choice.key else (),
                evidence=evidence,
                personal=personal,
                now=now,
            )
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file


@contextmanager
def _alone() -> Iterator[None]:
    with (Path(settings.DATA) / "bundle.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield
