"""`{% load drafts %}`: a field's value in words, the words of drafts."""

from __future__ import annotations

from django import template

from weituo.faces.office.drafts import saying, words
from weituo.faces.office.drafts.field import Field
from weituo.faces.shared import labels

register = template.Library()


@register.filter
def said(field: Field) -> str:
    """The value in words."""
    return saying.say(field)


@register.filter
def draft_state(key: str) -> str:
    """The state of a draft."""
    return labels.label(words.STATES, key)


@register.filter
def template_name(key: str) -> str:
    """A template's name; a version as it is."""
    return labels.label(words.TEMPLATES, key)


@register.filter
def part(inputs: dict[str, object], key: str) -> object:
    """What stands in one of a field's inputs."""
    return inputs.get(key, "")


@register.filter
def plain(inputs: dict[str, object]) -> object:
    """What stands in a field's only input."""
    return inputs.get("", "")
