"""The owners' telephone confirms what it has checked itself, and nothing else."""

import pytest
from django.utils import timezone

from covenant.seal import Checkpoint as Text
from covenant.seal import Policy
from tests.weituo.faces.office.sealing import grown, log_of, member, signed
from weituo.ledger import keys, witnesses
from weituo.ledger.models import Cosignature, Log, Witness
from world.build import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/o/ledger/witness"


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def telephone(transactional_db, live_server, desk):
    """The page on the owners' telephone, signed in; and the estate."""
    world = build(scale="small", seed=5, today=timezone.now(), days=12)
    signed(world, timezone.now())
    session = member("feng").cookies["sessionid"].value
    desk.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"{live_server.url}{PAGE}")
    return world


def made(desk, world):
    """A key on the telephone, entered by the administrator."""
    desk.click("[data-make]")
    desk.locator("[data-vkey]:not(:empty)").wait_for()
    vkey = desk.locator("[data-vkey]").text_content()
    witnesses.add(log_of(world), name="业委会", vkey=vkey, url="", party="O", now=timezone.now())
    Log.objects.update(quorum=1)
    desk.reload()
    desk.locator("[data-confirm]:not([hidden])").wait_for()
    return vkey


def said(desk, words):
    desk.locator("[data-said]", has_text=words).wait_for()


def test_the_telephone_confirms_and_goes_on_confirming(telephone, desk):
    made(desk, telephone)
    desk.click("[data-confirm]")
    said(desk, "首次确认")
    row = grown(telephone, timezone.now())
    desk.reload()
    desk.click("[data-confirm]")
    said(desk, "新账本接续您上次确认的账本")
    policy = Policy.parse(witnesses.policy(log_of(telephone)).text.encode())
    row.refresh_from_db()
    assert policy.sealed(witnesses.note(row)).checkpoint.size == row.size
    assert Witness.objects.get().size == row.size
    assert desk.problems == []
    key = "indexedDB.open('weituo-witness')"
    secret = f"""new Promise((done) => {{ const open = {key}; open.onsuccess = () => {{
        const all = open.result.transaction('logs').objectStore('logs').getAll();
        all.onsuccess = () => crypto.subtle.exportKey('pkcs8', all.result[0].secret).then(() => done('out'), () => done('in')); }} }})"""
    assert desk.evaluate(secret) == "in"


def test_the_telephone_signs_nothing_that_does_not_go_on(telephone, desk):
    made(desk, telephone)
    desk.click("[data-confirm]")
    said(desk, "首次确认")
    log, now = log_of(telephone), timezone.now()

    def shown(note, proof=()):
        desk.unroute("**/step?*")
        desk.route("**/step?*", lambda route: route.fulfill(json={"note": note, "proof": list(proof)}))
        desk.click("[data-confirm]")

    ours = keys.present(log, now)
    other = keys.signed(Text(log.origin, log.size + 1, b"\1" * 32).text, ours).whole.decode()
    for proof in ((), ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]):
        shown(other, proof)
        said(desk, "不接续")
    shown(keys.signed(Text(log.origin, log.size, b"\1" * 32).text, ours).whole.decode())
    said(desk, "不接续")
    shown(keys.signed(Text(log.origin, log.size - 1, b"\1" * 32).text, ours).whole.decode())
    said(desk, "比您确认过的还少")
    shown(keys.signed(Text("elsewhere", log.size + 1, b"\1" * 32).text, ours).whole.decode())
    said(desk, "没有账本的有效签名")
    shown(other.replace("AQEB", "AQEC"))
    said(desk, "没有账本的有效签名")
    desk.unroute("**/step?*")
    desk.route("**/step?*", lambda route: route.fulfill(status=409, json={}))
    desk.click("[data-confirm]")
    said(desk, "比您确认过的还少")
    assert Cosignature.objects.count() == 1
