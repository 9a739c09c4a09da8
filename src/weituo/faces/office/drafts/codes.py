"""Numbers of clauses and keys of entries: what stands in facts and traces, and therefore in plain letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from weituo.faces.office.drafts.field import Field
from weituo.faces.office.drafts.reading import Unreadable, empty, text_of

CLAUSE = re.compile(r"[0-9]{1,2}(\.[0-9]{1,3}){0,3}", re.ASCII)
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}", re.ASCII)
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}(\.[A-Za-z0-9_]{1,20}){0,2}", re.ASCII)


def clause(field: Field, data: QueryDict) -> Any:
    """The number of a clause."""
    text = unicodedata.normalize("NFKC", text_of(field, data)).strip("第条 ")
    if not CLAUSE.fullmatch(text):
        raise Unreadable(_("Please write a clause number, such as %(example)s.") % {"example": "6.2"})
    return text


def code(field: Field, data: QueryDict) -> Any:
    """The key of an entry; `word`s may have dots."""
    text = unicodedata.normalize("NFKC", text_of(field, data))
    if not text:
        return empty(field)
    if field.kind == "code" and not CODE.fullmatch(text):
        raise Unreadable(_("Letters without accents, digits and _ only, beginning with a letter; at most 40."))
    if field.kind == "word" and not WORD.fullmatch(text):
        raise Unreadable(
            _("Letters without accents and digits, a dot between family and thing, such as %(example)s.")
            % {"example": "lift.car"}
        )
    return text


def free(taken: Collection[str], label: Mapping[str, str] | None, stem: str) -> str:
    """A key nothing has yet, made of the English name when that gives one."""
    words = re.sub(r"[^a-z0-9]+", "_", (label or {}).get("en", "").lower()).strip("_")[:30].strip("_")
    first = words if CODE.fullmatch(words) else stem
    return next(one for one in (first, *(f"{first}_{n}" for n in range(2, 1000))) if one not in taken)


def clauses(value: Any) -> set[str]:
    """Every clause number in use."""
    if isinstance(value, Mapping):
        own = {str(value["clause"])} if isinstance(value.get("clause"), str) else set()
        return own.union(*(clauses(one) for one in value.values()))
    return set().union(*(clauses(one) for one in value)) if isinstance(value, list) else set()


def free_clause(document: Mapping[str, Any], article: str) -> str:
    """The next clause number of an article; where that is used up, of the last ones."""
    taken = clauses(document)
    for head in (article, *(str(number) for number in range(20, 100))):
        numbers = [int(one.split(".")[1]) for one in taken if one.startswith(f"{head}.") and one.count(".") == 1]
        if max(numbers, default=0) < 999:
            return f"{head}.{max(numbers, default=0) + 1}"
    raise Unreadable(_("All clause numbers are used up."))
