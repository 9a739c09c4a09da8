"""Nothing was decided and nothing kept: the phone sends the same again."""

from __future__ import annotations

import errno

from django.http import HttpResponse

from weituo.faces.api.problem import problem

AGAIN = "2"
"""Seconds until then."""


def no_room(error: OSError) -> HttpResponse:
    """507 when the disk is full; any other error is raised on."""
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise error
    return later(507, "api.full")


def later(status: int, code: str) -> HttpResponse:
    """503 or 507 with `Retry-After`."""
    answer = problem(status, code)
    answer["Retry-After"] = AGAIN
    return answer
