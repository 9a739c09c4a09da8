"""Anchoring on a chain that speaks Ethereum's JSON-RPC, by the contract of `contracts/Anchor.sol`.

An event proves that the note existed not later than its block, and that the owner of the contract said so; the contract
lets a log only grow. FISCO BCOS 3 is such a chain: final at once, so one confirmation is enough there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from threading import Event
from typing import Any

from weituo.anchor import rpc
from weituo.anchor.answers import Missing, Refused
from weituo.anchor.receipt import AnchorReceipt, Recorded
from weituo.anchor.rpc import Rpc
from weituo.fetch import Unreachable

CONFIRMATIONS = 12  # blocks, the event's own among them
PATIENCE, PAUSE = 300.0, 3.0  # seconds to wait for them, and between two looks
MARGIN = 5, 4  # of the gas a node reckons with
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EVENT = "Anchored(bytes32,uint64,bytes32,bytes32)"


class Unconfirmed(Unreachable):
    """Sent, but not confirmed in time: `Chain.collect` asks again later. `transaction` is its hash."""

    def __init__(self, transaction: bytes) -> None:
        super().__init__(f"The transaction 0x{transaction.hex()} was sent and is not confirmed yet.")
        self.transaction = transaction


class Chain:
    """A contract at an address, and the key of its owner (32 bytes). `chain_id` is what the node must say and what is
    signed. At most `most` wei are spent on one transaction. Missing without web3's libraries."""

    def __init__(
        self,
        rpc_url: str,
        contract: str,
        key: bytes,
        *,
        chain_id: int,
        confirmations: int = CONFIRMATIONS,
        patience: float = PATIENCE,
        pause: float = PAUSE,
        most: int | None = None,
    ) -> None:
        self.node = Rpc(rpc_url)
        self.contract = contract.lower()
        self.chain_id = chain_id
        self.confirmations = confirmations
        self.looks, self.pause = max(1, int(patience / pause)), pause
        self.most = most
        self.account = _accounts().from_key(key)
        self.address = str(self.account.address).lower()

    def anchor(self, origin: bytes, size: int, root: bytes, note_hash: bytes) -> AnchorReceipt:
        """Writes and waits. `origin` is the SHA-256 of the log's name, `note_hash` of its note's text. Refused when the
        contract is another, not ours, or holds this size already; Unreachable; Unconfirmed."""
        _check(self.node, self.chain_id, self.contract)
        if (owner := self.owner()) != self.address:
            raise Refused("not_owner", f"The contract belongs to {owner}, not to {self.address}.")
        if (held := self.size(origin)) >= size:
            raise Refused(
                "not_larger", f"The contract holds the size {held} of this log already; {size} is not larger."
            )
        told = (origin, size, root)
        words = [origin, size.to_bytes(32, "big"), root, note_hash]
        if any(len(one) != 32 for one in words):
            raise ValueError("every hash has 32 bytes")
        found = self._confirmed(self._send("anchor(bytes32,uint64,bytes32,bytes32)", *words), note_hash)
        if not isinstance(found.place, Recorded) or (found.place.origin, found.place.size, found.place.root) != told:
            raise Refused("other_event", "The event is not the one that was asked for.")
        return found

    def collect(self, transaction: bytes, note_hash: bytes) -> AnchorReceipt:
        """The receipt of a transaction that was sent, as soon as it is confirmed. Refused when it failed or anchored
        another note; Unreachable; Unconfirmed."""
        _check(self.node, self.chain_id, self.contract)
        return self._confirmed(transaction, note_hash)

    def _confirmed(self, transaction: bytes, note_hash: bytes) -> AnchorReceipt:
        found, block = self._settled(transaction)
        for index, (origin, size, root, note) in _events(found, self.contract):
            if note == note_hash:
                place = Recorded(
                    self.chain_id, self.contract, transaction, rpc.number(found.get("blockNumber")),
                    rpc.data(found.get("blockHash"), 32), rpc.moment(block), index, origin, size, root,
                )  # fmt: skip
                return AnchorReceipt(note_hash, place)
        raise Refused("other_event", "The transaction did not anchor this note.")

    def owner(self) -> str:
        """Whose contract it is."""
        return f"0x{rpc.data(self._look('owner()'), 32)[12:].hex()}"

    def size(self, origin: bytes) -> int:
        """The size it holds of a log, 0 when it knows none."""
        return rpc.number(self._look("sizes(bytes32)", origin))

    def offer(self, heir: str) -> None:
        """First step of changing hands: whoever holds the key of this address may `accept`."""
        _check(self.node, self.chain_id, self.contract)
        self._settled(self._send("offer(address)", rpc.data(heir, 20).rjust(32, b"\0")))

    def accept(self) -> None:
        """Second step: the contract is ours."""
        _check(self.node, self.chain_id, self.contract)
        self._settled(self._send("accept()"))

    def _look(self, method: str, *words: bytes) -> object:
        return self.node.ask("eth_call", {"to": self.contract, "data": _call(method, *words)}, "latest")

    def _send(self, method: str, *words: bytes) -> bytes:
        """The hash of a transaction the node has taken."""
        return self._transact({"to": self.contract, "data": _call(method, *words)})

    def _transact(self, what: Mapping[str, str]) -> bytes:
        reckoned = self.node.number("eth_estimateGas", {"from": self.address, **what})
        gas = reckoned * MARGIN[0] // MARGIN[1]
        fee = self._fee()
        if self.most is not None and gas * max(fee.values()) > self.most:
            raise Refused("too_dear", f"It could cost {gas * max(fee.values())} wei; {self.most} is the limit.")
        nonce = self.node.number("eth_getTransactionCount", self.address, "pending")
        common = {"chainId": self.chain_id, "nonce": nonce, "gas": gas, "value": 0}
        to = {"to": bytes.fromhex(what["to"][2:])} if "to" in what else {}
        signed = self.account.sign_transaction({**common, **to, **fee, "data": what["data"]})
        transaction = bytes(signed.hash)
        try:
            self.node.ask("eth_sendRawTransaction", f"0x{bytes(signed.raw_transaction).hex()}")
        except Unreachable:  # it may have arrived
            raise Unconfirmed(transaction) from None
        return transaction

    def _fee(self) -> dict[str, int]:
        """By EIP-1559 where blocks name a fee, else a legacy gas price, which on a chain without money is 0."""
        block = self.node.block("latest") or {}
        if not (base := rpc.number(block.get("baseFeePerGas") or "0x0")):
            return {"gasPrice": self._maybe("eth_gasPrice")}
        tip = self._maybe("eth_maxPriorityFeePerGas")
        return {"maxPriorityFeePerGas": tip, "maxFeePerGas": 2 * base + tip}

    def _maybe(self, method: str) -> int:
        try:
            return self.node.number(method)
        except Refused:
            return 0

    def _settled(self, transaction: bytes) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """A transaction's receipt and its block, both as they are once enough blocks have followed."""
        for look in range(self.looks):
            if look:
                Event().wait(self.pause)
            with suppress(Unreachable):
                if found := self._looked_at(transaction):
                    return found
        raise Unconfirmed(transaction)

    def _looked_at(self, transaction: bytes) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
        found = self.node.receipt(transaction)
        if found is None:
            return None
        block = _standing(self.node, rpc.number(found.get("blockNumber")), self.confirmations)
        if block is None or block.get("hash") != found.get("blockHash"):
            return None
        if not rpc.number(found.get("status")):
            raise Refused("reverted", f"The contract refused the transaction 0x{transaction.hex()}.")
        return found, block


