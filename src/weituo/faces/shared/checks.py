"""System checks: a view without declared access, or a public name that is not there, stops the start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from weituo.faces.shared import access
from weituo.people.roles import PERMISSIONS


@register("access")
def every_view_declares_access(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """One error per URL pattern that neither is public nor declares a known permission."""
    found: list[CheckMessage] = []
    for page in access.pages():
        if page.public or page.delegated:
            continue
        permission = page.permission
        if permission is None:
            found.append(
                Error(
                    f"The view at '/{page.route}' declares no access.",
                    hint='Put @require("…") on it, or name it in access.PUBLIC.',
                    id="weituo.access.E001",
                )
            )
        elif permission not in {access.SIGNED_IN, access.ACCOUNT, *PERMISSIONS}:
            found.append(
                Error(
                    f"The view at '/{page.route}' needs the unknown permission '{permission}'.",
                    hint="Permissions are listed in weituo/people/roles.py.",
                    id="weituo.access.E002",
                )
            )
    return found
