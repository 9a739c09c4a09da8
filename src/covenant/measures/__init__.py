"""Released measures. A released file never changes (its digest is tested); new behaviour is a new file."""

from collections.abc import Callable

from covenant.measures import (
    availability_1,
    inspection_1,
    intact_1,
    planned_1,
    repair_1,
    response_1,
    rework_1,
    satisfaction_1,
)
from covenant.measures.month_input import Measured, MonthInput

CATALOGUE: dict[str, Callable[..., Measured]] = {
    "response_1": response_1.evaluate,
    "repair_1": repair_1.evaluate,
    "satisfaction_1": satisfaction_1.evaluate,
    "rework_1": rework_1.evaluate,
    "planned_1": planned_1.evaluate,
    "inspection_1": inspection_1.evaluate,
    "availability_1": availability_1.evaluate,
    "intact_1": intact_1.evaluate,
}

__all__ = ["CATALOGUE", "Measured", "MonthInput"]
