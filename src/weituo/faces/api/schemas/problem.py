from typing import Any

from ninja import Schema
from pydantic import Field


class Sentences(Schema):
    """The same sentence for a Chinese and an English reader."""

    zh: str
    en: str


class Fault(Schema):
    """One thing wrong with a request's form."""

    path: str
    message: str


class Problem(Schema):
    """RFC 9457, with the refusal's code, clause and parameters."""

    type: str = Field(examples=["urn:weituo:order.already_taken"])
    title: str
    status: int
    detail: str
    code: str
    clause: str | None
    params: dict[str, Any]
    sentences: Sentences
    errors: list[Fault] | None = None


FAILURES = frozenset({401, 403, 404, 409, 422})
