"""The last lines of a start: where to go, as whom, and a code for the phone."""

from __future__ import annotations

import io
import socket
from pathlib import Path

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from rich.table import Table

from weituo.cli import first
from weituo.cli.console import out, unicode_terminal
from weituo.estate import reads as places
from weituo.people import reads as people

ON_DARK = "\033[97;40m{}\033[0m"


def show(host: str, port: int, elapsed: str, password: str | None) -> None:
    """Addresses, accounts, the phone's code."""
    here = settings.ORIGIN or f"http://localhost:{port}"
    network = None if settings.ORIGIN or host in {"127.0.0.1", "localhost"} else lan_address()
    phone = settings.ORIGIN or (f"http://{network}:{port}" if network else here)
    out.print()
    out.print(_("Weituo is running, after %(elapsed)s.") % {"elapsed": elapsed}, style="bold", markup=False)
    table = Table.grid(padding=(0, 2))
    table.add_row("", _("On this machine"), f"{here}/")
    if network:
        table.add_row("", _("On the same network"), f"{phone}/")
    lift = a_lift()
    if lift:
        table.add_row("", _("A resident's page"), f"{phone}/q/{lift.code}", lift.name(_language()))
    table.add_row("", _("Data"), str(settings.DATA))
    out.print(table)
    accounts(password)
    if phone != here or settings.ORIGIN:
        scan(f"{phone}/q/{lift.code}" if lift else f"{phone}/", bool(lift))
    out.print(_("Ctrl-C stops everything; the data is kept."), markup=False)


def accounts(password: str | None) -> None:
    """The demo's accounts, or the first administrator's."""
    out.print()
    file = Path(settings.DATA) / first.PASSWORD_FILE
    if password:
        text = _("Sign in as admin with the password %(password)s (kept in %(file)s until you delete it).")
        out.print("  " + text % {"password": password, "file": file}, markup=False)
        out.print("  " + _("Then enter your estate, people and equipment under /admin/."), markup=False)
    elif members := demo_members():
        from world.cast import PASSWORD

        out.print("  " + _("Demo accounts, all with the password %(password)s") % {"password": PASSWORD}, markup=False)
        table = Table.grid(padding=(0, 2))
        for username, name, about in members:
            table.add_row("", username, name, about)
        out.print(table)
    elif file.is_file():
        out.print("  " + _("The first administrator's password is in %(file)s.") % {"file": file}, markup=False)
    out.print()


def demo_members() -> list[tuple[str, str, str]]:
    """User name, name and what they are, when the whole cast of the demo world lives here; else nothing."""
    if not first.has_world():
        return []
    from world.cast import CAST

    if len(people.usernames(member.username for member in CAST)) < len(CAST):
        return []
    chinese = _language().startswith("zh")
    return [(m.username, m.name, m.about_zh if chinese else m.about_en) for m in CAST]


def a_lift() -> places.Place | None:
    """A place to try: the first lift with a code."""
    for estate in places.estates():
        for place in places.labelled(estate.id, kinds=("equipment",)):
            if place.item and place.item.startswith("lift"):
                return place
    return None


def scan(address: str, is_report: bool) -> None:
    """The address as a QR code, light on dark whatever the terminal's colours."""
    if not unicode_terminal():
        return
    drawn = io.StringIO()
    segno.make(address, error="l", micro=False).terminal(out=drawn, compact=True, border=2)
    for line in drawn.getvalue().rstrip("\n").split("\n"):
        out.file.write("  " + (ON_DARK.format(line) if out.is_terminal else line) + "\n")
    text = _("Scan it with a phone on the same network: a resident reports a fault of this lift.")
    out.print("  " + (text if is_report else _("Scan it with a phone on the same network.")), markup=False)
    out.print()


def lan_address() -> str | None:
    """This machine's address on its network. Opens no connection: the system only chooses the way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # documentation range of RFC 5737
            found: str = probe.getsockname()[0]
        except OSError:
            return None
    return None if found.startswith(("127.", "0.")) else found


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE
