"""`{% load weituo %}`: assets, icons, badges, and time and money as every page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from weituo.faces.shared import access, duration, labels
from weituo.people.reads import Actor

register = template.Library()

SOON = 30 * duration.MINUTE
"""From how many seconds before a deadline on it is coloured."""


@register.simple_tag
def assets(entry: str) -> SafeString:
    """The style sheet and the script of a front-end entry ("office", "resident", "engineer")."""
    return format_html(
        '<link rel="stylesheet" href="{}"><script type="module" src="{}"></script>',
        static(f"{entry}.css"),
        static(f"{entry}.js"),
    )


@register.simple_tag
def script(entry: str) -> SafeString:
    """The script of an entry that has no style sheet ("account")."""
    return format_html('<script type="module" src="{}"></script>', static(f"{entry}.js"))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sheet (frontend/icons.txt). Without a label it is decoration and not read out."""
    href = f"{static('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag(takes_context=True)
def due(context: Mapping[str, Any], deadline: datetime | None, done: datetime | None = None) -> SafeString:
    """A deadline in words and exactly. Open: 还剩 42 分钟 · 14:30 前 (late: 已超时 …). Done: 按时 / 超时 ….

    `now` of the context decides; without a deadline there is no promise and it says so.
    """
    now: datetime = context.get("now") or timezone.now()
    if deadline is None:
        return format_html('<span class="due due-none">{}</span>', _("No time limit"))
    left = int((deadline - (done or now)).total_seconds())
    length, moment = duration.words(abs(left)), duration.exact(deadline, now)
    if done is not None:
        kind, text = ("met", _("On time")) if left >= 0 else ("late", _("%(length)s late") % {"length": length})
        moment = duration.exact(done, now)
    elif left >= 0:
        kind = "soon" if left <= SOON else "calm"
        text = _("%(length)s left") % {"length": length}
        moment = _("by %(time)s") % {"time": moment}
    else:
        kind, text = "late", _("%(length)s overdue") % {"length": length}
        moment = _("was due %(time)s") % {"time": moment}
    return format_html(
        '<span class="due due-{}"><b>{}</b><span aria-hidden="true"> · </span><time datetime="{}">{}</time></span>',
        kind,
        text,
        (done or deadline).isoformat(),
        moment,
    )


@register.simple_tag(takes_context=True)
def when(context: Mapping[str, Any], moment: datetime | None) -> SafeString:
    """A moment in the active zone, short (14:30, yesterday 09:00, 24 Nov 09:00), with the full one on hover."""
    if moment is None:
        return mark_safe("–")
    now: datetime = context.get("now") or timezone.now()
    full = timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S %z")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', moment.isoformat(), full, duration.exact(moment, now)
    )


@register.filter
def span(seconds: int | None) -> str:
    """A length of time in words."""
    return "–" if seconds is None else duration.words(int(seconds))


@register.simple_tag
def money(fen: int | None, signed: bool = False) -> SafeString:
    """Fen as yuan with two decimals and thousands, tabular; `signed` also shows a plus."""
    if fen is None:
        return mark_safe('<span class="money">–</span>')
    sign = "−" if fen < 0 else "+" if signed and fen > 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    kind = " money-minus" if fen < 0 else ""
    return format_html('<span class="money{}">{}¥{}.{}</span>', kind, sign, f"{yuan:,}", f"{rest:02}")


@register.simple_tag
def sev(severity: str) -> SafeString:
    """The badge of a severity; colour is never the only sign."""
    return format_html(
        '<span class="sev sev-{}">{}</span>', severity.lower(), labels.label(labels.SEVERITIES, severity)
    )


@register.simple_tag
def state(key: str, paused: bool = False) -> SafeString:
    """The badge of an order's state."""
    if paused:
        return format_html('<span class="state state-paused">{}</span>', str(labels.PAUSED))
    return format_html('<span class="state state-{}">{}</span>', key, labels.label(labels.STATES, key))


@register.filter
def tel(number: str) -> str:
    """A telephone number as a link: digits and a leading plus."""
    return "tel:" + "".join(sign for sign in number if sign.isdigit() or sign in "+*#")


@register.filter
def step(kind: str) -> str:
    """What a fact of this kind says happened."""
    return labels.label(labels.STEPS, kind)


@register.filter
def role(key: str) -> str:
    """A role's name."""
    return labels.label(labels.ROLES, key)


@register.filter
def licence(kind: str) -> str:
    """A kind of licence in words."""
    return labels.label(labels.LICENCES, kind)


@register.filter
def shown_as(key: str) -> str:
    """A kind of evidence in words."""
    return labels.label(labels.EVIDENCE, key)


@register.filter
def rejection(key: str) -> str:
    """A reason for sending an order back."""
    return labels.label(labels.REJECTIONS, key)


@register.filter
def can(actor: Actor | None, permission: str) -> bool:
    """Whether the actor holds a permission: `{% if actor|can:"order.assign" %}`."""
    return access.allowed(actor, permission)


@register.filter
def say(words: Any) -> str:
    """The current language's side of {"zh": …, "en": …} or of an object with name_zh and name_en."""
    english = (translation.get_language() or "").startswith("en")
    if isinstance(words, Mapping):
        first, second = ("en", "zh") if english else ("zh", "en")
        return str(words.get(first) or words.get(second) or "")
    zh, en = getattr(words, "name_zh", ""), getattr(words, "name_en", "")
    return str((en or zh) if english else (zh or en) or words)


@register.simple_tag
def photo_words() -> SafeString:
    """What frontend/src/photos.ts says while it shrinks and sends photos, as a JSON data block."""
    texts = {
        "waiting": _("Waiting"),
        "sending": _("Sending %(percent)s%%") % {"percent": "{n}"},
        "done": _("Uploaded"),
        "failed": _("Failed, tap to retry"),
        "retry": _("Retry"),
        "remove": _("Remove"),
        "offline": _("No connection. The photo stays on this phone; tap to retry."),
        "most": _("At most {n} photos."),
        "photo": _("Photo {n}"),
        "sending_report": _("Sending…"),
        "wait": _("Photos are still being sent: {n}. The report goes out as soon as they are there."),
    }
    return json_script(texts, "photo-words")
