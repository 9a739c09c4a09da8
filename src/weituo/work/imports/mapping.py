"""What the columns of a file mean."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from covenant.errors import unusable
from weituo.pact import terms_file


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping file, read. `folder` is where the agreement's path starts from."""

    folder: Path
    estate: dict[str, str]
    agreement: str
    manager: str
    columns: dict[str, Any]
    time_format: str
    item: str
    categories: dict[str, str]
    leave_out: frozenset[str]

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the file's wall times."""
        return ZoneInfo(self.estate["zone"])


def load(path: Path) -> Mapping:
    """Read a mapping; Problems for what is missing."""
    data = terms_file.load(path)
    try:
        return Mapping(
            folder=path.parent,
            estate=dict(data["estate"]),
            agreement=data["agreement"],
            manager=data["manager"],
            columns=dict(data["columns"]),
            time_format=data["time_format"],
            item=data["item"],
            categories=dict(data["categories"]),
            leave_out=frozenset(data.get("leave_out", ())),
        )
    except (KeyError, TypeError, ValueError) as missing:
        raise unusable(path.name, "bad_mapping", f"The mapping lacks or misspells {missing}.") from None
