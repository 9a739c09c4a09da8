"""Who may open which page: denied unless declared.

Every view either is named in `PUBLIC`, belongs to a namespace in `DELEGATED` (which checks its own tokens), or carries
the permission it needs, put there by `require`. `AccessMiddleware` is the only place that decides; a system check
refuses to start with a view that declares nothing, and a request for one is answered 403.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.urls import URLPattern, URLResolver, get_resolver

from weituo.people.reads import Actor

SIGNED_IN = "signed_in"
"""The permission of pages that any signed-in member of an estate may open."""

ACCOUNT = "account"
"""The permission of pages about one's own account: anybody signed in, with a role or without."""

PUBLIC: tuple[str, ...] = (
    "home",  # sends each role to its own first page
    "sign-in",
    "admin-sign-in",  # leads to the one above
    "account:second",  # of whoever typed their password
    "account:passkey-ask",
    "account:passkey-use",
    "language",
    "healthz",
    "ical",  # a secret address of its own
    "file",  # checks by itself: a permission, or the tracking token of the photo's order
    "engineer:app",  # a shell without data; what the phone may ask, its own token says
    "engineer:app-worker",
    "engineer:app-manifest",
    "engineer:app-session",
    "resident:report",
    "resident:photos",
    "resident:proposal",
    "resident:follow",
    "resident:track",
    "resident:state",
    "resident:confirm",
    "resident:reject",
    "resident:rate",
    "resident:withdraw",
    "resident:proof",
    "resident:fact",
)
"""Every page a stranger may open, by URL name. Nothing else is public."""

DELEGATED: tuple[str, ...] = ("api", "admin", "log")
"""URL namespaces that check by themselves: the API (tokens, a permission per operation), Django's admin (superusers), a
log's tiles (an address for each witness)."""

ATTRIBUTE = "weituo_permission"

View = TypeVar("View", bound=Callable[..., Any])


def require(permission: str) -> Callable[[View], View]:
    """Declares the permission a view needs. Works on functions, `as_view()` results and view classes."""

    def declare(view: View) -> View:
        setattr(view, ATTRIBUTE, permission)
        return view

    return declare


def permission_of(view: Callable[..., Any]) -> str | None:
    """The declared permission, or None when the view declares nothing."""
    declared = getattr(view, ATTRIBUTE, None) or getattr(getattr(view, "view_class", None), ATTRIBUTE, None)
    return declared if isinstance(declared, str) else None


def allowed(actor: Actor | None, permission: str) -> bool:
    """Whether the actor's role holds the permission; an unknown permission is held by nobody."""
    if actor is None:
        return False
    return permission == SIGNED_IN or actor.may(permission)


@dataclass(frozen=True, slots=True)
class Page:
    """One URL pattern: its route, full name ("office:orders"), namespaces and view."""

    route: str
    name: str
    namespaces: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def public(self) -> bool:
        return self.name in PUBLIC

    @property
    def delegated(self) -> bool:
        return any(space in DELEGATED for space in self.namespaces)

    @property
    def permission(self) -> str | None:
        return permission_of(self.view)


def pages() -> Iterator[Page]:
    """Every URL pattern of the project, depth first."""
    yield from _walk(get_resolver().url_patterns, "", ())


def _walk(patterns: list[Any], route: str, namespaces: tuple[str, ...]) -> Iterator[Page]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            yield Page(here, ":".join((*namespaces, pattern.name or "")), namespaces, pattern.callback)
