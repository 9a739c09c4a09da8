"""A chain's node over Ethereum JSON-RPC: bounded requests, answers read strictly."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from weituo import fetch
from weituo.anchor.answers import Refused

LIMIT = 8 << 20  # bytes of an answer; a block names some hundred transactions
PATIENCE = 10.0  # seconds for one request
HEX = re.compile(r"0x[0-9a-f]*")
MILLISECONDS = 10**11  # a block's time beyond this is not in seconds: older FISCO BCOS 3 gives milliseconds


class Rpc:
    """One node. What it says is its word alone: ask one that you run, or several."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, method: str, *params: object) -> Any:
        """The result, None when there is none. Refused with the node's own words; Unreachable."""
        asked = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        body = json.dumps(asked).encode()
        answer = fetch.request("POST", self.url, timeout=PATIENCE, limit=LIMIT, body=body, kind="application/json")
        try:
            found = json.loads(answer.data)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or not ("result" in found or found.get("error")):
            raise Refused("no_answer", f"The node answered {answer.status} to {method}, and no JSON-RPC.")
        if error := found.get("error"):
            said = error.get("message") if isinstance(error, dict) else error
            raise Refused("node_refused", f"The node refuses {method}: {shown(said)}")
        return found["result"]

    def number(self, method: str, *params: object) -> int:
        """A result that is a number."""
        return number(self.ask(method, *params))

    def block(self, which: int | str) -> Mapping[str, Any] | None:
        """A block with the hashes of its transactions, None when there is none of this number yet."""
        asked = which if isinstance(which, str) else hex(which)
        return None if (found := self.ask("eth_getBlockByNumber", asked, False)) is None else fields(found)

    def receipt(self, transaction: bytes) -> Mapping[str, Any] | None:
        """A transaction's receipt, None while it is in no block."""
        found = self.ask("eth_getTransactionReceipt", f"0x{transaction.hex()}")
        return None if found is None else fields(found)


def fields(value: object) -> Mapping[str, Any]:
    """An object. Refused otherwise."""
    if not isinstance(value, dict):
        raise strange(value)
    return value


def number(value: object) -> int:
    """Of hex with 0x. Refused otherwise."""
    if not isinstance(value, str) or not HEX.fullmatch(value.lower()) or not 2 < len(value) <= 66:
        raise strange(value)
    return int(value, 16)


def data(value: object, length: int | None = None) -> bytes:
    """Of hex with 0x, upper or lower case; so many bytes. Refused otherwise."""
    text = value.lower() if isinstance(value, str) else ""
    if not HEX.fullmatch(text) or len(text) % 2 or (length is not None and len(text) != 2 + 2 * length):
        raise strange(value)
    return bytes.fromhex(text[2:])


def address(value: object) -> str:
    """Lower-case hex with 0x. Refused otherwise."""
    return f"0x{data(value, 20).hex()}"


def moment(block: Mapping[str, Any]) -> int:
    """A block's time in ms UTC."""
    time = number(block.get("timestamp"))
    return time if time >= MILLISECONDS else 1000 * time


def strange(value: object) -> Refused:
    """What to raise when a node says something that cannot be meant."""
    return Refused("no_answer", f"The node says {shown(value)}, which is not what belongs there.")


def shown(value: object) -> str:
    """A stranger's words, fit to be shown."""
    return "".join(char for char in str(value) if char.isprintable())[:200] or "nothing"
