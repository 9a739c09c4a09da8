"""Credentials of robots and addresses at rest (`weituo.ledger.vault`), and what a screen may show of them."""

from __future__ import annotations

from weituo.ledger.vault import Unreadable, Vault

__all__ = ["Unreadable", "close", "mask", "mask_mail", "open_"]

_VAULT = Vault(b"weituo/notice/credentials/1")
close, open_ = _VAULT.close, _VAULT.open_


def mask(text: str) -> str:
    """What a screen may show: who it is sent to, and the last four characters."""
    host = text.split("://", 1)[-1].split("/", 1)[0]
    return f"{host}/…{text[-4:]}"[:80]


def mask_mail(text: str) -> str:
    """`w…@example.cn`."""
    name, _, host = text.partition("@")
    return f"{name[:1]}…@{host}"[:80]
