"""Addresses that cannot be guessed and names that say nothing, derived from the installation's secret.

A reporter's address holds the token stored with the order. A follower's address is computed: it opens the same order,
to read only. Changing WEITUO_SECRET_KEY ends the followers' addresses; the reporters' stay.
"""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

PREFIX = "f."
MAC_BYTES = 12


def follower_token(order_id: UUID) -> str:
    """The read-only tracking token of an order: its id and 96 bits that prove it came from us."""
    packed = base64.urlsafe_b64encode(order_id.bytes + _mac(order_id)).rstrip(b"=")
    return PREFIX + packed.decode()


def followed_order(token: str) -> UUID | None:
    """The order a follower's token opens; None for anything else."""
    if not token.startswith(PREFIX):
        return None
    text = token.removeprefix(PREFIX)
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    if len(packed) != 16 + MAC_BYTES:
        return None
    order_id = UUID(bytes=packed[:16])
    return order_id if constant_time_compare(packed[16:], _mac(order_id)) else None


def reporter(order_id: UUID) -> str:
    """How facts name the reporter of an order: different for every order, so reports cannot be joined."""
    return "r-" + salted_hmac("weituo.reporter", order_id.hex, algorithm="sha256").hexdigest()[:20]


def follower(fact_id: UUID) -> str:
    """How facts name somebody who follows an order."""
    return "f-" + salted_hmac("weituo.follower", fact_id.hex, algorithm="sha256").hexdigest()[:20]


def _mac(order_id: UUID) -> bytes:
    return salted_hmac("weituo.follow", order_id.hex, algorithm="sha256").digest()[:MAC_BYTES]
