"""What a scanned code stands for, and what to do when it stands for nothing: every report finds an estate."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from weituo.estate import reads as estates
from weituo.estate.reads import EstateView, Place, Retired


@dataclass(frozen=True, slots=True)
class Spot:
    """A known place; or a place to be told in words on a known estate; or on one of several."""

    code: str
    place: Place | None
    retired: bool
    estate: EstateView | None
    choices: tuple[EstateView, ...]
    moved_to: str | None = None

    def on(self, chosen: UUID | None) -> EstateView | None:
        """The estate of a report made here; `chosen` counts where the code does not say."""
        return self.estate or next((one for one in self.choices if one.id == chosen), None)


def spot(code: str) -> Spot:
    """Resolves a code. A replaced label leads to its successor; a stranger's code to the only estate, if it is one."""
    found = estates.resolve(code)
    if isinstance(found, Retired):
        return Spot(found.code, None, True, found.estate, (), found.replaced_by)
    if found is not None:
        return Spot(found.code, found, False, found.estate, ())
    everything = estates.estates()
    if len(everything) == 1:
        return Spot(code, None, False, everything[0], ())
    return Spot(code, None, False, None, everything)
