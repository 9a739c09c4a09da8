"""Which addresses outside may be called: https to the providers' own hosts, and those the operator names.

A test or demo may call this machine itself (WEITUO_NOTICE_LOOPBACK=1). Nothing else: whoever enters an address must not
be able to make the server call one behind its firewall.
"""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qs, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST = 500
LOOPBACK = ("127.0.0.1", "localhost")
HOOKS = {
    "dingtalk": ("oapi.dingtalk.com", "/robot/send", "access_token"),
    "wecom": ("qyapi.weixin.qq.com", "/cgi-bin/webhook/send", "key"),
    "feishu": ("open.feishu.cn", "/open-apis/bot/v2/hook/", ""),
}
PUSH = {"ntfy.sh": "ntfys", "api.day.app": "barks"}
"""Hosts of push services by the word Apprise has for their protocol."""


class Bad(Exception):
    """The address is none that may be called."""


def webhook(provider: str, text: str) -> str:
    """The address of a robot as it is kept. Bad."""
    place = _place(text)
    host, path, token = HOOKS[provider]
    local = _local(place)
    fine = place.hostname == host and place.scheme == "https" and place.port in (None, 443)
    if not (fine or local) or (place.path != path if token else not place.path.startswith(path)):
        raise Bad
    if (token and not parse_qs(place.query).get(token)) or (not token and place.path == path):
        raise Bad
    return text.strip()


def callable_(url: str) -> bool:
    """Whether a stored address may be called now: settings may have changed since it was entered."""
    try:
        place = _place(url)
    except Bad:
        return False
    known = {host for host, _, _ in HOOKS.values()}
    return (place.scheme == "https" and place.hostname in known and place.port in (None, 443)) or _local(place)


def push(text: str) -> str:
    """A push address: https to ntfy, Bark or a host the operator named (WEITUO_PUSH_HOSTS, `host=ntfys`). Bad."""
    place = _place(text)
    if place.scheme != "https" or place.hostname not in hosts() or place.port not in (None, 443):
        raise Bad
    if len(place.path.strip("/")) < 3 or place.query:
        raise Bad
    return text.strip()


def hosts() -> dict[str, str]:
    """The push hosts by name, the operator's among them."""
    named = (one.partition("=") for one in settings.PUSH_HOSTS)
    return PUSH | {host: kind for host, _, kind in named if kind in ("ntfys", "barks")}


def apprise(text: str) -> str:
    """A push address as Apprise writes it, with redirects refused. Bad."""
    place = urlsplit(push(text))
    return f"{hosts()[str(place.hostname)]}://{place.hostname}/{place.path.strip('/')}?redirect=no"


def mail(text: str) -> str:
    """A mail address. Bad."""
    try:
        validate_email(text.strip())
    except ValidationError:
        raise Bad from None
    return text.strip()


def _place(text: str) -> SplitResult:
    text = text.strip()
    if len(text) > LONGEST or not text.isascii() or any(char.isspace() or not char.isprintable() for char in text):
        raise Bad
    try:
        place = urlsplit(text)
        fine = bool(place.hostname) and place.port != 0 and "\\" not in text
    except ValueError:
        fine = False
    if not fine or "@" in place.netloc or place.fragment:
        raise Bad
    return place


def _local(place: SplitResult) -> bool:
    return bool(settings.NOTICE_LOOPBACK) and place.scheme == "http" and place.hostname in LOOPBACK
