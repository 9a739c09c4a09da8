"""Whether a new report may repeat an accepted order: same thing, same fault, within the agreement's window."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from covenant.agreement import Terms
from weituo.work.models import Order

if TYPE_CHECKING:
    from weituo.work.actions.report import ReportDraft


def of(draft: ReportDraft, fault: str, at: datetime, terms: Terms) -> UUID | None:
    """The newest accepted order it may repeat; the principal rules later whether it does."""
    window = next((measure.window for measure in terms.measures.values() if measure.window), None)
    if window is None:
        return None
    found = Order.objects.filter(
        estate_id=draft.estate_id, fault=fault, state="accepted", accepted_at__gte=at - timedelta(milliseconds=window)
    )
    if draft.equipment_id:
        found = found.filter(equipment_id=draft.equipment_id)
    elif draft.unit_id:
        found = found.filter(unit_id=draft.unit_id)
    elif draft.space_id:
        found = found.filter(space_id=draft.space_id, equipment=None)
    else:
        return None
    return found.order_by("-accepted_at").values_list("pk", flat=True).first()
