"""Rows of a CSV or XLSX file, checked cell by cell before anything is written."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import python_calamine

from covenant.errors import unusable
from weituo.work.imports.mapping import Mapping

MOST_BYTES, MOST_ROWS = 100_000_000, 200_000


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one cell, and what would be right."""

    row: int
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column} {self.value!r}: {self.message}"


@dataclass(frozen=True, slots=True)
class Row:
    """One order of the file; times in UTC."""

    number: int
    key: str
    reported: datetime
    closed: datetime | None
    fault: str
    place: str


def table(path: Path) -> list[dict[str, str]]:
    """The file's rows by column heading; Problems when it is not readable."""
    raw = path.read_bytes()
    if len(raw) > MOST_BYTES:
        raise unusable(path.name, "too_large", "The file is larger than 100 MB.")
    if path.suffix.lower() == ".xlsx":
        cells = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python()
        heads = [str(head).strip() for head in cells[0]] if cells else []
        return [{head: _text(cell) for head, cell in zip(heads, line, strict=False)} for line in cells[1:]]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return [
                {key: value or "" for key, value in row.items() if key}
                for row in csv.DictReader(io.StringIO(raw.decode(encoding)))
            ]
        except UnicodeDecodeError:
            continue
    raise unusable(path.name, "unreadable", "The file is neither UTF-8 nor GB18030 text.")


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def read(path: Path, mapping: Mapping) -> tuple[list[Row], int, list[RowError]]:
    """(rows, how many were left out, everything that is wrong). Row numbers count the heading as 1."""
    rows: list[Row] = []
    errors: list[RowError] = []
    left = 0
    seen: dict[str, int] = {}
    lines = table(path)
    if len(lines) > MOST_ROWS:
        raise unusable(path.name, "too_long", f"The file has more than {MOST_ROWS} rows.")
    for number, line in enumerate(lines, start=2):
        if line.get(mapping.columns["category"], "") in mapping.leave_out:
            left += 1
            continue
        row, wrong = _row(number, line, mapping)
        if row is not None and row.key in seen:
            wrong.append(RowError(number, mapping.columns["key"], row.key, f"stands in row {seen[row.key]} already"))
        errors += wrong
        if row is not None and not wrong:
            seen[row.key] = number
            rows.append(row)
    return rows, left, errors


def _row(number: int, line: dict[str, str], mapping: Mapping) -> tuple[Row | None, list[RowError]]:
    columns, wrong = mapping.columns, []
    missing = [name for name in (columns["key"], columns["reported"], columns["category"]) if not line.get(name)]
    if missing:
        return None, [RowError(number, name, "", "is empty; every row needs it") for name in missing]
    category = line[columns["category"]]
    fault = mapping.categories.get(category, "")
    if not fault:
        wrong.append(RowError(number, columns["category"], category, "is no category of the mapping; add it there"))
    reported = _time(number, columns["reported"], line, mapping, wrong)
    closed = _time(number, columns["closed"], line, mapping, wrong) if line.get(columns["closed"]) else None
    if reported and closed and closed < reported:
        wrong.append(RowError(number, columns["closed"], line[columns["closed"]], "lies before the report"))
    if reported is None:
        return None, wrong
    place = " · ".join(line.get(name, "") for name in columns["place"] if line.get(name))[:200]
    return Row(number, line[columns["key"]][:100], reported, closed, fault, place), wrong


def _time(number: int, column: str, line: dict[str, str], mapping: Mapping, wrong: list[RowError]) -> datetime | None:
    """A wall time of the mapping's zone. Ambiguous ones mean the first; those that do not exist are errors."""
    value = line[column]
    try:
        local = datetime.strptime(value, mapping.time_format).replace(tzinfo=mapping.zone)
    except ValueError:
        wrong.append(RowError(number, column, value, f"is not a time as {mapping.time_format}"))
        return None
    found = local.astimezone(UTC)
    if found.astimezone(mapping.zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        wrong.append(RowError(number, column, value, "does not exist: the clocks were put forward"))
    return found