def deploy(rpc_url: str, key: bytes, *, chain_id: int, **options: Any) -> str:
    """A new contract, owned by this key; its address. Options are those of Chain. Refused; Unreachable; Unconfirmed, whose
    transaction's receipt names the address."""
    chain = Chain(rpc_url, "0x", key, chain_id=chain_id, **options)
    _check(chain.node, chain_id, None)
    found, _ = chain._settled(chain._transact({"data": f"0x{artefact()['bytecode']}"}))
    contract = rpc.address(found.get("contractAddress"))
    _check(chain.node, chain_id, contract)
    return contract


def verify(
    receipt: AnchorReceipt,
    rpc_url: str,
    contract: str,
    chain_id: int,
    owner: str,
    *,
    confirmations: int = CONFIRMATIONS,
) -> datetime:
    """The time of the block in which the owner anchored exactly what the receipt says, as this node has it now. Whether the
    receipt is of one's checkpoint is the caller's to ask (`AnchorReceipt.fits`). Refused when chain, contract, its code,
    sender, event, block or its time differ, or too few blocks follow; Unreachable. Needs no library."""
    place = receipt.place
    if not isinstance(place, Recorded):
        raise Refused("other_kind", "This receipt is not of a chain.")
    if place.chain != chain_id:
        raise Refused("other_chain", f"The receipt is of the chain {place.chain}, not of {chain_id}.")
    if place.contract != contract.lower():
        raise Refused("other_contract", f"The receipt is of the contract {place.contract}, not of {contract.lower()}.")
    node = Rpc(rpc_url)
    _check(node, chain_id, place.contract)
    found = node.receipt(place.transaction)
    if found is None:
        raise Refused("not_found", "The chain does not hold this transaction, or not any more.")
    if not rpc.number(found.get("status")):
        raise Refused("reverted", "The contract refused this transaction.")
    if found.get("to") is None or rpc.address(found["to"]) != place.contract:
        raise Refused("other_contract", "The transaction was not sent to the contract itself.")
    if (sender := rpc.address(found.get("from"))) != owner.lower():
        raise Refused("not_owner", f"It was sent by {sender}, not by {owner.lower()}.")
    _same_block(node, place, found, confirmations)
    said = dict(_events(found, place.contract)).get(place.log_index)
    if said != (place.origin, place.size, place.root, receipt.digest):
        raise Refused("other_event", "There is no such event of the contract in this transaction.")
    return EPOCH + timedelta(milliseconds=place.time)


