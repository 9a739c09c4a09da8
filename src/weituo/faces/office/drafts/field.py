"""One place of the terms as a form shows it, and sections of such places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """`path` is where the value stands and the name of its inputs; `kind` how it is shown, read and said (`kinds`).

    `key` stays the same when rows move, so that two versions can be compared, and so does `entry`, the whole it is a
    part of; `about` says in words what it is. `refers` names the entries its words are keys of; what is `fixed` is
    shown and never asked for.
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
    entry: str = ""
    refers: str = ""
    fixed: bool = False

    @property
    def anchor(self) -> str:
        """A name for links to it."""
        return "f-" + "".join(sign if sign.isalnum() else "-" for sign in self.path)


@dataclass(frozen=True, slots=True)
class Part:
    """Something of an entry that can be put in (`verb` "add") or taken out ("drop") by itself."""

    verb: str
    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together: a row of the matrix, a severity, an event. `drop` is the path of what can be left
    out."""

    title: str
    fields: tuple[Field, ...]
    clause: str = ""
    drop: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Adder:
    """A further entry of which something has to be known first: `asks` are asked before it is made."""

    key: str
    label: str
    asks: tuple[Field, ...]

    @property
    def anchor(self) -> str:
        """A name for links to it."""
        return "a-" + "".join(sign if sign.isalnum() else "-" for sign in self.key)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form. `add` are (path, label) of what can be put in as it comes, `adders` of what has to be asked
    about; `table` shows groups as rows."""

    key: str
    title: str
    groups: tuple[Group, ...]
    add: tuple[Choice, ...] = ()
    table: bool = False
    adders: tuple[Adder, ...] = ()

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
