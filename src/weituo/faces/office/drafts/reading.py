"""What people type, made plain: texts within bounds, numbers with their thousands, or a sentence about what would do."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils.translation import gettext as _

from weituo.faces.office.drafts.field import Field
from weituo.pact.paths import DROP

LONGEST = 400  # characters: what the terms take


class Unreadable(Exception):
    """What was typed cannot be such a value; the text says what would."""


def plain(value: Decimal) -> str:
    """A decimal as the terms write it: no exponent, no needless zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def number(text: str, example: str) -> Decimal:
    """A decimal somebody typed; thousands and full-width signs are understood."""
    text = unicodedata.normalize("NFKC", text).replace(",", "").replace("¥", "").replace("%", "").strip()
    try:
        if not re.fullmatch(r"-?\d{1,13}(\.\d{0,10})?", text, re.ASCII):
            raise InvalidOperation
        return Decimal(text)
    except InvalidOperation:
        raise Unreadable(_("Please write a number, such as %(example)s.") % {"example": example}) from None


def text_of(field: Field, data: QueryDict, part: str = "") -> str:
    """What stands in one of a field's inputs."""
    raw = data.get(f"{field.path}:{part}" if part else field.path, "")
    text = unicodedata.normalize("NFC", raw.strip())
    if len(text) > LONGEST:
        raise Unreadable(_("At most %(n)d characters, please.") % {"n": LONGEST})
    return text


def empty(field: Field) -> object:
    """What an empty input means."""
    if field.optional:
        return DROP
    raise Unreadable(_("This cannot be left empty."))
