"""The contract as plain text, and as data."""

from __future__ import annotations

from typing import Any

from covenant.text.document import Contract, heading, lines
from covenant.text.phrase import Text, typeset

LANGUAGES = ("zh", "en", "both")


def plain(one: Contract, language: str = "zh") -> str:
    """One line a paragraph, wrapped by nobody, in "zh", "en" or "both": each Chinese line with its English below."""
    said = []
    for line in lines(one):
        zh, en = typeset(line.zh), line.en
        if language == "zh" or zh == en:
            said.append(zh)
        elif language == "en":
            said.append(en)
        else:
            said += [zh, en]
    return "\n".join(said) + "\n"


def as_data(one: Contract) -> dict[str, Any]:
    """The contract as JSON data (`contract/1`)."""
    return {
        "schema": "contract/1",
        "agreement": one.key,
        "version": one.version,
        "terms": one.sha256,
        "title": _pair(one.title),
        "parties": [
            {"key": side.key, "role": side.role, "name": _pair(side.name), "about": _pair(side.about)}
            for side in one.head.parties
        ],
        "head": [{"name": _pair(name), "value": _pair(value)} for name, value in one.head.facts],
        "articles": [
            {
                "number": part.number,
                "heading": _pair(heading(part)),
                "title": _pair(part.title),
                "lead": _pair(part.lead),
                "clauses": [
                    {"number": clause.number, "zh": clause.zh, "en": clause.en, "effect": clause.effect}
                    for clause in part.clauses
                ],
            }
            for part in one.articles
        ],
        "annexes": [
            {
                "title": _pair(annex.title),
                "columns": [_pair(cell) for cell in annex.columns],
                "rows": [[_pair(cell) for cell in row] for row in annex.rows],
            }
            for annex in one.annexes
        ],
    }


def _pair(text: Text) -> dict[str, str]:
    return {"zh": typeset(text.zh), "en": text.en}
