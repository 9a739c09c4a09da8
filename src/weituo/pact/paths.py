"""Places in a terms document by name, as findings and problems name them: `levels.S1.respond.limit`, `matrix[3].pay`."""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import pairwise
from typing import Any

from covenant.errors import unusable

DROP = object()
"""As a value: take the key away."""

_PART = re.compile(r"([^.\[\]]+)|\[(\d{1,4})\]")


def parts(path: str) -> tuple[str | int, ...]:
    """The keys and indices of a path."""
    return tuple(name or int(index) for name, index in _PART.findall(path))


def get(document: Any, path: str, default: Any = None) -> Any:
    """The value at a path, or the default when a step of it is not there."""
    at = document
    for part in parts(path):
        if isinstance(part, int):
            if not isinstance(at, list) or part >= len(at):
                return default
            at = at[part]
        else:
            if not isinstance(at, dict) or part not in at:
                return default
            at = at[part]
    return at


def put(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of the document with the value at the path. Objects on the way are made; Problems for a list too short."""
    made = deepcopy(document)
    steps = parts(path)
    if not steps:
        raise unusable(path, "no_place", "There is no such place in the terms.")
    at: Any = made
    for step, following in pairwise(steps):
        at = _step(at, step, path, [] if isinstance(following, int) else {})
    last = steps[-1]
    if isinstance(last, int):
        if not isinstance(at, list) or last >= len(at):
            raise unusable(path, "no_place", "There is no such place in the terms.")
        if value is DROP:
            del at[last]
        else:
            at[last] = value
    elif not isinstance(at, dict):
        raise unusable(path, "no_place", "There is no such place in the terms.")
    elif value is DROP:
        at.pop(last, None)
    else:
        at[last] = value
    return made


def _step(at: Any, step: str | int, path: str, empty: Any) -> Any:
    if isinstance(step, int):
        if isinstance(at, list) and step < len(at):
            return at[step]
    elif isinstance(at, dict):
        if at.get(step) is None:
            at[step] = empty
        return at[step]
    raise unusable(path, "no_place", "There is no such place in the terms.")
