"""What this installation brings: fonts, pages, holidays; how it is reached; accounts everybody knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from weituo.cli.health.finding import Finding, fail, ok, warn

FROM_MONTH = 11
"""The State Council publishes next year's holidays in late October or November."""


def fonts(now: datetime) -> Iterator[Finding]:
    """The PDFs' fonts, with a rare character of people's names: typst would print a box and say nothing."""
    import pylopdf_fonts_zh_cn
    import typst

    render: Any = typst.compile  # its stub leaves a type variable open
    folder = str(pylopdf_fonts_zh_cn.sans_path().parent)
    for family in ("Noto Sans SC", "Noto Serif SC"):
        source = f'#set text(font: "{family}", fallback: false)\n委托 喆堃'.encode()
        try:
            # PDF/A makes a missing glyph an error
            made = render(source, font_paths=[folder], ignore_system_fonts=True, pdf_standards=["a-2b"])
            small = made is None or len(made) < 2000  # without the family the text is left out
        except (RuntimeError, OSError):
            small = True
        if small:
            yield fail(_("The font %(family)s is missing") % {"family": family}, "pip install pylopdf-fonts-zh-cn")
        else:
            yield ok(_("Font %(family)s") % {"family": family})


def pages(now: datetime) -> Iterator[Finding]:
    """The pages' scripts and styles."""
    from weituo.cli import pages as static

    if static.built():
        yield ok(_("Pages are built"))
    else:
        yield fail(_("The pages' scripts and styles are not built"), "make up")


def holidays(now: datetime) -> Iterator[Finding]:
    """This year's official holidays, and from November on next year's: clocks on working days depend on them."""
    source = files("weituo").joinpath("pact", "data", "cn-holidays.json")
    known = {notice["year"] for notice in json.loads(source.read_text(encoding="utf-8"))["notices"]}
    for year in (now.year, now.year + 1) if now.month >= FROM_MONTH else (now.year,):
        if year in known:
            yield ok(_("Official holidays of %(year)s") % {"year": year})
        else:
            yield warn(
                _("The official holidays of %(year)s are not known yet; its working days are provisional")
                % {"year": year},
                _("Update Weituo once the State Council has published them."),
            )


def public_address(now: datetime) -> Iterator[Finding]:
    """HTTPS under a name of its own: cameras and offline use need it, and printed codes last."""
    if not settings.ORIGIN:
        yield warn(
            _("No public address: codes printed now would lead to this machine only, phones cannot work offline"),
            "WEITUO_ORIGIN=https://…",
        )
    elif not settings.HTTPS:
        yield warn(
            _("%(origin)s is not HTTPS: passwords travel in the open, phones cannot work offline")
            % {"origin": settings.ORIGIN},
            _("Put a server with a certificate in front, Caddy for one, and set WEITUO_ORIGIN=https://…"),
        )
    else:
        yield ok(settings.ORIGIN)


def demo_accounts(now: datetime) -> Iterator[Finding]:
    """Accounts whose password stands in the README."""
    from weituo.cli import welcome
    from weituo.cli.health import storage

    if storage.usable() and welcome.demo_members():
        text = _("The demo accounts are here; everybody knows their password")
        remedy = _("For real work start with an empty data folder: weituo up --empty")
        yield fail(text, remedy) if settings.ORIGIN else warn(text, remedy)
