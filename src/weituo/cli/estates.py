"""Estates by their short name, for the commands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from weituo.cli.console import Stop
from weituo.estate import reads


def named(slug: str) -> reads.EstateView:
    """The estate of this short name; Stop that lists those there are."""
    found = reads.estate_named(slug)
    if found is None:
        known = ", ".join(estate.slug for estate in reads.estates()) or _("none yet")
        raise Stop(_("There is no estate %(slug)s. There are: %(known)s.") % {"slug": slug, "known": known}, 2)
    return found
