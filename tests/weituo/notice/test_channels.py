"""Each provider's rules, against a fake of it that enforces them."""

import json
import logging
from datetime import UTC, datetime, timedelta
from threading import Thread

import httpx
import pytest
from django.core import mail as outbox

from weituo.ledger.time import ms
from weituo.notice import addresses, vault
from weituo.notice.channels import dingtalk, feishu, push, ways, wecom, wire
from weituo.notice.channels.outcome import Item, Outcome, Request, Result, escaped, fitted
from weituo.notice.fake import rules
from weituo.notice.fake.server import Fake

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
SECRET = "SEC-of-a-test"
HOOKS = {
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef",
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123-4567",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/0123-4567",
}
ONE = [Item("新报修 2026-0001 漏水 · 1幢", "请查看是否已派给合适的人。", "https://x.example.cn/o/orders/1")]


class Provider:
    """The fake behind httpx, without a socket."""

    def __init__(self, secret=SECRET, keyword=""):
        self.hook, self.now = rules.Hook(secret, keyword), NOW
        self.transport = httpx.MockTransport(self.answer)

    def answer(self, request):
        rule = rules.rule(request.url.path)
        return httpx.Response(200, json=rule(self.hook, request.url.query.decode(), request.content, ms(self.now)))

    def send(self, provider, items=ONE, secret=SECRET, at=None):
        return ways.to_robot(provider, HOOKS[provider], secret, items, "打开", at or self.now, self.transport)


def test_signatures_are_those_the_providers_publish():
    assert dingtalk.sign("this is secret", 1577262236757) == "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM="
    assert feishu.sign("demo", 1599360473) == "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="


def test_the_signature_is_encoded_once():
    for minute in range(40):  # some of them hold + and /
        url = dingtalk.request(HOOKS["dingtalk"], SECRET, ONE, "打开", NOW + timedelta(minutes=minute)).url
        assert "%25" not in url
        assert "+" not in url.partition("sign=")[2]


@pytest.mark.parametrize("provider", sorted(HOOKS))
@pytest.mark.parametrize("count", [1, 3])
def test_a_message_arrives(provider, count):
    fake = Provider()
    assert fake.send(provider, ONE * count).result is Result.SENT
    assert "新报修" in json.dumps(fake.hook.taken[0][1], ensure_ascii=False)


@pytest.mark.parametrize(("provider", "code"), [("dingtalk", "310000"), ("feishu", "19021")])
def test_a_wrong_secret_and_a_wrong_clock_are_seen_though_http_says_200(provider, code):
    fake = Provider()
    for outcome in (fake.send(provider, secret="another"), fake.send(provider, at=NOW - timedelta(minutes=61))):
        assert (outcome.result, outcome.code) == (Result.LATER, code)
    assert fake.send(provider, at=NOW - timedelta(minutes=59)).result is Result.SENT


@pytest.mark.parametrize(("provider", "code"), [("dingtalk", "310000"), ("feishu", "19024")])
def test_a_missing_keyword_is_the_providers_word(provider, code):
    fake = Provider(keyword="物业")
    assert fake.send(provider).code == code
    assert fake.send(provider, [Item("物业通知", "", "")]).result is Result.SENT


@pytest.mark.parametrize(("provider", "code", "wait"), [("dingtalk", "130101", 600), ("wecom", "45009", 60)])
def test_the_twenty_first_of_a_minute_blocks(provider, code, wait):
    fake = Provider()
    assert [fake.send(provider).result for _ in range(20)] == [Result.SENT] * 20
    outcome = fake.send(provider)
    assert (outcome.result, outcome.code, outcome.wait.total_seconds()) == (Result.BLOCKED, code, wait)
    fake.now += timedelta(minutes=9)
    assert fake.send(provider).result is (Result.BLOCKED if provider == "dingtalk" else Result.SENT)
    fake.now += timedelta(minutes=2)
    assert fake.send(provider).result is Result.SENT


@pytest.mark.parametrize("provider", sorted(HOOKS))
def test_nothing_is_longer_than_the_provider_takes(provider):
    fake = Provider()
    assert (
        fake.send(provider, [Item("长" * 300, "很长" * 9000, "https://x.example.cn/" + "a" * 300)] * 20).result
        is Result.SENT
    )


def test_the_fake_itself_refuses_what_is_too_long():
    hook = rules.Hook()
    long = json.dumps({"msgtype": "markdown", "markdown": {"content": "长" * 1400}}).encode()
    assert rules.wecom(hook, "key=1", long, 0)["errcode"] == 40058
    assert (
        rules.dingtalk(hook, "access_token=1", b'{"msgtype":"text","text":{"content":"' + b"x" * 20_000 + b'"}}', 0)[
            "errcode"
        ]
        == 460101
    )


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (httpx.Response(200, json={"errcode": 0, "errmsg": "ok"}), Result.SENT),
        (httpx.Response(200, json={"errcode": 300001}), Result.NEVER),
        (httpx.Response(200, json={}), Result.LATER),
        (httpx.Response(200, json={"errcode": "0"}), Result.LATER),
        (httpx.Response(200, text="<html>captive portal</html>"), Result.LATER),
        (httpx.Response(200, content=b"x" * 100_000), Result.LATER),
        (httpx.Response(302, headers={"Location": "http://169.254.169.254/"}), Result.LATER),
        (httpx.Response(500), Result.LATER),
    ],
)
def test_only_the_providers_own_code_is_success(answer, result):
    asked = []

    def respond(request):
        asked.append(request)
        return answer

    request = Request(HOOKS["dingtalk"], b"{}")
    assert wire.post(request, dingtalk.judge, httpx.MockTransport(respond)).result is result
    assert len(asked) == 1, "no redirect is followed"


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("no"), httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("odd")]
)
def test_a_broken_connection_is_tried_again_and_says_nothing_of_the_address(error, caplog):
    def fail(request):
        raise error

    with caplog.at_level(logging.DEBUG):
        outcome = wire.post(Request(HOOKS["dingtalk"], b"{}"), dingtalk.judge, httpx.MockTransport(fail))
    assert outcome.result is Result.LATER
    assert "access_token" not in caplog.text + outcome.text


