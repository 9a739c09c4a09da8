"""Checking an event against what a node says, without any chain: one lie at a time, on every machine."""

import copy
import json
from datetime import UTC, datetime

import pytest

from tests.weituo.anchor.authority import serving
from weituo.anchor.answers import Refused
from weituo.anchor.evm import EVENT, artefact, verify
from weituo.anchor.receipt import AnchorReceipt, Recorded

OWNER, CONTRACT, CHAIN = "0x" + "aa" * 20, "0x" + "cc" * 20, 20_200
NOTE, ORIGIN, ROOT, TRANSACTION, BLOCK = (bytes([byte]) * 32 for byte in (1, 2, 3, 4, 5))
TIME = 1_795_147_200
RECEIPT = AnchorReceipt(NOTE, Recorded(CHAIN, CONTRACT, TRANSACTION, 90, BLOCK, TIME * 1000, 1, ORIGIN, 7, ROOT))
EVENTS = [
    {"address": CONTRACT, "topics": ["0x" + "99" * 32], "data": "0x", "logIndex": "0x0", "removed": False},
    {
        "address": "0x" + "Cc" * 20,  # upper and lower case carry a checksum, as nodes write addresses
        "topics": [f"0x{artefact()['topics'][EVENT]}", f"0x{ORIGIN.hex()}"],
        "data": f"0x{7:064x}{ROOT.hex()}{NOTE.hex()}",
        "logIndex": "0x1",
        "removed": False,
    },
]
TRUTH = {
    "eth_chainId": hex(CHAIN),
    "eth_getCode": f"0x{artefact()['runtime']}",
    "eth_blockNumber": hex(101),
    "eth_getTransactionReceipt": {
        "status": "0x1", "from": "0x" + "Aa" * 20, "to": CONTRACT, "blockNumber": hex(90),
        "blockHash": f"0x{BLOCK.hex()}", "logs": EVENTS,
    },
    "eth_getBlockByNumber": {
        "hash": f"0x{BLOCK.hex()}", "timestamp": hex(TIME), "transactions": [f"0x{TRANSACTION.hex()}"],
    },
}  # fmt: skip
RECEIPT_OF, BLOCK_OF = "eth_getTransactionReceipt", "eth_getBlockByNumber"


def checked(said: dict[str, object], receipt: AnchorReceipt = RECEIPT) -> datetime:
    def answer(body: bytes) -> tuple[int, str, bytes]:
        result = said[json.loads(body)["method"]]
        return 200, "application/json", json.dumps({"jsonrpc": "2.0", "id": 1, "result": result}).encode()

    with serving(answer) as url:
        return verify(receipt, url, CONTRACT, CHAIN, OWNER)


def test_the_truth_is_accepted():
    assert checked(TRUTH) == datetime.fromtimestamp(TIME, UTC)


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (["eth_chainId"], "0x1", "other_chain"),
        (["eth_getCode"], "0x", "other_code"),
        (["eth_getCode"], f"0x{artefact()['runtime']}00", "other_code"),
        (["eth_blockNumber"], hex(100), "not_settled"),
        (["eth_blockNumber"], hex(1), "not_settled"),
        ([RECEIPT_OF], None, "not_found"),
        ([RECEIPT_OF, "status"], "0x0", "reverted"),
        ([RECEIPT_OF, "status"], None, "no_answer"),
        ([RECEIPT_OF, "from"], "0x" + "ab" * 20, "not_owner"),
        ([RECEIPT_OF, "to"], "0x" + "cd" * 20, "other_contract"),
        ([RECEIPT_OF, "to"], None, "other_contract"),
        ([RECEIPT_OF, "blockNumber"], hex(91), "reorganised"),
        ([RECEIPT_OF, "blockHash"], "0x" + "06" * 32, "reorganised"),
        ([RECEIPT_OF, "logs"], [], "other_event"),
        ([RECEIPT_OF, "logs"], None, "other_event"),
        ([RECEIPT_OF, "logs"], ["log"], "no_answer"),
        ([RECEIPT_OF, "logs", 1, "address"], "0x" + "cd" * 20, "other_event"),
        ([RECEIPT_OF, "logs", 1, "removed"], True, "other_event"),
        ([RECEIPT_OF, "logs", 1, "logIndex"], "0x2", "other_event"),
        ([RECEIPT_OF, "logs", 1, "topics"], None, "other_event"),
        ([RECEIPT_OF, "logs", 1, "topics", 0], "0x" + "99" * 32, "other_event"),
        ([RECEIPT_OF, "logs", 1, "topics", 1], "0x" + "99" * 32, "other_event"),
        ([RECEIPT_OF, "logs", 1, "data"], f"0x{8:064x}{ROOT.hex()}{NOTE.hex()}", "other_event"),
        ([RECEIPT_OF, "logs", 1, "data"], f"0x{7:064x}{NOTE.hex()}{NOTE.hex()}", "other_event"),
        ([RECEIPT_OF, "logs", 1, "data"], f"0x{7:064x}{ROOT.hex()}{ROOT.hex()}", "other_event"),
        ([RECEIPT_OF, "logs", 1, "data"], f"0x{7:064x}{ROOT.hex()}{NOTE.hex()}00", "other_event"),
        ([RECEIPT_OF, "logs", 1, "data"], "0x0", "no_answer"),
        ([BLOCK_OF], None, "not_settled"),
        ([BLOCK_OF, "hash"], "0x" + "06" * 32, "reorganised"),
        ([BLOCK_OF, "hash"], None, "no_answer"),
        ([BLOCK_OF, "transactions"], [], "reorganised"),
        ([BLOCK_OF, "transactions"], None, "reorganised"),
        ([BLOCK_OF, "timestamp"], hex(TIME + 1), "other_time"),
        ([BLOCK_OF, "timestamp"], "", "no_answer"),
    ],
)
def test_attack_one_lie(path, value, code):
    said = copy.deepcopy(TRUTH)
    place = said
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(Refused) as caught:
        checked(said)
    assert caught.value.code == code


def test_a_reorganised_block_in_every_answer_but_the_receipts():
    """The whole chain says another block; only what was kept remembers the first."""
    said = copy.deepcopy(TRUTH)
    said[RECEIPT_OF]["blockHash"] = said[BLOCK_OF]["hash"] = "0x" + "06" * 32
    with pytest.raises(Refused) as caught:
        checked(said)
    assert caught.value.code == "reorganised"
