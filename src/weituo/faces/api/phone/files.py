"""Files as phones describe them, in an address or in an upload's metadata."""

from __future__ import annotations

from uuid import UUID

from weituo.faces.api.schemas import phone as schema
from weituo.work.actions.phone import Sent


def described(file_id: UUID, about: schema.FileAbout) -> Sent:
    """A file as the phone describes it."""
    body = {"sha256": about.sha256, "original": about.original, "taken": about.taken}
    return Sent(file_id, about.order, about.role, about.made_at, about.offset, about.offline, body)
