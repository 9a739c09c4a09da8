"""Drafting as people do it: a form that keeps each change, says what is missing, compares in words, and is signed."""

import base64
import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from covenant import canon
from tests.weituo.faces.conftest import NOW
from tests.weituo.faces.phone import Page, Phone
from weituo.estate import actions as estates
from weituo.faces.office.drafts import form, kinds
from weituo.faces.office.drafts.changes import changes
from weituo.faces.office.drafts.findings import FINDINGS, standing
from weituo.ledger import reads as facts
from weituo.pact import draft_reads, drafts, paths, templates
from weituo.pact import reads as pacts
from weituo.people import actions as people

pytestmark = pytest.mark.django_db
DOT = base64.b64encode(drafts.PNG + b"drawn").decode()


@pytest.fixture
def sign_in(estate, clock):
    def by_name(username, kind=Client, language="zh-hans"):
        client = kind()
        client.force_login(
            get_user_model().objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
        )
        client.cookies["weituo_language"] = language
        return client

    return by_name


@pytest.fixture
def draft(estate, clock):
    """An amendment of the agreement in force."""
    manager = estate.actors["zhou"]
    return drafts.start(estate_id=estate.estate_id, base="v1", actor=manager, now=NOW)


@pytest.fixture
def now_of(estate):
    return lambda draft_id: draft_reads.draft(estate.actors["zhou"], draft_id)


