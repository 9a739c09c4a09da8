"""Everything the terms hold can be put in, changed and taken out through the form, and taken back with one press."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from covenant import canon
from covenant.agreement import check, read
from covenant.text import contract
from tests.weituo.faces.conftest import NOW
from tests.weituo.faces.phone import Page
from weituo.faces.office.drafts import entries
from weituo.faces.office.drafts.changes import changes
from weituo.ledger.ids import uuid7
from weituo.pact import draft_reads, drafts, paths, templates
from weituo.pact import reads as pacts

pytestmark = pytest.mark.django_db


class Desk:
    """A draft before the property manager: what is sent, and what stands there afterwards."""

    def __init__(self, world, draft_id):
        self.client = Client()
        user = get_user_model().objects.get(username="zhou")
        self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self.client.cookies["weituo_language"] = "zh-hans"
        self.actor, self.id = world.actors["zhou"], draft_id

    @property
    def view(self):
        return draft_reads.draft(self.actor, self.id)

    @property
    def document(self):
        return self.view.document

    def page(self):
        return self.client.get(f"/o/drafts/{self.id}").content.decode()

    def send(self, what, status=303, **data):
        sent = {"revision": str(self.view.revision), **data}
        answer = self.client.post(f"/o/drafts/{self.id}/{what}", sent)
        text = answer.content.decode()
        assert answer.status_code == status, Page(text).text[:600]
        return answer["Location"] if status == 303 else Page(text).text

    def add(self, key, status=303, section="", **asked):
        names = {f"new.{key}.{name.replace('__', ':')}": value for name, value in asked.items()}
        return self.send("parts", status, add=key, section=section, **names)

    def drop(self, path, status=303, section=""):
        return self.send("parts", status, drop=path, section=section)

    def change(self, status=303, section="", **fields):
        return self.send("change", status, section=section, **fields)

    def sound(self):
        """Nothing stands in the way, and the contract can be written."""
        terms = read(self.document)
        assert [one for one in check(terms) if one.level == "refuse"] == []
        return contract(terms)


@pytest.fixture
def desk(estate, clock):
    """A draft made from the fullest template."""
    return Desk(estate, drafts.start(estate_id=estate.estate_id, base="full", actor=estate.actors["zhou"], now=NOW))


def both(zh, en):
    return {"label__zh": zh, "label__en": en}


ADDED = {
    "parties": ({"role": "specialist", "letter": "L", **both("电梯维保公司", "Lift firm")}, "parties.L", None),
    "items": ({"code": "pool.pump", **both("泳池水泵", "Pool pump")}, "items[16]", None),
    "faults": ({"severity": "S2", **both("渗水", "Seepage")}, "faults.seepage", None),
    "severities": (both("可预约", "By appointment"), "severities.S3", None),
    "calendars": ({"code": "NIGHT", "like": "WD"}, "calendars.NIGHT", None),
    "client_duties": ({"least": "2", **both("月度会", "Monthly meeting")}, "client_duties.monthly_meeting", None),
    "pauses": (both("台风", "Typhoon"), "pauses.typhoon", None),
    "excuses": ({"code": "flood", **both("内涝", "Flooding")}, "excuses.flood", None),
    "measures": ({"function": "intact_1", "code": "", **both("", "")}, "measures.units_found_intact", None),
    "measures.availability.assets": ({"item": "fire.*", "units": "4"}, "measures.availability.assets.fire", None),
    "events": ({"amount": "200", **both("未按时填写记录", "Records not kept")}, "events.records_not_kept", None),
    "notes": (both("双方每季度复盘。", "Both sides look back each quarter."), "notes[0]", None),
}


@pytest.mark.parametrize("key", ADDED)
def test_an_entry_is_put_in_stands_as_it_is_and_is_taken_back(desk, key):
    asked, at, _more = ADDED[key]
    before = desk.view.raw
    section = next((name for name, keys in entries.OF_SECTION.items() if key in keys), "measures")
    where = desk.add(key, section=section, **asked)
    made = paths.get(desk.document, at)
    assert made, desk.document.get(key.partition(".")[0])
    if asked.get("label__zh"):
        assert asked["label__zh"] in str(made)
    if key == "parties":  # the law wants the principal's consent to a specialist: the list says so
        assert "parties.L" in [one.path for one in check(read(desk.document))]
        desk.change(**{"parties.L.consent": "DOC-030"})
        desk.send("undo")
    else:
        desk.sound()
    page = desk.page()
    anchor = where.rpartition("#")[2]
    assert f'id="{anchor}"' in page, "the browser goes to the new entry"
    assert said(before, desk.document)
    if key != "parties":
        assert "已添加" in page
    desk.send("undo")
    assert desk.view.raw == before


def said(before, document):
    """What a change is in words: one sentence for each thing that was put in, none in the words of the data."""
    found = changes(canon.loads(before), document)
    return 0 < len(found) < 3 and not any(word in one.about for one in found for word in ("Data", "数据"))


@pytest.mark.parametrize("path", [
    "parties.W.x", "items[0]", "faults.flicker", "client_duties.meeting", "pauses.parts", "excuses.city_power_cut",
    "measures.planned", "measures.availability.assets.pump", "events.false_record", "matrix[13]", "definitions[0]",
    "parties.A.licences[2]", "payment.cap", "exit",
])  # fmt: skip
def test_an_entry_is_taken_out_and_taken_back(desk, path):
    if path == "parties.W.x":  # a party nobody names any more
        desk.drop("matrix[5]")
        path = "parties.W"
    before, held = desk.view.raw, paths.get(desk.document, path)
    where = desk.drop(path, section="whom")
    assert paths.get(desk.document, path) != held
    assert "已删除" in desk.page()
    assert where.endswith("#s-whom")
    desk.send("undo", section="whom")
    assert desk.view.raw == before
    assert "已删除" not in desk.page()


def test_what_is_still_needed_stays_and_says_where(desk):
    for path, words in (
        ("parties.W", "水表"), ("calendars.H24", "到场按此计时"), ("severities.S2", "紧急程度"), ("client_duties.site_visit", "巡查"),
        ("items[4]", "水表"), ("faults.missing", ""), ("items[13]", "公共部位"),
    ):  # fmt: skip
        if words:
            assert words in desk.drop(path, 422), path
    for key in ("measures.response", "measures.repair", "measures.satisfaction", "measures.rework", "measures.planned",
                "measures.inspection"):  # fmt: skip
        desk.drop(key)
    assert "至少要留一项" in desk.drop("measures.availability", 422)
    for key in ("lift", "pump"):
        desk.drop(f"measures.availability.assets.{key}")
    assert "至少要留一项" in desk.drop("measures.availability.assets.power", 422)


def test_a_fault_that_goes_is_named_nowhere_any_more(desk):
    desk.drop("faults.stuck")
    assert "stuck" not in str(desk.document)
    desk.sound()
    desk.change(**{"events.trapped_late.when.faults:w": ["trapped"]})
    assert "还有 1 处" in desk.drop("faults.trapped", 422), "the event would wait for no fault at all"


def test_working_hours_by_weekday(desk):
    week = {f"calendars.WD.weekly:{day}": "8:30-12:00，13：30—17：30" for day in ("mon", "tue", "wed", "thu", "fri")}
    week |= {"calendars.WD.weekly:sat": "09:00-12:00", "calendars.WD.weekly:sun": ""}
    desk.change(**week)
    weekly = desk.document["calendars"]["WD"]["weekly"]
    assert weekly == {"mon-fri": [["08:30", "12:00"], ["13:30", "17:30"]], "sat": [["09:00", "12:00"]]}
    desk.sound()
    [one] = [one for one in changes(templates.load("full"), desk.document) if one.clause == "4.2"]
    assert "09:00-12:00" in one.after
    for wrong, words in (("8-12", "08:30-12:00"), ("08:00-12:00, 11:00-13:00", "重叠"), ("25:00-26:00", "写法"),
                         (", ".join(["08:00-09:00"] * 7), "最多")):  # fmt: skip
        assert words in desk.change(422, **{**week, "calendars.WD.weekly:mon": wrong}), wrong
    assert "至少有一天" in desk.change(422, **dict.fromkeys(week, ""))
    night = {**dict.fromkeys(week, "20:00-次日".replace("次日", "08:00"))}
    desk.change(**night)
    assert desk.document["calendars"]["WD"]["weekly"] == {"mon-sun": [["20:00", "08:00"]]}


def test_things_and_their_faults(desk):
    desk.change(**{"items[0]:zh": "客梯", "items[0]:en": "Passenger lift", "items[0].faults:w": ["trapped", "smoke"]})
    item = desk.document["items"][0]
    assert (item["zh"], item["item"], item["faults"]) == ("客梯", "lift.car", ["trapped", "smoke"])
    desk.change(**{"faults.noise.severity": "S1", "faults.noise.cause": "sudden"})
    assert desk.document["faults"]["noise"]["severity"] == "S1"
    desk.sound()
    assert "列表中选择" in desk.change(422, **{"items[0].faults:w": ["nothing"]})


def test_classes_of_equipment_of_an_availability(desk):
    at = "measures.availability.assets"
    desk.change(**{f"{at}.lift.units": "20", f"{at}.lift.weight": "50", f"{at}.pump.weight": "20",
                   f"{at}.lift.rectify:h": "2", f"{at}.lift.rectify:m": "", f"{at}.lift.faults:w": ["trapped"]})  # fmt: skip
    lift = paths.get(desk.document, f"{at}.lift")
    assert (lift["units"], lift["weight"], lift["rectify"], lift["faults"]) == (20, "0.5", "PT2H", ["trapped"])
    desk.sound()


def test_notes_rounding_and_clause_numbers(desk):
    desk.add("notes", section="notes", label__zh="双方每季度复盘。", label__en="Both sides look back each quarter.")
    desk.change(**{"notes[0]:zh": "双方每半年复盘。", "notes[0]:en": "Both sides look back twice a year."})
    assert desk.document["notes"] == [
        {"clause": "13.1", "zh": "双方每半年复盘。", "en": "Both sides look back twice a year."}
    ]
    desk.change(**{"rounding.measure_score:places": "3", "rounding.measure_score:mode": "half_even",
                   "rounding.money": "down"})  # fmt: skip
    assert desk.document["rounding"]["measure_score"] == [3, "half_even"]
    assert desk.document["rounding"]["money"] == "down"
    assert "小数" in desk.change(422, **{"rounding.total:places": "9", "rounding.total:mode": "half_up"})
    desk.change(**{"measures.repair.clause": "6.20"})
    assert desk.document["measures"]["repair"]["clause"] == "6.20"
    desk.sound()
    assert "条款号" in desk.change(422, **{"measures.repair.clause": "六之二"})
    desk.change(**{"measures.repair.clause": "6.1"})
    assert "条款编号重复" in desk.page(), "the list says that it stands twice"


def test_parts_of_entries(desk):
    for path in ("levels.S2.respond", "events.trapped_late.repeat", "events.trapped_late.when", "liability.insurance"):
        desk.drop(path)
        assert paths.get(desk.document, path) is None, path
        desk.sound()
        desk.send("parts", add=path)
        assert paths.get(desk.document, path), path
        desk.sound()
    desk.send("parts", add="duty[0].callout")
    desk.change(**{"duty[0].callout.limit:m": "15"})
    assert desk.document["duty"][0]["callout"] == {"by": "P", "limit": "PT15M", "calendar": "H24"}
    desk.drop("duty[0].callout")


def test_the_day_of_duty_stays_covered(desk):
    for spans in (2, 3, 4):
        desk.send("parts", add="duty", section="limits")
        assert len(desk.document["duty"]) == spans
        desk.sound()
    for spans in (3, 2, 1):
        desk.drop("duty[1]")
        assert len(desk.document["duty"]) == spans
        desk.sound()
    desk.drop("duty[0]")
    assert "duty" not in desk.document
    desk.send("parts", add="duty", section="limits")
    desk.sound()


def test_bands_of_a_quarter_are_put_in_and_taken_out(desk):
    at = "payment.quarter.bands"
    desk.change(**{f"{at}:x": ["0", "60", "80", "90"], f"{at}:y": ["-6", "-2", "0", "1"]})
    assert paths.get(desk.document, at) == [["0", "-0.06"], ["60", "-0.02"], ["80", "0"], ["90", "0.01"]]
    desk.sound()
    assert "最多" in desk.change(422, **{f"{at}:x": [str(n) for n in range(40)], f"{at}:y": ["0"] * 40})


def test_a_new_entry_that_cannot_be_made_says_why_and_keeps_what_was_typed(desk):
    before = desk.view.raw
    for key, asked, words in (
        ("items", {"code": "电梯", **both("甲", "a")}, "英文字母"),
        ("items", {"code": "lift.car", **both("甲", "a")}, "已经有了"),
        ("items", {"code": "", **both("甲", "a")}, "不能空着"),
        ("events", {"amount": "很多", **both("甲", "a")}, "数字"),
        ("events", {"amount": "1", "code": "false_record", **both("甲", "a")}, "已经有了"),
        ("events", {"amount": "1", "code": "a.b", **both("甲", "a")}, "英文字母"),
        ("events", {"amount": "1", **both("甲", "")}, "中英文都要填"),
        ("parties", {"role": "principal", "letter": "L", **both("甲", "a")}, "列表中选择"),
        ("parties", {"role": "utility", "letter": "P", **both("甲", "a")}, "列表中选择"),
        ("client_duties", {"least": "0", **both("甲", "a")}, "1 到 100"),
        ("measures", {"function": "made_up_9", **both("甲", "a")}, "列表中选择"),
        ("measures.availability.assets", {"item": "lift.*", "units": "0"}, "1 到"),
        ("notes", both("字" * 401, "a"), "最多 400"),
    ):
        assert words in desk.add(key, 422, **asked), (key, asked)
    assert desk.view.raw == before
    answer = desk.client.post(
        f"/o/drafts/{desk.id}/parts",
        {
            "revision": "1",
            "add": "events",
            "new.events.label:zh": "脱岗",
            "new.events.label:en": "",
            "section": "payment",
        },
    )
    page = answer.content.decode()
    assert 'value="脱岗"' in page
    assert re.search(r'<details class="adder" id="a-events" open', page)
    desk.add("nothing", 409)
    desk.add("measures.repair.assets", 409)


def test_an_entry_put_in_on_a_stale_page_is_refused(desk):
    desk.change(**{"payment.monthly_fee": "90000.00"})
    asked = {f"new.notes.label:{language}": "甲" for language in ("zh", "en")}
    answer = desk.client.post(f"/o/drafts/{desk.id}/parts", {"revision": "1", "add": "notes", **asked})
    assert answer.status_code == 409
    assert "notes" not in desk.document


def test_a_change_with_a_script_keeps_the_other_forms_of_the_page_fresh(desk):
    sent = {"revision": "1", "payment.monthly_fee": "90000.00", "field": "payment.monthly_fee"}
    answer = desk.client.post(f"/o/drafts/{desk.id}/change", sent, headers={"HX-Request": "true"}).content.decode()
    page = desk.page()
    for name in set(re.findall(r'id="(revision-[a-z0-9-]+)"', page)):
        assert f'value="2" id="{name}"' in answer, name


def test_no_form_sends_more_than_a_request_may_have(desk):
    for number in range(30):
        desk.send("parts", add="matrix")
        desk.change(**{f"matrix[{18 + number}].cause": "renewal"})
    names = re.findall(r'<form method="post" action="[^"]+/change".*?</form>', desk.page(), re.S)
    assert max(len(re.findall(r"<(?:input|select|textarea)[^>]* name=", one)) for one in names) <= 500


def test_what_is_fixed_is_not_changed_by_a_made_up_request(desk):
    before = desk.view.raw
    desk.change(**{"measures.repair.function": "made_up", "items[0].item": "x", "parties.P.role": "owner"})
    assert desk.view.raw == before


def test_a_measure_and_an_event_of_ones_own(desk):
    desk.add(
        "measures", section="measures", function="intact_1", label__zh="消防设施完好", label__en="Fire gear intact"
    )
    assert desk.document["measures"]["fire_gear_intact"]["weight"] == 0
    at = "measures.fire_gear_intact"
    desk.change(**{f"{at}.weight": "10", "measures.repair.weight": "10", f"{at}.min_n": "5",
                   f"{at}.curve:kind": "step", f"{at}.curve:x": ["0", "95"], f"{at}.curve:y": ["0", "100"]})  # fmt: skip
    desk.add(
        "events", section="payment", amount="800", red_line="true", label__zh="无证上岗", label__en="Works unlicensed"
    )
    desk.send("parts", add="events.works_unlicensed.repeat")
    made = desk.document["events"]["works_unlicensed"]
    assert (made["amount"], made["red_line"], made["clause"]) == ("800.00", True, "7.13")
    desk.sound()
    measure = read(desk.document).measures["fire_gear_intact"]
    assert (measure.weight, measure.min_n, measure.curve.kind) == (10, 5, "step")
    assert "可以提交签署" in desk.page()


def test_from_a_template_with_a_new_measure_and_event_to_both_signatures(estate, clock):
    """Terms in force are superseded by an amendment: the same form, and then two signatures."""
    desk = Desk(estate, drafts.start(estate_id=estate.estate_id, base="v1", actor=estate.actors["zhou"], now=NOW))
    desk.add("measures", function="intact_1", **both("消防设施完好", "Fire gear intact"))
    desk.change(**{"measures.fire_gear_intact.weight": "5", "measures.repair.weight": "15"})
    desk.add("events", amount="800", **both("无证上岗", "Works unlicensed"))
    desk.send("proposal")
    sha256 = desk.view.sha256
    for name, letter in (("zhou", "P"), ("sun", "A")):
        actor = estate.actors[name]
        drafts.sign(draft_id=desk.id, actor=actor, now=NOW, consent=actor.name, sha256=sha256, fact_id=uuid7(NOW))
        assert desk.view.signed_by(letter).sha256 == sha256
    assert desk.view.state == "activated"
    terms = read(canon.loads(pacts.versions(desk.view.agreement_id)[-1].document))
    assert terms.payment.events["works_unlicensed"].amount == 80000
    assert terms.measures["fire_gear_intact"].function == "intact_1"


@pytest.mark.parametrize("key", [key for key in entries.KINDS if key not in ("licences", "assets")])
def test_no_list_grows_without_end(desk, key, monkeypatch):
    held = len(desk.document.get(key) or ())
    kind = entries.KINDS[key]
    full = entries.Kind(kind.label, held, kind.asks, kind.make)
    monkeypatch.setattr(entries, "KINDS", {**entries.KINDS, key: full})
    before = desk.view.raw
    asked = ADDED[key][0] if key in ADDED else {}
    desk.add(key, 422 if key in ("matrix", "duty", "definitions", "evidence") else 409, **asked)
    assert desk.view.raw == before


def test_evidence_that_has_to_be_shown(desk):
    desk.add("evidence")
    known, added = desk.document["evidence"]
    assert added == {"clause": added["clause"], "items": ["*"], "role": "after", "least": 1}
    desk.change(**{"evidence[1].role": "video", "evidence[1].least": "2", "evidence[1].items": "lift.*，water.pump"})
    known, rule = desk.document["evidence"]
    assert (rule["role"], rule["least"], rule["items"]) == ("video", 2, ["lift.*", "water.pump"])
    text = " ".join(clause.zh for article in desk.sound().articles for clause in article.clauses)
    assert "视频至少2份" in text
    assert "留痕" in Page(desk.page()).text
    desk.drop("evidence[1]")
    assert desk.document["evidence"] == [known]
    desk.drop("evidence[0]")
    assert "evidence" not in desk.document


def test_evidence_for_some_urgencies_or_for_all(desk):
    assert desk.document["evidence"][0]["severities"] == ["S0"]
    desk.change(**{"evidence[0].severities:w": ["S0", "S1"]})
    assert desk.document["evidence"][0]["severities"] == ["S0", "S1"]
    desk.change(**{"evidence[0].severities:w": [""]})
    assert "severities" not in desk.document["evidence"][0]
    text = " ".join(clause.zh for article in desk.sound().articles for clause in article.clauses)
    assert "（限" not in next(one for one in text.split("。") if "维修后照片" in one)
