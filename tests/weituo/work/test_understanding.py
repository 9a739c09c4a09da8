"""Reports filed by their words, an estate's own rules, and the page."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar
from uuid import uuid4

import pytest
from django.test import Client

from covenant.errors import Refusal
from tests.weituo.conftest import TODAY
from weituo.ledger.ids import uuid7
from weituo.people import reads as people
from weituo.people.models import Person
from weituo.people.reads import Actor
from weituo.work import understanding
from weituo.work.actions.report import ReportDraft, report
from weituo.work.models import Order, ReportRule

pytestmark = pytest.mark.django_db


def told(world, text, **draft):
    order_id = uuid7(TODAY)
    who = Actor.reporter(f"r-{order_id.hex[-12:]}", world.estate_id)
    made = ReportDraft(estate_id=world.estate_id, text=text, **draft)
    report(draft=made, actor=who, now=TODAY, order_id=order_id, fact_id=uuid7(TODAY))
    return Order.objects.get(pk=order_id)


def add(data, username="li", rule_id=None):
    actor = people.actor_of(username, TODAY)
    understanding.add(actor=actor, rule_id=rule_id or uuid4(), data=data, now=TODAY)


@pytest.mark.parametrize(
    ("text", "draft", "filed"),
    [
        ("厨房水管爆了漏到楼下", {}, ("unit.inside", "burst", "S0")),
        ("3号楼楼道灯不亮", {}, ("light.public", "no_light", "S2")),
        ("什么时候交房", {}, ("other", "other", "S2")),
        ("有人困在里面", {"item": "lift.car", "fault": "noise"}, ("lift.car", "noise", "S0")),
        ("一直在响", {"item": "lift.car"}, ("lift.car", "noise", "S2")),
        ("水表漏水", {"item": "lift.car"}, ("lift.car", "other", "S2")),
        ("漏水", {"item": "water.pump"}, ("water.pump", "leak", "S1")),
    ],
)
def test_what_was_chosen_counts_and_else_what_the_words_say(world, text, draft, filed):
    order = told(world, text, **draft)
    assert (order.item, order.fault, order.severity) == filed


def test_an_own_rule_files_the_next_report_and_ends(world):
    key = uuid4()
    for _ in range(2):
        add({"any": ["喷泉"], "item": "water.pump", "fault": "noise"}, rule_id=key)
    assert told(world, "喷泉坏了").item == "water.pump"
    assert ReportRule.objects.count() == 1
    understanding.end(actor=people.actor_of("li", TODAY), rule_id=key, now=TODAY)
    assert told(world, "喷泉坏了").item != "water.pump"
    assert ReportRule.objects.get().ended_at == TODAY


def test_an_own_word_of_danger_raises(world):
    assert told(world, "氯气味", item="public.area", fault="other").severity == "S2"
    add({"any": ["氯气"], "danger": True})
    assert told(world, "氯气味", item="public.area", fault="other").severity == "S0"


@pytest.mark.parametrize("data", [{"any": []}, {"any": ["x"]}, {"any": ["x" * 99], "danger": True}])
def test_a_rule_that_says_nothing_is_refused(world, data):
    with pytest.raises(Refusal, match=r"rule\.bad"):
        add(data)


def test_a_rule_of_another_estate_is_not_there(world):
    add({"any": ["喷泉"], "danger": True})
    stranger = Actor.system(uuid4())
    with pytest.raises(Refusal, match=r"rule\.missing"):
        understanding.end(actor=stranger, rule_id=ReportRule.objects.get().pk, now=TODAY)
    assert not understanding.danger(uuid4(), "喷泉")
    assert understanding.danger(world.estate_id, "喷泉")


def client(username):
    one = Client(HTTP_HOST="localhost")
    one.force_login(Person.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return one


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(TODAY, tick=False)


def test_the_page(world):
    page = client("li").get("/o/understanding", {"try": "厨房水管爆了漏到楼下"}).content.decode()
    assert "户内" in page
    assert "爆管" in page
    assert "“管爆”" in page
    form = {"id": str(uuid4()), "words": "喷泉，水景", "not": "", "what": "water.pump/noise", "danger": ""}
    assert client("sun").post("/o/understanding/rules", form).status_code == 403
    assert client("li").post("/o/understanding/rules", {**form, "words": " , "}).status_code == 409
    assert client("li").post("/o/understanding/rules", {**form, "what": "x/y"}).status_code == 409
    assert client("li").post("/o/understanding/rules", {**form, "id": "x"}).status_code == 422
    assert client("li").post("/o/understanding/rules", form).status_code == 303
    assert "喷泉、水景" in client("sun").get("/o/understanding").content.decode()
    assert client("li").post(f"/o/understanding/rules/{uuid4()}/end").status_code == 404
    assert client("li").post(f"/o/understanding/rules/{form['id']}/end").status_code == 303
    assert "喷泉、水景" not in client("sun").get("/o/understanding").content.decode()


def test_orders_filed_otherwise_than_understood_are_listed_without_their_words(world):
    order = told(world, "厨房漏水请尽快", item="lift.car", fault="noise")
    page = client("sun").get("/o/understanding").content.decode()
    assert order.number in page
    assert "请尽快" not in page


def test_the_desk_sees_a_proposal_while_it_types(world):
    page = client("zheng").get("/o/understanding/proposal", {"text": "2幢电梯困人"}).content.decode()
    assert 'data-choose="lift.car/trapped"' in page
    assert "危险" in page
    assert client("zheng").get("/o/understanding/proposal", {"text": ""}).content.decode().strip() == ""
    assert client("feng").get("/o/understanding/proposal", {"text": "x"}).status_code == 403


class Model(BaseHTTPRequestHandler):
    """A provider on this machine: keeps what it was asked, says what it is told."""

    asked: ClassVar[list[tuple[str, dict]]] = []
    answer: ClassVar[tuple[int, bytes]] = (200, b"")

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.headers["Authorization"], body))
        status, data = self.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@pytest.fixture
def model(settings):
    Model.asked.clear()
    server = HTTPServer(("127.0.0.1", 0), Model)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.UNDERSTANDING_URL = f"http://127.0.0.1:{server.server_port}/v1/chat/completions"
    settings.UNDERSTANDING_MODEL, settings.UNDERSTANDING_KEY = "some-model", "secret"
    yield Model
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_model_is_asked_only_where_somebody_waits_and_only_when_set_up(world, model, settings):
    content = json.dumps({"item": "lift.car", "fault": "noise", "danger": False})
    model.answer = (200, json.dumps({"choices": [{"message": {"content": content}}]}).encode())
    page = (
        client("zheng").get("/o/understanding/proposal", {"text": "那个上下的东西怪怪的 13800001234"}).content.decode()
    )
    assert 'data-choose="lift.car/noise"' in page
    key, asked = model.asked[0]
    assert (key, asked["model"]) == ("Bearer secret", "some-model")
    assert "13800001234" not in json.dumps(asked, ensure_ascii=False)
    assert told(world, "那个上下的东西怪怪的").item == "other"
    assert len(model.asked) == 1, "a resident's report waits for nobody"
    for answer in ((500, b"{}"), (200, b"nonsense")):
        model.answer = answer
        page = client("zheng").get("/o/understanding/proposal", {"text": "那个东西怪怪的"}).content.decode()
        assert "data-choose" not in page
    settings.UNDERSTANDING_URL = "http://127.0.0.1:9/"
    assert client("zheng").get("/o/understanding/proposal", {"text": "那个东西怪怪的"}).status_code == 200
    settings.UNDERSTANDING_URL = ""
    client("zheng").get("/o/understanding/proposal", {"text": "那个东西怪怪的"})
    assert len(model.asked) == 3
