"""The contract and the chain: anchored, checked again, each attack by name. A chain of our own where anvil runs."""

import hashlib
import sys
from datetime import UTC, datetime

import pytest

from covenant.seal import Checkpoint
from tests.weituo.anchor.authority import serving
from tests.weituo.anchor.chain import CHAIN_ID, anvil, ask, keys, through
from weituo.anchor import evm, rpc
from weituo.anchor.answers import Missing, Refused
from weituo.anchor.evm import Chain, Unconfirmed, deploy, verify
from weituo.anchor.receipt import AnchorReceipt
from weituo.fetch import Unreachable

FAST = {"chain_id": CHAIN_ID, "confirmations": 1, "patience": 4.0, "pause": 0.02}
LATER = 40_000  # gas of every anchor after a log's first


def checkpoint(size: int, origin: str = "log.example/all") -> tuple[str, bytes, int, bytes, bytes]:
    """A checkpoint's text, and what is anchored of it."""
    found = Checkpoint(origin, size, hashlib.sha256(b"%d" % size).digest())
    note = hashlib.sha256(found.text.encode()).digest()
    return found.text, hashlib.sha256(origin.encode()).digest(), size, found.root, note


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with anvil(tmp_path_factory.mktemp("anvil")) as url:
        yield url


@pytest.fixture(scope="module")
def pair():
    return keys()


@pytest.fixture
def chain(url, pair):
    snapshot = ask(url, "evm_snapshot")
    yield Chain(url, deploy(url, pair[0], **FAST), pair[0], **FAST)
    ask(url, "evm_setAutomine", True)
    assert ask(url, "evm_revert", snapshot)


def checked(chain: Chain, receipt: AnchorReceipt, url: str = "", **more: object) -> datetime:
    told = {"contract": chain.contract, "chain_id": CHAIN_ID, "owner": chain.address, "confirmations": 1, **more}
    return verify(receipt, url or chain.node.url, **told)


def refused(chain: Chain, receipt: AnchorReceipt, url: str = "", **more: object) -> str:
    with pytest.raises(Refused) as caught:
        checked(chain, receipt, url, **more)
    return caught.value.code


def anchored(chain: Chain, size: int = 7) -> AnchorReceipt:
    return chain.anchor(*checkpoint(size)[1:])


# ── anchoring ─────────────────────────────────────────────────────────────


def test_a_checkpoint_is_anchored_and_found_again(chain):
    receipt = anchored(chain)
    again = AnchorReceipt.parse(receipt.data)
    assert checked(chain, again).timestamp() == rpc.number(chain.node.block(again.place.block)["timestamp"])
    assert again.fits(checkpoint(7)[0])
    assert not again.fits(checkpoint(8)[0])
    assert not again.fits(checkpoint(7, "log.example/other")[0])
    assert chain.size(receipt.place.origin) == 7


def test_the_gas_of_each_step(chain, url):
    """Counted, not timed: what is paid on a chain where gas costs money."""
    deployed = rpc.number(ask(url, "eth_getBlockByNumber", "latest", False)["gasUsed"])
    used = []
    for size in (1, 2, 70_000, 2**62):
        receipt = anchored(chain, size)
        used.append(rpc.number(chain.node.receipt(receipt.place.transaction)["gasUsed"]))
    assert deployed <= 400_000
    assert used[0] <= 60_000
    assert max(used[1:]) <= LATER


def test_logs_do_not_know_of_each_other(chain):
    anchored(chain, 9)
    other = chain.anchor(*checkpoint(3, "log.example/other")[1:])
    assert checked(chain, other) > datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("size", [7, 6, 0])
def test_a_log_only_grows(chain, size):
    anchored(chain, 7)
    with pytest.raises(Refused) as caught:
        anchored(chain, size)
    assert caught.value.code == "not_larger"


def test_the_contract_itself_refuses_a_size_that_does_not_grow(chain, monkeypatch):
    anchored(chain, 7)
    monkeypatch.setattr(Chain, "size", lambda *_: 0)
    with pytest.raises(Refused, match="the size must grow"):
        anchored(chain, 7)


def test_the_contract_itself_refuses_everybody_but_its_owner(chain, url, pair, monkeypatch):
    stranger = Chain(url, chain.contract, pair[1], **FAST)
    with pytest.raises(Refused) as caught:
        anchored(stranger)
    assert caught.value.code == "not_owner"
    monkeypatch.setattr(Chain, "owner", lambda self: self.address)
    with pytest.raises(Refused, match="not the owner"):
        anchored(stranger)
    with pytest.raises(Refused, match="not the owner"):
        stranger.offer(stranger.address)
    with pytest.raises(Refused, match="not offered"):
        stranger.accept()