# ── addresses ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url",
    [
        "http://oapi.dingtalk.com/robot/send?access_token=1",
        "https://oapi.dingtalk.com.evil.example/robot/send?access_token=1",
        "https://oapi.dingtalk.com:8443/robot/send?access_token=1",
        "https://user@oapi.dingtalk.com/robot/send?access_token=1",
        "https://oapi.dingtalk.com/robot/other?access_token=1",
        "https://oapi.dingtalk.com/robot/send?access_token=",
        "https://oapi.dingtalk.com\\@10.0.0.1/robot/send?access_token=1",
        "https://127.0.0.1/robot/send?access_token=1",
        "http://127.0.0.1:8000/robot/send?access_token=1",
        "https://10.0.0.1/robot/send?access_token=1",
        "https://[::1]/robot/send?access_token=1",
        "file:///etc/passwd",
        "https://oapi.dingtalk.com/robot/send?access_token=1\nHost: x",
        "https://oapi.dingtalk.com/robot/send?access_token=" + "1" * 600,
        "",
    ],
)
def test_an_address_elsewhere_is_never_called(url, settings):
    settings.NOTICE_LOOPBACK = False
    with pytest.raises(addresses.Bad):
        addresses.webhook("dingtalk", url)
    if not url.startswith("https://oapi.dingtalk.com/"):
        never = httpx.MockTransport(lambda request: pytest.fail("called"))
        assert wire.post(Request(url, b"{}"), dingtalk.judge, never).result is Result.NEVER


@pytest.mark.parametrize("provider", sorted(HOOKS))
def test_the_providers_own_addresses_are_fine(provider):
    assert addresses.webhook(provider, f"  {HOOKS[provider]} ") == HOOKS[provider]
    for other in set(HOOKS) - {provider}:
        with pytest.raises(addresses.Bad):
            addresses.webhook(other, HOOKS[provider])


def test_push_goes_to_known_hosts_only(settings):
    settings.PUSH_HOSTS = ["push.example.cn=ntfys", "odd.example.cn=json"]
    assert addresses.apprise("https://ntfy.sh/my-topic") == "ntfys://ntfy.sh/my-topic?redirect=no"
    assert addresses.apprise("https://push.example.cn/my-topic") == "ntfys://push.example.cn/my-topic?redirect=no"
    for bad in ("https://odd.example.cn/topic", "http://ntfy.sh/topic", "https://ntfy.sh/", "https://10.0.0.1/topic"):
        with pytest.raises(addresses.Bad):
            addresses.push(bad)


def test_without_apprise_push_is_off_and_everything_else_works(monkeypatch):
    monkeypatch.setattr(push, "find_spec", lambda name: None)
    assert push.send("https://ntfy.sh/my-topic", ONE) == Outcome(Result.NEVER, "off", "Apprise is not installed")


# ── credentials, words, mail, the server ──────────────────────────────────


def test_a_credential_opens_for_its_owner_only():
    sealed = vault.close(HOOKS["dingtalk"], "robot/1")
    assert b"access_token" not in sealed
    assert vault.open_(sealed, "robot/1") == HOOKS["dingtalk"]
    for data, owner in ((sealed, "robot/2"), (sealed[:-1] + b"\0", "robot/1"), (b"", "robot/1")):
        with pytest.raises(vault.Unreadable):
            vault.open_(data, owner)
    assert vault.mask(HOOKS["dingtalk"]) == "oapi.dingtalk.com/…cdef"


def test_a_place_with_signs_in_its_name_makes_no_link_and_calls_nobody():
    assert escaped("[点这里](http://x) @all <font>") == "\\[点这里\\](http://x) ＠all ＜font＞"
    assert fitted("漏水" * 3, 10) == "漏水…"


def test_mail_carries_one_id_for_every_try():
    for _ in range(2):
        assert ways.to_person("mail", "wang@example.cn", ONE, "k1").result is Result.SENT
    assert {one.extra_headers["Message-ID"].split("@")[0] for one in outbox.outbox} == {"<k1"}
    assert outbox.outbox[0].subject == ONE[0].title


def test_the_demo_server_answers_as_the_providers_and_shows_what_came(settings):
    server = Fake(0, lambda: ms(NOW), SECRET)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        for provider, url in server.addresses().items():
            settings.NOTICE_LOOPBACK = False
            assert ways.to_robot(provider, url, SECRET, ONE, "打开", NOW).code == "address"
            settings.NOTICE_LOOPBACK = True
            assert addresses.webhook(provider, url) == url
            assert ways.to_robot(provider, url, SECRET, ONE, "打开", NOW).result is Result.SENT
        page = httpx.get(f"http://127.0.0.1:{server.port}/", trust_env=False).text
        assert page.count("新报修") >= 3
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_wecom_has_no_signature():
    assert wecom.request(HOOKS["wecom"], "x", ONE, "打开", NOW).url == HOOKS["wecom"]
