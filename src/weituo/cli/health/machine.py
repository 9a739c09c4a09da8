"""The machine: Python, the data folder, disk space, the clock."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from weituo.cli.health.finding import Finding, fail, ok, warn

BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""No clock is right that shows an earlier time than the one at which this was written."""
TIGHT, FULL = 2 * 1024**3, 200 * 1024**2
DRIFT = timedelta(seconds=5)


def python(now: datetime) -> Iterator[Finding]:
    """3.11 or newer."""
    if sys.version_info < (3, 11):  # noqa: UP036
        yield fail(_("Python %(version)s is too old") % {"version": platform.python_version()}, "Python ≥ 3.11")
    else:
        yield ok(f"Python {platform.python_version()} · {platform.system()} {platform.machine()}")


def data_folder(now: datetime) -> Iterator[Finding]:
    """Writable by us, and readable by nobody else."""
    folder = Path(settings.DATA)
    if not os.access(folder, os.W_OK | os.X_OK):
        yield fail(_("The data folder %(folder)s cannot be written") % {"folder": folder}, "chown / WEITUO_DATA")
        return
    open_to_all = folder.stat().st_mode & 0o077
    if open_to_all:
        yield warn(
            _("Other users of this machine can look into the data folder %(folder)s") % {"folder": folder},
            f"chmod 700 {folder}",
        )
    else:
        yield ok(_("Data folder %(folder)s") % {"folder": folder})
    key = folder / "secret-key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield fail(_("The secret key can be read by other users"), f"chmod 600 {key}")


def disk(now: datetime) -> Iterator[Finding]:
    """Room for photos."""
    free = shutil.disk_usage(settings.DATA).free
    text = _("%(size)s GB free for data") % {"size": f"{free / 1024**3:.1f}"}
    if free < FULL:
        yield fail(text, _("Free some space before anything else: a full disk loses reports."))
    elif free < TIGHT:
        yield warn(text, _("A photo takes about half a megabyte; plan for more space."))
    else:
        yield ok(text)


def clock(now: datetime) -> Iterator[Finding]:
    """Not in the past, not behind the ledger, not beside the database server's."""
    from weituo.cli.health import storage
    from weituo.ledger import reads

    if now < BUILT:
        yield fail(_("The clock shows %(now)s, which is past") % {"now": f"{now:%Y-%m-%d %H:%M}"}, _("Switch on NTP."))
        return
    newest = reads.newest() if storage.usable() else None
    if newest is not None and newest > now + DRIFT:
        yield fail(
            _("The newest fact was received at %(newest)s, later than the clock's now")
            % {"newest": f"{newest:%Y-%m-%d %H:%M:%S} UTC"},
            _("Set the clock right (NTP) before anybody reports: times decide money."),
        )
    elif abs(storage.apart(now)) > DRIFT:
        yield fail(_("The database server's clock differs by more than 5 seconds"), _("Switch on NTP on both."))
    else:
        yield ok(_("Clock %(now)s") % {"now": f"{now:%Y-%m-%d %H:%M:%S} UTC"})