def test_a_contract_changes_hands_in_two_steps(chain, url, pair):
    heir = Chain(url, chain.contract, pair[1], **FAST)
    old = anchored(chain, 1)
    chain.offer(heir.address)
    assert chain.owner() == chain.address
    anchored(chain, 2)
    heir.accept()
    assert chain.owner() == heir.address
    new = anchored(heir, 3)
    with pytest.raises(Refused):
        anchored(chain, 4)
    with pytest.raises(Refused, match="not offered"):
        heir.accept()
    assert checked(chain, old) <= checked(heir, new)
    assert refused(chain, new) == "not_owner"


def test_an_offer_can_be_taken_back(chain, url, pair):
    heir = Chain(url, chain.contract, pair[1], **FAST)
    chain.offer(heir.address)
    chain.offer("0x" + "00" * 20)
    with pytest.raises(Refused, match="not offered"):
        heir.accept()


def test_the_contract_takes_no_money(chain, url):
    sent = {"from": chain.address, "to": chain.contract, "value": "0x1"}
    with pytest.raises(Refused, match="revert"):
        ask(url, "eth_estimateGas", sent)


# ── waiting ───────────────────────────────────────────────────────────────


def test_what_is_not_confirmed_in_time_is_collected_later(chain, url):
    slow = Chain(url, chain.contract, bytes(chain.account.key), **{**FAST, "confirmations": 3, "patience": 0.1})
    with pytest.raises(Unconfirmed) as caught:
        anchored(slow)
    with pytest.raises(Unconfirmed):
        slow.collect(caught.value.transaction, checkpoint(7)[-1])
    ask(url, "anvil_mine", "0x2")
    receipt = slow.collect(caught.value.transaction, checkpoint(7)[-1])
    assert checked(chain, receipt, confirmations=3) == checked(chain, receipt)
    assert refused(chain, receipt, confirmations=4) == "not_settled"
    with pytest.raises(Refused) as other:
        slow.collect(caught.value.transaction, checkpoint(8)[-1])
    assert other.value.code == "other_event"


def test_a_transaction_that_is_in_no_block_yet_is_waited_for(chain, url):
    ask(url, "evm_setAutomine", False)
    slow = Chain(url, chain.contract, bytes(chain.account.key), **{**FAST, "patience": 0.1})
    with pytest.raises(Unconfirmed) as caught:
        anchored(slow)
    ask(url, "evm_mine")
    assert checked(chain, slow.collect(caught.value.transaction, checkpoint(7)[-1]))


def test_a_node_that_dies_while_sending_leaves_the_transaction_to_be_collected(chain, url):
    def answer(method, result):
        if method == "eth_sendRawTransaction":
            raise OSError("cut")
        return result

    with through(url, answer) as middle, pytest.raises(Unconfirmed) as caught:
        anchored(Chain(middle, chain.contract, bytes(chain.account.key), **FAST))
    assert checked(chain, chain.collect(caught.value.transaction, checkpoint(7)[-1]))


# ── chains that are a little different ────────────────────────────────────


def test_a_chain_whose_blocks_name_no_fee_gets_a_legacy_transaction(chain, url):
    """FISCO BCOS: no baseFeePerGas; older releases give a block's time in milliseconds."""

    def older(method, result):
        if method == "eth_getBlockByNumber":
            result = {key: value for key, value in result.items() if key != "baseFeePerGas"}
            result["timestamp"] = hex(int(result["timestamp"], 16) * 1000 + 250)
        return result

    with through(url, older) as middle:
        receipt = anchored(Chain(middle, chain.contract, bytes(chain.account.key), **FAST))
        assert checked(chain, receipt, middle).microsecond == 250_000
    assert chain.node.ask("eth_getTransactionByHash", f"0x{receipt.place.transaction.hex()}")["type"] == "0x0"
    assert receipt.place.time % 1000 == 250
    assert refused(chain, receipt) == "other_time"


def test_a_fee_beyond_the_limit_is_not_paid(chain, url):
    poor = Chain(url, chain.contract, bytes(chain.account.key), **FAST, most=1000)
    with pytest.raises(Refused) as caught:
        anchored(poor)
    assert caught.value.code == "too_dear"
    assert chain.size(checkpoint(7)[1]) == 0


# ── attacks ───────────────────────────────────────────────────────────────


def test_attack_contract_at_another_address(chain, url, pair):
    twin = Chain(url, deploy(url, pair[0], **FAST), pair[0], **FAST)
    receipt = anchored(twin)
    assert refused(chain, receipt) == "other_contract"
    renamed = AnchorReceipt(receipt.digest, receipt.place._replace(contract=chain.contract))
    assert refused(chain, renamed) == "other_contract"


def test_attack_another_chain(chain, url):
    receipt = anchored(chain)
    assert refused(chain, receipt, chain_id=1) == "other_chain"
    moved = AnchorReceipt(receipt.digest, receipt.place._replace(chain=1))
    assert refused(chain, moved) == "other_chain"
    assert refused(chain, moved, chain_id=1) == "other_chain"
    with pytest.raises(Refused) as caught:
        anchored(Chain(url, chain.contract, bytes(chain.account.key), **{**FAST, "chain_id": 1}), 8)
    assert caught.value.code == "other_chain"


