"""Terms as people write them: YAML whose scalars stay what they look like. Dates and decimals are not guessed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from covenant.errors import unusable

MAX_BYTES = 1_000_000


class _Loader(yaml.SafeLoader):
    """Plain JSON types only: no dates, no floats made out of unquoted text, no yes and no."""


KEPT = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in KEPT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def load(path: Path) -> dict[str, Any]:
    """The document of a YAML or JSON file; Problems when it is neither."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise unusable(str(path.name), "unreadable", f"The file cannot be read: {error.strerror}.") from None
    if len(raw) > MAX_BYTES:
        raise unusable(path.name, "too_large", "The file is larger than 1 MB.")
    return parse(raw, path.name)


def parse(raw: bytes, name: str = "terms") -> dict[str, Any]:
    """The document of YAML or JSON bytes."""
    try:
        text = raw.decode("utf-8")
        data = json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, Loader=_Loader)
    except (UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        first = str(error).splitlines()[0]
        raise unusable(name, "unreadable", f"The file is not YAML or JSON: {first}.") from None
    if not isinstance(data, dict):
        raise unusable(name, "not_object", "The file does not hold terms.")
    return data
