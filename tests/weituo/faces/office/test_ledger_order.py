"""“This record can be proven”: the panel's states, and files that prove what they say to somebody who has only them."""

import io
import subprocess
import sys
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from django.test import Client

from covenant.errors import Problems
from covenant.facts import decode
from covenant.seal import Policy, Proof, Receipt
from tests.weituo.faces.office.sealing import Voice, log_of, member, placed, signed
from tests.weituo.faces.resident.example import doer, report, work
from weituo.estate import actions as estates
from weituo.faces.resident import keys
from weituo.ledger import keys as log_keys
from weituo.ledger import publisher, witnesses
from weituo.ledger.models import Disclosure, Fact
from weituo.people import actions as people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def order(estate, phone, clock):
    """Reported, and arrived at; its reporter left words and a number."""
    found = report(phone, estate, text="电梯里有异响", contact_name="陈女士", contact_phone="13800005678")
    work(estate, found, clock, until="arrived")
    return found


def pages(estate, order):
    """The three faces that show the panel: a client, its page, its address of files."""
    engineer = next(name for name, actor in estate.actors.items() if actor == doer(estate, order))
    return [
        (member("li"), f"/o/orders/{order.id}", f"/o/orders/{order.id}"),
        (member(engineer), f"/e/orders/{order.id}", f"/e/orders/{order.id}"),
        (Client(HTTP_HOST="localhost"), f"/t/{order.tracking}", f"/t/{order.tracking}"),
    ]


def facts(order):
    return list(Fact.objects.filter(subject=f"order/{order.id}").order_by("seq"))


def says(estate, order, *texts):
    for client, page, _ in pages(estate, order):
        answer = client.get(page)
        assert answer.status_code == 200
        source = answer.content.decode()
        panel = source[source.index('<details class="card proof"') :]
        panel = panel[: panel.index("</details>")]
        for text in texts:
            assert text in panel, (page, text)


def test_the_panel_follows_the_record_from_waiting_to_witnessed(estate, order, clock):
    says(estate, order, "待入账", "一分钟内会写入账本", f"{len(facts(order))} 条事实记录", "不证明当时写下的内容属实")
    log = placed(estate, clock.now)
    says(estate, order, "已入账待签署", "号")
    voices = [Voice(log, name, clock.now) for name in ("业委会", "审计所")]
    witnesses.require(log, 2, clock.now)
    row = signed(estate, clock.now)
    says(estate, order, "已签署待见证", "2 家见证方中有 0 家联署", "须满 2 家")
    voices[0].cosign(row, clock.now)
    says(estate, order, "已签署待见证", "有 1 家联署", "业委会")
    voices[1].cosign(row, clock.now)
    says(estate, order, "已见证", "有 2 家联署", "审计所", "谁改动其中一个字，任何人都能发现。")


def test_a_witness_that_was_removed_no_longer_counts(estate, order, clock):
    log = placed(estate, clock.now)
    voice = Voice(log, "业委会", clock.now)
    witnesses.require(log, 1, clock.now)
    voice.cosign(signed(estate, clock.now), clock.now)
    voice.row.removed_at = clock.now
    voice.row.save()
    says(estate, order, "已签署待见证")


def test_without_witnesses_it_says_so_and_promises_less(estate, order, clock):
    signed(estate, clock.now)
    says(estate, order, "已签署，未设见证方", "手里留有证明文件的人", "只有账本自己的签名")


def test_a_halted_log_says_that_nothing_new_is_signed(estate, order, clock):
    publisher.halt(placed(estate, clock.now), "somebody has to look")
    says(estate, order, "账本已停止签署", "不再签署新的内容")


def test_every_file_proves_what_it_says(estate, order, clock):
    log = placed(estate, clock.now)
    voice = Voice(log, "业委会", clock.now)
    witnesses.require(log, 1, clock.now)
    voice.cosign(signed(estate, clock.now), clock.now)
    policy = Policy.parse(witnesses.policy(log).text.encode())
    for client, _, files in pages(estate, order):
        for fact in facts(order):
            entry = client.get(f"{files}/facts/{fact.fact_id}.json")
            assert entry.content == bytes(fact.entry)
            answer = client.get(f"{files}/facts/{fact.fact_id}.tlog-proof")
            assert "attachment" in answer["Content-Disposition"]
            found = Proof.parse(answer.content)
            assert found.proven(entry.content, policy, log.origin).checkpoint.size == log_of(estate).size
            with pytest.raises(Problems):
                found.proven(entry.content.replace(b'"party"', b'"Party"'), policy)