def test_attack_event_from_a_non_owner(chain, url, pair):
    """The stranger has his own contract, of the same code, and says it is the one."""
    theirs = Chain(url, deploy(url, pair[1], **FAST), pair[1], **FAST)
    receipt = anchored(theirs)
    assert refused(theirs, receipt, owner=chain.address) == "not_owner"


def test_attack_contract_that_lets_everybody_write(chain, url):
    receipt = anchored(chain)
    code = evm.artefact()["runtime"]
    ask(url, "anvil_setCode", chain.contract, f"0x{code[:-2]}00")
    assert refused(chain, receipt) == "other_code"
    with pytest.raises(Refused) as caught:
        anchored(chain, 8)
    assert caught.value.code == "other_code"


def test_attack_no_contract_at_all(chain, url):
    nowhere = Chain(url, "0x" + "12" * 20, bytes(chain.account.key), **FAST)
    with pytest.raises(Refused) as caught:
        anchored(nowhere)
    assert caught.value.code == "other_code"


def test_attack_chain_rolled_back(chain, url):
    before = ask(url, "evm_snapshot")
    receipt = anchored(chain)
    ask(url, "evm_revert", before)
    assert refused(chain, receipt) == "not_found"


def test_attack_same_transaction_in_another_block(chain, url):
    before = ask(url, "evm_snapshot")
    receipt = anchored(chain)
    raw = ask(url, "eth_getRawTransactionByHash", f"0x{receipt.place.transaction.hex()}")
    ask(url, "evm_revert", before)
    ask(url, "evm_mine")
    ask(url, "eth_sendRawTransaction", raw)
    assert refused(chain, receipt) == "reorganised"
    assert checked(chain, chain.collect(receipt.place.transaction, receipt.digest))


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("origin", "other_event"), ("root", "other_event"), ("size", "other_event"), ("log_index", "other_event"),
        ("transaction", "not_found"), ("block", "not_settled"), ("block_hash", "reorganised"), ("time", "other_time"),
    ],
)  # fmt: skip
def test_attack_receipt_that_says_something_else(chain, field, code):
    receipt = anchored(chain)
    value = getattr(receipt.place, field)
    other = value + 1 if isinstance(value, int) else bytes([value[0] ^ 1]) + value[1:]
    assert refused(chain, AnchorReceipt(receipt.digest, receipt.place._replace(**{field: other}))) == code


def test_attack_receipt_of_another_note(chain):
    receipt = anchored(chain)
    assert refused(chain, AnchorReceipt(bytes(32), receipt.place)) == "other_event"


def test_attack_earlier_block_of_the_same_chain(chain):
    receipt = anchored(chain)
    earlier = receipt.place.block - 1
    block = chain.node.block(earlier)
    place = receipt.place._replace(block=earlier, block_hash=rpc.data(block["hash"]), time=rpc.moment(block))
    assert refused(chain, AnchorReceipt(receipt.digest, place)) == "reorganised"


# ── nodes that answer nonsense ────────────────────────────────────────────


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"<html>", b'{"jsonrpc":"2.0","id":1}', b'{"result":null}', b'{"result":"0x"}',
     b'{"result":"31337"}', b'{"result":31337}', b'{"result":{}}', b'{"error":{"code":-32601,"message":"no\\n"}}',
     b'{"error":"no"}', b"[" * 100_000, b'{"result":"0x' + b"f" * 80 + b'"}'],
)  # fmt: skip
def test_a_node_that_says_nonsense_is_refused(body):
    from tests.weituo.anchor.test_receipt import TWO

    with serving(lambda _: (200, "application/json", body)) as url, pytest.raises(Refused) as caught:
        verify(TWO, url, TWO.place.contract, TWO.place.chain, "0x" + "00" * 20)
    assert caught.value.sentence.isprintable()


def test_signing_leaves_the_limit_of_recursion_where_it_was(pair):
    limit = sys.getrecursionlimit()
    Chain("http://127.0.0.1:1/", "0x" + "00" * 20, pair[0], **FAST)
    assert sys.getrecursionlimit() == limit < 20_000


def test_without_the_library_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "eth_account", None)
    with pytest.raises(Missing, match=r"web3 is not installed.*weituo\[anchors\]"):
        Chain("http://127.0.0.1:1/", "0x" + "00" * 20, bytes(32), **FAST)


def test_nobody_there():
    from tests.weituo.anchor.test_receipt import TWO

    with pytest.raises(Unreachable):
        verify(TWO, "http://127.0.0.1:1/", TWO.place.contract, TWO.place.chain, "0x" + "00" * 20)


def test_a_receipt_of_an_authority_is_not_for_here():
    from tests.weituo.anchor.test_receipt import ONE

    with pytest.raises(Refused) as caught:
        verify(ONE, "http://127.0.0.1:1/", "0x" + "00" * 20, 1, "0x" + "00" * 20)
    assert caught.value.code == "other_kind"