def _same_block(node: Rpc, place: Recorded, found: Mapping[str, Any], confirmations: int) -> None:
    """The receipt's block is the transaction's, and still stands at its height."""
    block = _standing(node, place.block, confirmations)
    if block is None:
        raise Refused("not_settled", f"Fewer than {confirmations} blocks hold it; wait, or the chain was rolled back.")
    listed = block.get("transactions")
    there = isinstance(listed, list) and f"0x{place.transaction.hex()}" in listed
    hashes = {rpc.data(block.get("hash"), 32), rpc.data(found.get("blockHash"), 32), place.block_hash}
    if len(hashes) != 1 or rpc.number(found.get("blockNumber")) != place.block or not there:
        raise Refused("reorganised", f"Block {place.block} is another one now: the chain was reorganised.")
    if rpc.moment(block) != place.time:
        raise Refused("other_time", "The receipt says another time than the block.")


def _check(node: Rpc, chain_id: int, contract: str | None) -> None:
    """That this is the chain, and at this address nothing but our contract."""
    if (said := node.number("eth_chainId")) != chain_id:
        raise Refused("other_chain", f"The node is of the chain {said}, not of {chain_id}.")
    if contract is not None and rpc.data(node.ask("eth_getCode", contract, "latest")).hex() != artefact()["runtime"]:
        raise Refused("other_code", f"At {contract} there is no Anchor contract, or another than ours.")


def _standing(node: Rpc, number: int, confirmations: int) -> Mapping[str, Any] | None:
    """The block of this number once `confirmations` blocks hold it, itself among them; None before."""
    if node.number("eth_blockNumber") - number + 1 < confirmations:
        return None
    return node.block(number)


def _accounts() -> Any:
    """The library that signs. One it brings along (py_ecc) raises the limit of recursion a hundredfold when it is loaded,
    which would let a deeply nested JSON text from anybody end the process; so the limit is put back."""
    limit = sys.getrecursionlimit()
    try:
        from eth_account import Account
    except ImportError:
        raise Missing("web3") from None
    finally:
        sys.setrecursionlimit(limit)
    return Account


def _events(found: Mapping[str, Any], contract: str) -> list[tuple[int, tuple[bytes, int, bytes, bytes]]]:
    """What the contract said in a transaction: the log index, then origin, size, root and note."""
    logs = found.get("logs")
    events = []
    for one in map(rpc.fields, logs if isinstance(logs, list) else []):
        topics, said = one.get("topics"), rpc.data(one.get("data"))
        if rpc.address(one.get("address")) != contract or one.get("removed") or not isinstance(topics, list):
            continue
        if len(topics) == 2 and topics[0] == f"0x{artefact()['topics'][EVENT]}" and len(said) == 96:
            words = (rpc.data(topics[1], 32), int.from_bytes(said[:32], "big"), said[32:64], said[64:])
            events.append((rpc.number(one.get("logIndex")), words))
    return events


def _call(method: str, *words: bytes) -> str:
    return f"0x{artefact()['selectors'][method]}{b''.join(words).hex()}"


@cache
def artefact() -> Mapping[str, Any]:
    """The compiled contract: `abi`, `bytecode`, `runtime`, `selectors`, `topics`; `tools/contract.py` makes it again."""
    found: Mapping[str, Any] = json.loads(files("weituo.anchor").joinpath("contract.json").read_text("utf-8"))
    return found
