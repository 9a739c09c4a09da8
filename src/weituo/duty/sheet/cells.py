"""An .xlsx file as cells, within bounds, so that no file can make the house work for long."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import python_calamine

from covenant.errors import Refusal

MOST_BYTES, MOST_UNPACKED = 2_000_000, 40_000_000
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 8, 2_000, 60

Row = list[Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name and its cells from A1 on: text, numbers, dates and times as calamine gives them."""

    name: str
    rows: list[Row]

    def at(self, row: int, column: int) -> Any:
        """A cell by its places from 0; "" outside."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return ""
        return self.rows[row][column]

    def text(self, row: int, column: int) -> str:
        """A cell as somebody reads it."""
        return text(self.at(row, column))


def text(cell: Any) -> str:
    """A cell as text without blanks around it; whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""


def name(row: int, column: int) -> str:
    """How Excel calls a cell: (6, 2) is C7."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def sheets(raw: bytes) -> list[Sheet]:
    """Every sheet. Refusals roster.too_large, roster.unreadable."""
    if len(raw) > MOST_BYTES:
        raise Refusal("roster.too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise Refusal("roster.too_large")
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        names = book.sheet_names
        if len(names) > MOST_SHEETS:
            raise Refusal("roster.too_large")
        found = []
        for one in names:
            sheet = book.get_sheet_by_name(one)
            if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
                raise Refusal("roster.too_large")
            found.append(Sheet(one, sheet.to_python(skip_empty_area=False)))
    except (zipfile.BadZipFile, python_calamine.CalamineError, ValueError, OSError, KeyError):
        raise Refusal("roster.unreadable") from None
    return found
