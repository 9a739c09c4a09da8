"""Walking a document while collecting everything that is wrong with it, each with its path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from covenant import money, period
from covenant.errors import Problem, Problems

T = TypeVar("T")

WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*", re.ASCII)
MAX_TEXT = 400


class Reader:
    """A place in the document. Getters return a usable default after noting a problem, so that reading goes on."""

    __slots__ = ("clause", "data", "path", "problems", "schema", "seen")

    def __init__(self, data: object, path: str, problems: list[Problem], schema: int = 1) -> None:
        self.path = path
        self.schema = schema
        self.problems = problems
        self.seen: set[str] = set()
        self.clause: str | None = None
        if not isinstance(data, Mapping):
            self.note("", "not_object", "This must be an object with keys.")
            data = {}
        self.data: Mapping[str, Any] = data
        clause = self.data.get("clause")
        if isinstance(clause, str):
            self.clause = clause

    def at(self, key: str) -> str:
        """The path of a key here."""
        return f"{self.path}.{key}" if self.path and key else self.path or key

    def note(self, key: str, code: str, message: str, remedy: str = "") -> None:
        """Collect one problem."""
        self.problems.append(Problem(self.at(key), code, message, remedy, self.clause))

    def get(self, key: str, *, required: bool = True) -> Any:
        """The raw value, or None after noting that it is missing."""
        self.seen.add(key)
        if key not in self.data or (required and self.data[key] is None):
            if required:
                self.note(key, "missing", f"{key} is missing.")
            return None
        return self.data[key]

    def parse(self, key: str, parse: Callable[[Any, str], T], default: T) -> T:
        """A value through a parser that raises Problems."""
        raw = self.get(key)
        if raw is None:
            return default
        try:
            return parse(raw, self.at(key))
        except Problems as problems:
            self.problems.extend(problems.problems)
            return default

    def text(self, key: str) -> str:
        """A short text."""
        raw = self.get(key)
        if raw is not None and (not isinstance(raw, str) or not 0 < len(raw) <= MAX_TEXT):
            self.note(key, "not_text", f"{key} must be a text of at most {MAX_TEXT} characters.")
            return ""
        return raw or ""

    def word(self, key: str, among: Mapping[str, Any] | tuple[str, ...] = (), what: str = "") -> str:
        """One word, of a list when one is given."""
        raw = self.text(key)
        if raw and among and raw not in among:
            self.note(
                key, "unknown_word", f"{raw!r} is not {what or 'known here'}.", f"Use one of: {', '.join(among)}."
            )
            return next(iter(among))
        return raw

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number within bounds."""
        raw = self.get(key, required=default is None)
        if raw is None:
            return default if default is not None else low
        if type(raw) is not int or not low <= raw <= high:
            self.note(
                key, "not_number", f"{key} must be a whole number from {low} to {high}.", "No decimals, no quotes."
            )
            return low
        return raw

    def fraction(self, key: str, low: int | None = None, high: int | None = None) -> Fraction:
        """An exact decimal within bounds."""
        value = self.parse(key, money.decimal, Fraction(low or 0))
        if (low is not None and value < low) or (high is not None and value > high):
            self.note(key, "out_of_range", f"{key} is {value}; it must lie between {low} and {high}.")
        return value

    def label(self, key: str | None = None) -> dict[str, str]:
        """{"zh", "en"}: under `key`, or here."""
        inner = self.child(key) if key else self
        label = {"zh": inner.text("zh"), "en": inner.text("en")}
        if key and self.schema > 1:
            inner.done()
        return label

    def child(self, key: str, *, required: bool = True) -> Reader:
        """The object under a key."""
        raw = self.get(key, required=required)
        reader = Reader({} if raw is None else raw, self.at(key), self.problems, self.schema)
        reader.clause = reader.clause or self.clause
        return reader

    def maybe(self, key: str) -> Reader | None:
        """The object under a key, or None when there is none."""
        return None if self.get(key, required=False) is None else self.child(key)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """true or false."""
        raw = self.get(key, required=default is None)
        if raw is None:
            return bool(default)
        if not isinstance(raw, bool):
            self.note(key, "not_bool", f"{key} must be true or false.")
            return False
        return raw

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of one to fifty short texts."""
        raw = self.get(key)
        if raw is None:
            return ()
        if (
            not isinstance(raw, list)
            or not 0 < len(raw) <= 50
            or not all(isinstance(text, str) and 0 < len(text) <= MAX_TEXT for text in raw)
        ):
            self.note(key, "not_list", f"{key} must list one to fifty texts.")
            return ()
        return tuple(raw)

    def optional_text(self, key: str) -> str | None:
        """A short text, or None."""
        return None if self.get(key, required=False) is None else self.text(key) or None

    def children(self, key: str, *, words: bool = True) -> Iterator[tuple[str, Reader]]:
        """(name, object) for each entry of the object under a key, by name: the order in which a file has them must not
        show in any figure or byte."""
        inner = self.child(key)
        for name in sorted(inner.data, key=str):
            inner.seen.add(name)
            if words and (not isinstance(name, str) or len(name) > 60 or not WORD.fullmatch(name)):
                inner.note(str(name)[:60], "bad_name", "A name is plain letters, digits and underscores.")
                continue
            yield name, Reader(inner.data[name], inner.at(name), self.problems, self.schema)
        if not inner.data:
            inner.note("", "empty", f"{key} is empty.")

    def rows(self, key: str) -> Iterator[Reader]:
        """Each object of the list under a key."""
        raw = self.get(key)
        if raw is None:
            return
        if not isinstance(raw, list) or not 0 < len(raw) <= 500:
            self.note(key, "not_list", f"{key} must be a list of 1 to 500 entries.")
            return
        for index, row in enumerate(raw):
            yield Reader(row, f"{self.at(key)}[{index}]", self.problems, self.schema)

    def clause_number(self) -> str:
        """The clause of this entry."""
        raw = self.text("clause")
        if raw and not re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,3}){0,3}", raw):
            self.note("clause", "bad_clause", f"{raw!r} is not a clause number.", 'Write it in quotes, as "6.2".')
        return raw

    def done(self, *ignored: str) -> None:
        """Note keys that nothing read."""
        for key in self.data:
            if key not in self.seen and key not in ignored:
                self.note(
                    str(key)[:60], "unknown_key", f"{str(key)[:60]!r} is not a key here.", "Remove or correct it."
                )


def clause_order(clause: str) -> tuple[int, ...]:
    """Clauses in the order of the paper: 6.2 before 6.10."""
    return tuple(int(part) for part in clause.split(".") if part.isdecimal())


def duration(raw: Any, path: str) -> int:
    """A positive duration in ms."""
    value = period.duration_ms(raw, path)
    if value <= 0:
        raise Problems([Problem(path, "not_positive", "The duration must be longer than nothing.")])
    return value
