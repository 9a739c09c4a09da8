"""Places, faults and people of orders in words, looked up for a whole page at once."""

from __future__ import annotations

from uuid import UUID

from covenant.agreement import Terms
from weituo.work.models import Order

NO_LABEL: dict[str, str] = {"zh": "", "en": ""}

RELATED = (
    "equipment__space__building",
    "space__building",
    "unit__building",
    "assignee__person",
    "assignee__organisation",
)


def place(row: Order) -> dict[str, str]:
    """Where it is: the equipment's, the unit's or the space's name, else the reporter's words are all there is."""
    if row.equipment is not None:
        return {"zh": row.equipment.name_zh, "en": row.equipment.name_en or row.equipment.name_zh}
    if row.unit is not None:
        building = row.unit.building
        return {
            "zh": f"{building.name_zh} {row.unit.label}",
            "en": f"{building.name_en or building.name_zh} {row.unit.label}",
        }
    if row.space is not None:
        return {"zh": row.space.name_zh, "en": row.space.name_en or row.space.name_zh}
    return dict(NO_LABEL)


def building(row: Order) -> UUID | None:
    """The building it is in; None for the grounds and where nobody said."""
    space = row.equipment.space if row.equipment else row.space
    return row.unit.building_id if row.unit else space.building_id if space else None


def fault(terms: Terms | None, row: Order) -> dict[str, str]:
    """What is wrong, in the agreement's words."""
    known = terms.faults.get(row.fault) if terms else None
    return dict(known.label) if known else {"zh": row.fault, "en": row.fault}


def item(terms: Terms | None, row: Order) -> dict[str, str]:
    """What kind of thing, in the agreement's words."""
    known = terms.items.get(row.item) if terms else None
    return dict(known.label) if known else {"zh": row.item, "en": row.item}