def shown(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode()


def typed(section, revision, **values):
    return {
        "revision": str(revision),
        "section": section,
        **{key.replace("__", "."): one for key, one in values.items()},
    }


def test_from_a_template_to_both_signatures(sign_in, estate, clock, now_of):
    manager, contractor = sign_in("zhou"), sign_in("sun")
    assert "还没有草案" in shown(contractor, "/o/drafts/")
    answer = manager.post("/o/drafts/start", {"base": "v1"})
    draft_id = answer["Location"].rsplit("/", 1)[1]
    view = now_of(draft_id)
    page = shown(manager, f"/o/drafts/{draft_id}")
    for title in ("委托方式与期限", "责任界面", "服务时限", "挂起与免责", "考核", "付款与事件", "结算单", "解约",
                  "责任与保险", "安全与个人信息", "续约", "定义"):  # fmt: skip
        assert title in page
    manager.post(f"/o/drafts/{draft_id}/change", typed("payment", 1, payment__monthly_fee="90,000"))
    limit = {"levels.S1.respond.limit:h": "0", "levels.S1.respond.limit:m": "20"}
    manager.post(f"/o/drafts/{draft_id}/change", {**typed("limits", 2), **limit})
    assert now_of(draft_id).document["levels"]["S1"]["respond"]["limit"] == "PT20M"
    answer = manager.post(f"/o/drafts/{draft_id}/proposal", {"revision": "3"}, follow=True)
    assert "已提交签署" in answer.content.decode()
    sha256 = now_of(draft_id).sha256
    for client, name in ((contractor, "孙经理"), (manager, "周经理")):
        page = Page(shown(client, f"/o/drafts/{draft_id}/sign"))
        assert sha256 in page.source
        assert "¥90,000.00" in page.text
        sent = {**page.form("signature#sign").values, "consent": name, "drawing": f"data:image/png;base64,{DOT}"}
        assert client.post(f"/o/drafts/{draft_id}/signature", sent).status_code == 303
    told = facts.facts(estate.estate_id, subject=f"agreement/{view.agreement_id}")
    assert [one.kind for one in told][-3:] == ["agreement.signed", "agreement.signed", "agreement.activated"]
    assert {one.body["terms"] for one in told[-3:]} == {sha256}
    assert told[-2].blobs
    assert pacts.versions(view.agreement_id)[-1].sha256 == sha256
    after = shown(manager, f"/o/drafts/{draft_id}/sign")
    assert "已生效" in after
    assert 'name="consent"' not in after


def test_a_draft_with_findings_says_what_is_missing_and_is_not_proposed(sign_in, draft, now_of):
    client = sign_in("zhou")
    client.post(f"/o/drafts/{draft}/parts", {"revision": "1", "drop": "safety", "section": "protection"})
    client.post(f"/o/drafts/{draft}/change", typed("limits", 2, **{"levels.S0.respond.limit:m": "45"}))
    page = shown(client, f"/o/drafts/{draft}")
    assert "还有 2 处待处理" in page
    assert "没有安全管理协议" in page
    assert "30分钟" in page
    assert 'href="#f-levels-S0-respond-limit"' in page
    answer = client.post(f"/o/drafts/{draft}/proposal", {"revision": "3"})
    assert answer.status_code == 409
    assert "2 处" in answer.content.decode()
    assert now_of(draft).state == "editing"
    client.post(f"/o/drafts/{draft}/parts", {"revision": "3", "add": "safety", "section": "protection"})
    assert "还有 1 处待处理" in shown(client, f"/o/drafts/{draft}")


def test_a_change_with_a_script_answers_with_error_and_list(sign_in, draft, now_of):
    client, path = sign_in("zhou"), f"/o/drafts/{draft}/change"
    htmx = {"headers": {"HX-Request": "true"}}
    answer = client.post(
        path, {**typed("measures", 1, measures__repair__weight="30"), "field": "measures.repair.weight"}, **htmx
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "还有 1 处待处理" in page
    assert "<b>110</b>" in page
    assert 'value="2" id="revision-payment" hx-swap-oob="true"' in page
    field = {"field": "payment.monthly_fee"}
    answer = client.post(path, {**typed("payment", 2, payment__monthly_fee="很多"), **field}, **htmx)
    assert answer.status_code == 422
    assert "请填写数字" in answer.content.decode()
    assert now_of(draft).revision == 2
    share = {"field": "payment.performance_share"}
    client.post(path, {**typed("payment", 2, payment__performance_share="40"), **share}, **htmx)
    assert now_of(draft).document["payment"]["performance_share"] == "0.4"


def test_the_worst_month_is_shown_live(sign_in, draft):
    client = sign_in("zhou")
    assert "¥72,400.00" not in shown(client, f"/o/drafts/{draft}")
    before = re.findall(r'class="sum">.*?¥([\d,.]+)', shown(client, f"/o/drafts/{draft}"), re.S)
    client.post(f"/o/drafts/{draft}/change", typed("payment", 1, payment__monthly_fee="188000.00"))
    after = re.findall(r'class="sum">.*?¥([\d,.]+)', shown(client, f"/o/drafts/{draft}"), re.S)
    assert before
    assert before != after


def test_a_stale_change_is_refused_and_what_was_typed_stays(sign_in, draft, now_of):
    first, second = sign_in("zhou"), sign_in("zhou")
    first.post(f"/o/drafts/{draft}/change", typed("payment", 1, payment__monthly_fee="90000.00"))
    answer = second.post(f"/o/drafts/{draft}/change", typed("payment", 1, payment__monthly_fee="95000.00"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'name="payment.monthly_fee" value="95000.00"' in page
    assert "¥90,000.00" in page
    assert now_of(draft).document["payment"]["monthly_fee"] == "90000.00"
    sent = {**typed("payment", 1, payment__monthly_fee="95000.00"), "field": "payment.monthly_fee"}
    assert second.post(f"/o/drafts/{draft}/change", sent, headers={"HX-Request": "true"}).status_code == 409


def test_undo(sign_in, draft, now_of):
    client, before = sign_in("zhou"), now_of(draft).raw
    client.post(f"/o/drafts/{draft}/change", typed("payment", 1, payment__monthly_fee="90000.00"))
    client.post(f"/o/drafts/{draft}/undo", {"revision": "2"})
    assert now_of(draft).raw == before


@pytest.mark.parametrize("name", ["full", "partial", "co-managed"])
def test_the_form_sent_untouched_changes_nothing(estate, sign_in, clock, name, now_of):
    """Every field of every kind reads back what it shows."""
    made = drafts.start(estate_id=estate.estate_id, base=name, actor=estate.actors["zhou"], now=NOW)
    client, before = sign_in("zhou", Phone), now_of(made).raw
    page = Browser(shown(client, f"/o/drafts/{made}"))
    sections = [one for one in page.posts if one["action"].endswith("/change")]
    assert len({one["data"]["section"][0] for one in sections}) == 18
    for one in sections:
        answer = client.post(one["action"], one["data"])
        assert answer.status_code == 303, Page(answer.content.decode()).text[:300]
    assert now_of(made).raw == before
    kinds_shown = {field.kind for field in form.fields(now_of(made).document).values()}
    assert kinds_shown >= set(kinds._PARSE) - {"decimal", "prose", "code"}


class Browser(Page):
    """Forms as a browser sends them: selected options, ticked boxes, the same name more than once."""

    def __init__(self, text):
        self.posts, self._select, self._form = [], None, None
        super().__init__(text)

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, attrs)
        named = dict(attrs)
        if tag == "form":
            self._form = {"action": named.get("action", ""), "data": {}}
            self.posts.append(self._form)
        if self._form is None or "form" in named:
            return
        if tag == "input" and named.get("name"):
            if named.get("type") != "checkbox" or "checked" in named:
                self._form["data"].setdefault(named["name"], []).append(named.get("value") or "")
        elif tag == "select":
            self._select = [named["name"], None]
        elif tag == "option" and self._select and (self._select[1] is None or "selected" in named):
            self._select[1] = named.get("value", "")

    def handle_endtag(self, tag):
        super().handle_endtag(tag)
        if tag == "form":
            self._form = None
        if tag == "select" and self._select and self._form:
            self._form["data"].setdefault(self._select[0], []).append(self._select[1] or "")
            self._select = None


def test_a_row_of_the_matrix_is_put_in_changed_and_taken_out(sign_in, draft, now_of):
    client, rows = sign_in("zhou"), len(now_of(draft).document["matrix"])
    client.post(f"/o/drafts/{draft}/parts", {"revision": "1", "add": "matrix", "section": "matrix"})
    assert len(now_of(draft).document["matrix"]) == rows + 1
    assert now_of(draft).document["matrix"][-1]["clause"] == "3.19"
    sent = typed("matrix", 2, **{f"matrix[{rows}].item": "lift.car", f"matrix[{rows}].make_safe": "P"})
    client.post(f"/o/drafts/{draft}/change", sent)
    row = now_of(draft).document["matrix"][-1]
    assert (row["item"], row["make_safe"]) == ("lift.car", "P")
    page = shown(client, f"/o/drafts/{draft}/changes")
    assert "3.19" in page
    client.post(f"/o/drafts/{draft}/parts", {"revision": "3", "drop": f"matrix[{rows}]", "section": "matrix"})
    assert len(now_of(draft).document["matrix"]) == rows
    answer = client.post(f"/o/drafts/{draft}/parts", {"revision": "4", "drop": "agreement", "section": "x"})
    assert now_of(draft).document["agreement"], answer.status_code


def test_what_is_missing_can_be_put_in(sign_in, draft, now_of):
    client, at = sign_in("zhou"), iter(range(1, 30))

    def send(**what):
        answer = client.post(f"/o/drafts/{draft}/parts", {"revision": str(next(at)), **what})
        assert answer.status_code == 303, Page(answer.content.decode()).text[:400]
        return now_of(draft).document

    assert len(send(add="parties.A.licences")["parties"]["A"]["licences"]) == 4
    assert "excuses" not in (send(drop="excuses.city_power_cut") and send(drop="excuses.force_majeure"))
    assert set(send(add="excuses.force_majeure")["excuses"]) == {"force_majeure"}
    assert send(drop="payment.quarter")["payment"].get("quarter") is None
    assert send(add="payment.quarter")["payment"]["quarter"]["clause"] == "7.6"
    assert send(add="definitions")["definitions"][-1]["clause"] == "1.6"
    assert "没有约定指哪一种" in shown(client, f"/o/drafts/{draft}")
    for path in ("agreement", "parties.P", "measures", "nothing"):
        answer = client.post(f"/o/drafts/{draft}/parts", {"revision": str(now_of(draft).revision), "drop": path})
        assert answer.status_code == 409, path


def test_changes_are_said_in_words(estate, sign_in, draft, now_of):
    client = sign_in("zhou")
    client.post(f"/o/drafts/{draft}/change", typed("payment", 1, payment__monthly_fee="90000.00"))
    client.post(f"/o/drafts/{draft}/change", typed("limits", 2, **{"levels.S1.respond.limit:m": "20"}))
    page = Page(shown(client, f"/o/drafts/{draft}/changes")).text
    assert re.search(r"7\.1 月服务费.*¥88,000\.00 → ¥90,000\.00", page)
    assert re.search(r"4\.7 S1 紧急 · 到场时限.*30 分钟 → 20 分钟", page)
    assert "payment.monthly_fee" not in page


def test_nothing_that_changes_goes_unsaid():
    """Every single value of a template, changed by itself, gives exactly one sentence or more."""
    old = templates.load("full")
    unsaid = []
    for path, value in leaves(old):
        if path in ("version.no", "version.supersedes", "schema") or path.endswith(".clause"):
            continue
        new = paths.put(old, path, other(value))
        if not changes(old, new):
            unsaid.append(path)
    assert unsaid == []


def other(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return "PT1H"
    return (
        "P99D" if value.startswith("P") and value[1:2].isdigit() else "PT7M" if value.startswith("PT") else f"{value}1"
    )


def leaves(value, path=""):
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            if isinstance(one, dict):
                yield from leaves(one, f"{path}[{index}]")
    else:
        yield path, value


def test_findings_are_in_the_readers_language(sign_in):
    """The gates' sentences, each provoked, leave no English behind on a Chinese page."""
    from django.utils import translation

    wrong = [
        ("matrix", [{"clause": "3.2", "item": "lift.*", "cause": "any", "perform": "A", "accountable": "A", "pay": "fee"}]),
        ("measures.rework.window", paths.DROP), ("payment.cap", paths.DROP), ("definitions[0].pinned", None),
        ("agreement.covers", ["maintenance", "sanitation", "order"]), ("levels.S0.respond.limit", "PT45M"),
        ("levels.S0.respond.calendar", "WD"), ("parties.A.licences[0].until", "2020-01-01"), ("safety", paths.DROP),
        ("data", paths.DROP), ("liability.not_capped", ["injury"]), ("statement.pay_within", "P90D"),
        ("payment.interest", paths.DROP), ("payment.coefficient.below", ["60", "0"]),
        ("payment.vat.deductions", "damages"), ("agreement.mode", "co_managed"),
    ]  # fmt: skip
    with translation.override("zh-hans"):
        seen = set()
        for path, value in wrong:
            document = paths.put(templates.load("full"), path, value)
            if path.startswith("payment.coefficient"):
                document["payment"]["cap"]["share"] = "1"
                document["payment"]["performance_share"] = "1"
            if path == "payment.vat.deductions":
                document["payment"]["loss_estimate"] = "100.00"
            stand = standing(document, (), form.sections(document))
            assert stand.items, path
            for one in stand.items:
                assert not re.search(r"[a-z]{3,} [a-z]{2,}", one.text + one.remedy), (path, one)
                assert one.anchor, (path, one)
                seen.add(one.path)
        assert len(FINDINGS) > 20


def test_signing_other_bytes_is_refused_and_keeps_what_was_typed(sign_in, estate, draft, now_of):
    drafts.propose(draft_id=draft, revision=1, actor=estate.actors["zhou"], now=NOW)
    client = sign_in("sun")
    sent = Page(shown(client, f"/o/drafts/{draft}/sign")).form("signature#sign").values
    answer = client.post(f"/o/drafts/{draft}/signature", {**sent, "consent": "孙经理", "sha256": "0" * 64})
    assert answer.status_code == 409
    assert 'value="孙经理"' in answer.content.decode()
    answer = client.post(f"/o/drafts/{draft}/signature", {**sent, "consent": "孙"})
    assert "孙经理" in answer.content.decode()
    assert now_of(draft).signatures == ()


def test_who_may_what(sign_in, draft):
    change = {"revision": "1", "payment.monthly_fee": "1.00"}
    for name, reads, edits in (("zhou", 200, 303), ("sun", 200, 403), ("chen", 200, 403), ("feng", 200, 403),
                               ("li", 403, 403), ("wang", 403, 403), ("wu", 403, 403)):  # fmt: skip
        client = sign_in(name)
        assert client.get(f"/o/drafts/{draft}").status_code == reads, name
        assert client.post(f"/o/drafts/{draft}/change", change).status_code == edits, name
        signs = {"zhou": 200, "sun": 200}.get(name, 403)
        assert client.get(f"/o/drafts/{draft}/sign").status_code == signs, name
    assert 'name="payment.monthly_fee"' not in shown(sign_in("chen"), f"/o/drafts/{draft}")


def test_nobody_of_another_estate_finds_it(sign_in, estate, draft, clock):
    other_estate = estates.create_estate(slug="elsewhere", name_zh="别处小区", now=NOW)
    organisation = people.create_organisation(kind="principal", name_zh="别处物业", now=NOW)
    person = people.create_person(username="stranger", name="外人", now=NOW)
    people.grant(
        person_id=person, organisation_id=organisation, estate_id=other_estate, role="manager", party="P", now=NOW
    )
    client = sign_in("stranger")
    for name in ("draft", "draft-changes", "draft-text", "draft-sign"):
        assert client.get(reverse(f"office:{name}", args=[draft])).status_code == 404, name
    for name in ("draft-change", "draft-parts", "draft-undo", "draft-propose", "draft-withdraw", "draft-signature"):
        assert client.post(reverse(f"office:{name}", args=[draft]), {"revision": "1"}).status_code == 404, name
    assert str(draft) not in shown(client, "/o/drafts/")
    assert "还没有协议" in shown(client, "/o/responsible") or "尚无" in shown(client, "/o/responsible")


def test_the_text_and_its_files(sign_in, draft):
    client = sign_in("zhou")
    page = shown(client, f"/o/drafts/{draft}/text")
    assert "第七条" in page
    assert "Article 7" in page
    word = client.get(f"/o/drafts/{draft}/text?as=docx&language=both")
    assert word.content[:2] == b"PK"
    assert client.get(f"/o/drafts/{draft}/text?as=pdf&language=zh").content[:5] == b"%PDF-"
    assert client.get(f"/o/drafts/{draft}/text?as=exe").status_code == 404
    assert "第七条" in shown(client, "/o/drafts/version-text?version=1")
    shown(client, "/o/drafts/version-text?version=9", 404)
    client.post(f"/o/drafts/{draft}/change", typed("measures", 1, measures__repair__weight="30"))
    assert "权重合计" in shown(client, f"/o/drafts/{draft}/text")


def test_the_data_is_shown_only_when_asked(sign_in, draft):
    page = shown(sign_in("zhou"), f"/o/drafts/{draft}")
    at = page.index("schema: terms/2")
    assert page.rindex("<details", 0, at) > page.rindex("</details>", 0, at)


def test_every_kind_reads_what_a_person_types():
    def read(kind, value, data, **more):
        return kinds.parse(kinds.Field("x", kind, "", value, **more), QueryDict(data))

    assert read("money", "1.00", "x=88,000") == "88000.00"
    assert read("money", "88000.00", "x=¥88,000.00") == "88000.00"
    assert read("percent", "0.30", "x=30") == "0.30", "the same value keeps its spelling"
    assert read("percent", "0.30", "x=32.5%25") == "0.325"
    assert read("span", "PT30M", "x:h=&x:m=90") == "PT1H30M"
    assert read("span", "P3D", "x:h=72&x:m=") == "P3D"
    assert read("days", "P5D", "x=7") == "P7D"
    assert read("moment", None, "x=2027-01-01", zone="Asia/Shanghai") == "2027-01-01T00:00:00+08:00"
    assert read("flag", False, "x:here=1&x=true") is True
    assert read("choice", "a", "x=", choices=(("a", "A"),), optional=True) is paths.DROP
    assert read("list", None, "x=a，b、c") == ["a", "b", "c"]
    assert read("label", None, "x:zh=中&x:en=e") == {"zh": "中", "en": "e"}
    curve = "x:kind=step&x:x=0&x:y=0&x:x=95&x:y=100&x:x=&x:y="
    assert read("curve", None, curve, unit="%/") == {"step": [["0", "0"], ["0.95", "100"]]}
    assert read("curve", None, "x:kind=at_least&x:x=98&x:y=100", unit="%/") == {"at_least": "0.98"}
    for kind, data in (("money", "x=1.005"), ("money", "x=-1"), ("whole", "x=1.5"), ("span", "x:h=0&x:m=0"),
                       ("date", "x=2027-02-30"), ("clock", "x=25:00"), ("label", "x:zh=中&x:en="), ("text", "x="),
                       ("curve", "x:kind=linear&x:x=1&x:y=0")):  # fmt: skip
        with pytest.raises(kinds.Unreadable):
            read(kind, None, data, unit="%/" if kind == "curve" else "")


def test_who_is_responsible(sign_in, estate):
    client = sign_in("li")
    page = shown(client, "/o/responsible?q=电梯")
    assert "item=lift.car" in page
    assert shown(client, "/o/responsible?q=漏水").count("fault=leak") > 3
    code = estate.codes["L1-1-1"]
    found = re.search(r"\?place=equipment%3A[0-9a-f-]+", shown(client, f"/o/responsible?q={code}"))
    assert found
    lift = found[0]
    assert "困人" in shown(client, f"/o/responsible{lift}")
    page = Page(shown(client, f"/o/responsible{lift}&item=lift.car&fault=trapped")).text
    for part in ("示范机电工程公司A", "茉莉园物业服务中心", "第 3.15 条", "保险", "30 分钟"):
        assert part in page
    answer = shown(client, f"/o/responsible{lift}&item=lift.car&fault=trapped")
    assert "/o/intake?place=equipment" in answer
    assert "3.3" in shown(client, "/o/responsible?item=lift.car&fault=stuck&cause=renewal")
    assert "没有找到" in shown(client, "/o/responsible?q=宇宙飞船")
    assert sign_in("wang").get("/o/responsible").status_code == 403
    assert f"/q/{code}" in shown(sign_in("feng"), f"/o/responsible{lift}&item=lift.car&fault=trapped")


def test_a_drawn_signature_that_is_no_picture_is_refused(sign_in, estate, draft):
    drafts.propose(draft_id=draft, revision=1, actor=estate.actors["zhou"], now=NOW)
    client = sign_in("sun")
    sent = Page(shown(client, f"/o/drafts/{draft}/sign")).form("signature#sign").values
    for drawing in ("data:text/html,<b>", "data:image/png;base64,!!!", "data:image/png;base64,R0lGODlh"):
        answer = client.post(f"/o/drafts/{draft}/signature", {**sent, "consent": "孙经理", "drawing": drawing})
        assert answer.status_code == 409, drawing
    assert json.loads(canon.encode({"a": 1})) == {"a": 1}