def test_all_files_of_an_order_check_themselves_with_nothing_but_python(estate, order, clock, tmp_path):
    log = placed(estate, clock.now)
    witnesses.require(log, 1, clock.now)
    Voice(log, "业委会", clock.now).cosign(signed(estate, clock.now), clock.now)
    for turn, (client, _, files) in enumerate(pages(estate, order)):
        with ZipFile(io.BytesIO(client.get(f"{files}/proof.zip").content)) as file:
            file.extractall(tmp_path / str(turn))
        folder = tmp_path / str(turn)
        text = (folder / "README.txt").read_text("utf-8")
        assert order.number in text
        assert "怎样核验" in text
        assert "How to check" in text
        assert len(list((folder / "facts").iterdir())) == len(facts(order))

        def checked(here=folder):
            return subprocess.run(
                [sys.executable, "-I", "check.py", "verify.pyz", "policy"],
                cwd=here, capture_output=True, text=True, check=False,
            )  # fmt: skip

        done = checked()
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("PROVEN") == len(facts(order))
        first = next((folder / "facts").iterdir())
        first.write_bytes(first.read_bytes().replace(b"order/", b"Order/"))
        assert checked().returncode == 1


def test_before_it_is_signed_there_are_the_facts_and_no_proof(estate, order, clock):
    client, _, files = pages(estate, order)[0]
    with ZipFile(io.BytesIO(client.get(f"{files}/proof.zip").content)) as file:
        names = file.namelist()
    assert not [name for name in names if name.startswith("proofs/")]
    assert client.get(f"{files}/facts/{facts(order)[0].fact_id}.tlog-proof").status_code == 404


def test_receipts_are_for_whoever_did_it(estate, order, clock):
    def receipt(client, files, fact):
        return client.get(f"{files}/facts/{fact.fact_id}.receipt")

    (desk, _, o), (engineer, _, e), (resident, _, t) = pages(estate, order)
    reported = next(fact for fact in facts(order) if fact.kind == "order.reported")
    arrived = next(fact for fact in facts(order) if fact.kind == "order.arrived")
    answer = receipt(resident, t, reported)
    promised = Receipt.promised(answer.content, log_keys.all_of(log_of(estate)))
    assert promised.leaf.hex() == reported.leaf_hash
    assert receipt(engineer, e, arrived).status_code == 200
    assert receipt(resident, t, arrived).status_code == 404
    assert receipt(engineer, e, reported).status_code == 404
    assert receipt(desk, o, reported).status_code == 404
    follower = f"/t/{keys.follower_token(order.id)}"
    assert receipt(Client(HTTP_HOST="localhost"), follower, reported).status_code == 404


def test_nothing_personal_leaves_with_the_facts(estate, order, clock):
    signed(estate, clock.now)
    values = set(
        Disclosure.objects.filter(fact_id__in=[fact.fact_id for fact in facts(order)]).values_list("value", flat=True)
    )
    assert {"电梯里有异响", "13800005678"} <= values
    for client, _, files in pages(estate, order):
        with ZipFile(io.BytesIO(client.get(f"{files}/proof.zip").content)) as file:
            for name in file.namelist():
                if name.startswith(("facts/", "proofs/")):
                    text = file.read(name).decode()
                    assert not [value for value in values if value in text]
                    assert not [actor.name for actor in estate.actors.values() if actor.name in text]
    assert all(decode(bytes(fact.entry)).body is not None for fact in facts(order))


def test_another_orders_facts_are_not_found(estate, order, phone, clock):
    other = report(phone, estate, fault="lift.car/stuck")
    theirs = facts(other)[0].fact_id
    for client, _, files in pages(estate, order):
        for kind in ("json", "tlog-proof", "receipt"):
            assert client.get(f"{files}/facts/{theirs}.{kind}").status_code == 404
            assert client.get(f"{files}/facts/{uuid4()}.{kind}").status_code == 404
        assert client.get(f"{files}/facts/{facts(order)[0].fact_id}.exe").status_code == 404


def test_another_estates_order_is_not_found_and_a_role_without_orders_is_refused(estate, order, clock):
    fact = UUID(str(facts(order)[0].fact_id))
    elsewhere = estates.create_estate(slug="elsewhere", name_zh="别处小区", now=clock.now)
    house = people.create_organisation(kind="principal", name_zh="别处物业", now=clock.now)
    who = people.create_person(username="stranger", name="外人", now=clock.now)
    people.grant(person_id=who, organisation_id=house, estate_id=elsewhere, role="supervisor", party="P", now=clock.now)
    for address in (f"/o/orders/{order.id}/proof.zip", f"/o/orders/{order.id}/facts/{fact}.json"):
        assert member("stranger").get(address).status_code == 404
        assert member("chen").get(address).status_code == 200
        for name in ("feng", "wu", "zheng", "admin"):
            assert member(name).get(address).status_code == 403
        assert Client(HTTP_HOST="localhost").get(address).status_code == 302
    assert member("li").get(f"/e/orders/{order.id}/proof.zip").status_code == 403
    assert Client(HTTP_HOST="localhost").get("/t/nothing/proof.zip").status_code == 404
