"""One place of the terms as a form shows it, and sections of such places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """`path` is where the value stands and the name of its inputs; `kind` how it is shown, read and said (`kinds`).

    `key` stays the same when rows move, so that two versions can be compared; `about` says in words what it is.
    """

    path: str
    kind: str
    label: str
    value: Any
    clause: str = ""
    key: str = ""
    about: str = ""
    choices: tuple[Choice, ...] = ()
    optional: bool = False
    unit: str = ""
    hint: str = ""
    zone: str = ""

    @property
    def anchor(self) -> str:
        """A name for links to it."""
        return "f-" + "".join(sign if sign.isalnum() else "-" for sign in self.path)


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together: a row of the matrix, a severity, an event. `drop` is the path of what can be left
    out."""

    title: str
    fields: tuple[Field, ...]
    clause: str = ""
    drop: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form. `add` are (path, label) of what can be put in; `table` shows groups as rows."""

    key: str
    title: str
    groups: tuple[Group, ...]
    add: tuple[Choice, ...] = ()
    table: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """All of them."""
        return tuple(one for group in self.groups for one in group.fields)


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with what stands in its inputs: the value, or what somebody typed; and what is wrong with that."""

    field: Field
    inputs: Mapping[str, Any]
    error: str = ""
