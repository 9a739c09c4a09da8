"""Where an actor stands: which estate, and that there is one."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from weituo.people.reads import Actor


def estate_of(actor: Actor) -> UUID:
    """The estate the actor works on. A membership of the whole group has none: its pages are elsewhere, so 404."""
    if actor.estate_id is None:
        raise Http404
    return actor.estate_id
