"""Pairs of photos in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weituo.faces.shared import labels
from weituo.work.reads import FlagView

KINDS = {
    "same": gettext_lazy("unchanged"),
    "recompressed": gettext_lazy("saved again"),
    "cropped": gettext_lazy("cropped"),
    "mirrored": gettext_lazy("mirrored"),
}
FALSE_RECORD = "false_record"
"""The event that prices a record or photo that is not true, by its key in the terms."""
WORDS = 400


def kind(key: str) -> str:
    """How one picture was made from the other."""
    return labels.label(KINDS, key)


def evidence(flag: FlagView) -> str:
    """What is known, for the reason of a priced event."""
    text = _("A photo of order %(number)s is the same as one of order %(earlier)s (%(kind)s). Photos %(one)s, %(two)s.")
    values = {
        "number": flag.number,
        "earlier": flag.earlier_number,
        "kind": kind(flag.kind),
        "one": flag.photo.sha256[:12],
        "two": flag.earlier.sha256[:12],
    }
    said = text % values + (f" {flag.words}" if flag.words else "")
    return said[:WORDS]
