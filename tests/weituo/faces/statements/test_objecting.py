"""对账: object beside the figure, answer, see what a correction changes, post it; pay; nobody else's."""

import hashlib
import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from covenant import canon
from covenant.period import Month
from tests.weituo.conftest import TODAY
from tests.weituo.month.test_corrections import LATER, excused
from weituo.month import actions, corrections
from weituo.month.models import Dispute, Payment, Restatement

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch, now):
    """Turns the clock of the pages."""

    def turn(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return turn


@pytest.fixture
def within(october, at):
    """The clock stands within October's objection period."""
    at(october.issued_at + timedelta(hours=2))


def shown(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode()


def page_of(october, rest=""):
    return f"/o/statements/{october.id}{rest}"


def form_of(page, **more):
    return {"fact": re.search(r'name="fact" value="([^"]+)"', page)[1], **more}


def money(fen):
    return f"¥{abs(fen) // 100:,}.{abs(fen) % 100:02}"


def objected(client, october, figure="2026-10/repair.score"):
    panel = shown(client, page_of(october, f"/figure?fig={quote(figure, safe='')}"))
    assert "对此数字有异议" in panel
    assert f'name="figure" value="{figure}"' in panel
    form = form_of(panel, figure=figure, words="两单为市政停电")
    for _ in range(2):  # a double tap sends the same fact id
        answer = client.post(page_of(october, "/objections/new"), form)
        assert answer.status_code == 302
    return shown(client, answer["Location"])


def test_beside_every_figure_stands_a_way_to_object(sign_in, october, within):
    client, document = sign_in("sun"), canon.loads(bytes(october.document))
    for node in document["trace"]:
        panel = shown(client, page_of(october, f"/figure?fig={quote(node['fig'], safe='')}"))
        assert f'name="figure" value="{node["fig"]}"' in panel
    assert "对此数字有异议" not in shown(sign_in("wu"), page_of(october, "/figure?fig=2026-10/gross"))
    assert "对此数字有异议" not in shown(client, "/o/statements/running?fig=2026-11/gross")
    assert "视为确认" in shown(client, page_of(october))


def test_after_the_period_it_says_when_it_ended(sign_in, october):
    panel = shown(sign_in("sun"), page_of(october, "/figure?fig=2026-10/gross"))
    assert "对此数字有异议" not in panel
    assert "届满" in panel
    refused = sign_in("sun").post(
        page_of(october, "/objections/new"), {"figure": "2026-10/gross", "words": "不对", "fact": ""}
    )
    assert refused.status_code == 409
    assert "2026-11-" in refused.content.decode()


def test_an_objection_is_put_down_once_and_answered_by_the_other_side(sign_in, october, within):
    page = objected(sign_in("sun"), october)
    assert Dispute.objects.count() == 1
    assert "修复及时" in page
    assert "两单为市政停电" in page
    assert "撤回异议" in page
    one = Dispute.objects.get()
    answer = page_of(october, f"/objections/{one.id}")
    own = sign_in("sun").post(answer, form_of(page, upheld="yes"))
    assert own.status_code == 409
    other = sign_in("zhou")
    page = shown(other, page_of(october, "/objections"))
    assert other.post(answer, form_of(page, upheld="no", words="")).status_code == 409
    assert other.post(answer, form_of(page, upheld="no", words="记录完整，不属停电")).status_code == 302
    assert "记录完整" in shown(sign_in("sun"), page_of(october, "/objections"))
    assert sign_in("wu").post(answer, form_of(page, upheld="no")).status_code == 403


def test_it_can_be_taken_back(sign_in, october, within):
    client = sign_in("sun")
    page = objected(client, october, "2026-10/client.meeting")
    one = Dispute.objects.get()
    assert client.post(page_of(october, f"/objections/{one.id}"), form_of(page, upheld="no")).status_code == 302
    assert "已撤回" in shown(client, page_of(october, "/objections"))


def test_what_a_correction_changes_is_shown_before_it_is_posted(sign_in, october, world, at):
    excused(world, (world.actors["sun"], world.actors["zhou"]), october)
    found = corrections.difference(october.id, world.actors["zhou"], TODAY + timedelta(hours=1))
    client = sign_in("zhou")
    page = shown(client, page_of(october, "/objections"))
    assert f"+{money(found.gross)}" in page
    assert money(found.after["gross"]) in page
    assert found.after["total"]["score"] in page
    assert "季度平均分由" in page
    assert "季度奖罚随 2026年12月 结算" in page
    assert "解约权" in page
    assert 'name="gross"' not in shown(sign_in("sun"), page_of(october, "/objections"))
    form = form_of(page, gross=str(found.gross))
    assert client.post(page_of(october, "/correction"), {**form, "gross": "1"}).status_code == 409
    for _ in range(2):
        assert client.post(page_of(october, "/correction"), form).status_code == 302
    assert Restatement.objects.count() == 1
    assert "差额计入" in shown(client, page_of(october))
    posted = Restatement.objects.get()
    data = client.get(page_of(october, f"/corrections/{posted.id}.json")).content
    assert hashlib.sha256(data).hexdigest() == posted.sha256
    assert client.get(page_of(october, f"/corrections/{october.id}.json")).status_code == 404
    at(LATER + timedelta(hours=1))
    who = {"estate_id": world.estate_id, "actor": world.actors["zhou"]}
    november, _new = actions.close_month(month=Month(2026, 11), now=LATER, **who)
    assert f"/o/statements/{november}" in shown(sign_in("zhou"), page_of(october))
    later = shown(sign_in("zhou"), f"/o/statements/{november}")
    assert page_of(october, "/objections") in later
    assert "含 2026年10月 的更正" in re.sub(r"\s+", " ", later)


def test_the_day_of_payment_is_put_down_by_who_pays(sign_in, october):
    client = sign_in("wu")
    page = shown(client, page_of(october))
    assert "最迟于" in page
    for day in ("2026-02-31", "", "2026-12-31", "2020-01-01"):
        refused = client.post(page_of(october, "/payment"), {"day": day})
        assert refused.status_code == 409
        assert "结算单出具之日" in refused.content.decode()
    for _ in range(2):
        assert client.post(page_of(october, "/payment"), {"day": "2026-11-19"}).status_code == 303
    assert Payment.objects.count() == 1
    assert "已于 2026-11-19 付款" in shown(client, page_of(october))
    assert sign_in("sun").post(page_of(october, "/payment"), {"day": "2026-11-19"}).status_code == 403


@pytest.mark.parametrize(
    "rest", ["/objections", "/objections/new", "/correction", "/payment", "/figure?fig=2026-10/net"]
)
def test_another_estate_finds_nothing(sign_in, october, rest, now):
    from weituo.estate import actions as estates
    from weituo.people import actions as people

    elsewhere = estates.create_estate(slug="elsewhere", name_zh="别处", name_en="Elsewhere", now=now)
    person = people.create_person(username="fremd", name="外人", now=now)
    people.grant(
        person_id=person,
        organisation_id=people.create_organisation(kind="principal", name_zh="别家物业", now=now),
        estate_id=elsewhere,
        role="manager",
        party="P",
        now=now,
    )
    client = sign_in("fremd")
    get = rest in ("/objections", "/figure?fig=2026-10/net")
    answer = client.get(page_of(october, rest)) if get else client.post(page_of(october, rest), {"day": "2026-11-19"})
    assert answer.status_code == 404


def test_english_is_whole(sign_in, october, world, within):
    objected(sign_in("sun"), october)
    excused(world, (world.actors["sun"], world.actors["zhou"]), october)
    client = sign_in("zhou", "en")
    for rest in ("/objections", "?fig=2026-10/gross", "/objections?fig=2026-10/gross"):
        page = shown(client, page_of(october, rest))
        words = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
        chinese = set(re.findall(r"[\u4e00-\u9fff]+", words)) - {"周经理", "孙经理", "两单为市政停电"}
        assert not chinese, chinese
