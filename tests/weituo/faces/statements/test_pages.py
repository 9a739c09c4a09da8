"""这个月付多少，为什么？ Every figure opens; what is final says so; nobody sees another estate's."""

import csv
import hashlib
import io
import json
import re
from urllib.parse import quote

import pytest

from covenant import canon
from weituo.faces.office.statements import beside
from weituo.faces.office.statements.figure import figure
from weituo.faces.office.statements.more import more
from weituo.ledger.ids import uuid7
from weituo.month.models import Signature, Statement
from weituo.work.models import Order

pytestmark = pytest.mark.django_db


def shown(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode()


def test_the_months_with_their_states_and_the_running_one_as_a_trial(sign_in, october):
    page = shown(sign_in("zhou"), "/o/statements")
    assert "试算" in page
    assert f"/o/statements/{october.id}" in page
    assert "2026年10月" in page
    assert "/o/statements/running" in page


def test_the_page_says_what_is_paid_and_why(sign_in, october):
    document = canon.loads(bytes(october.document))
    page = shown(sign_in("wu"), f"/o/statements/{october.id}")
    gross = f"¥{document['gross'] // 100:,}.{document['gross'] % 100:02}"
    assert gross in page
    assert "满分应付 " in page
    for measure in document["measures"]:
        assert measure["label"]["zh"] in page
        assert measure["clause"] in page
    assert october.sha256 in page
    assert "输入本人姓名以签字" not in page  # finance reads and does not sign


def figures_of(document):
    return [node["fig"] for node in document["trace"]]


def test_every_figure_opens_with_clause_and_formula_with_and_without_a_script(sign_in, october):
    client, document = sign_in("chen"), canon.loads(bytes(october.document))
    for node in document["trace"]:
        for path in ("/figure?fig=", "?fig="):
            page = shown(client, f"/o/statements/{october.id}{path}{quote(node['fig'], safe='')}")
            assert 'class="figure-panel"' in page
            assert f"第 {node['clause']} 条" in page
            assert node["label"]["zh"] in page
    assert shown(client, f"/o/statements/{october.id}/figure").count("figure-panel") == 0
    shown(client, f"/o/statements/{october.id}/figure?fig=2026-10/nothing", 404)


def test_a_figure_leads_down_to_the_late_order_and_what_it_cost(sign_in, october):
    client, document = sign_in("zhou"), canon.loads(bytes(october.document))
    late = next(one for one in document["clocks"] if one["verdict"] == "late")
    key = {"respond": "response", "repair": "repair"}[late["clock"]]
    ratio = shown(client, f"/o/statements/{october.id}/figure?fig=2026-10/{key}.ratio")
    first = ratio.index("is-late")
    on_time = ratio.find("due-met")
    assert on_time == -1 or first < on_time, "late ones come first"
    fig = f"2026-10/order/{late['order']}/{late['clock']}"
    assert quote(fig, safe="") in ratio
    panel = shown(client, f"/o/statements/{october.id}/figure?fig={fig}")
    cost = next(one for one in document["costs"] if one["order"] == late["order"])
    assert f"+¥{cost['net'] // 100:,}.{cost['net'] % 100:02}" in panel
    assert f"/o/orders/{late['order']}" in panel
    assert "含税应付款" in panel  # the trail from what is paid


def test_what_stands_beside_the_payment_opens_too(sign_in, october):
    client, document = sign_in("chen"), canon.loads(bytes(october.document))
    page = shown(client, f"/o/statements/{october.id}")
    assert "物业方义务" in page
    assert "设备可用情况" in page
    for one in document["client"]:
        panel = shown(client, f"/o/statements/{october.id}/figure?fig=2026-10/client.{one['key']}")
        assert f"{one['num']}/{one['den']}" in panel
        assert f"第 {one['clause']} 条" in panel
    for key in ("wall", "net", "active"):
        panel = shown(client, f"/o/statements/{october.id}/figure?fig=2026-10/times.{key}")
        assert "九成不超过" in panel
        assert "%2Frepair" in panel  # the clocks behind it
    assert "95% 置信区间" in shown(client, f"/o/statements/{october.id}/figure?fig=2026-10/repair.ratio")
    assert "台时" in shown(client, f"/o/statements/{october.id}/figure?fig=2026-10/availability.ratio")
    for fig in ("client.nothing", "times.nothing", "retained"):
        shown(client, f"/o/statements/{october.id}/figure?fig=2026-10/{fig}", 404)


def altered(document, **more):
    """The statement as it might have been."""
    return {**document, **more}


def test_everything_a_last_month_can_hold(october, world):
    document = canon.loads(bytes(october.document))
    terms = world.pact.agreement.versions[0]
    event = {"id": "e", "event": "fire_room_unmanned", "clause": "7.10", "at": document["as_of"], "order": None,
             "nth": 3, "factor": "2", "fen": 60000, "red_line": True, "why": ""}  # fmt: skip
    last = altered(
        document,
        incidents=[event],
        adjustments=[
            {"fact": "f", "month": "2026-09", "lines": {"performance": -4200}, "net": -4200, "vat": 0, "gross": -4200}
        ]
        * 2,
        retained=5000,
        payable=document["gross"] - 5000,
    )
    said = more(last, terms)
    assert said.events[0].factor == "2.00"
    assert said.events[0].fen == -60000
    assert [one.fig for one in said.corrections] == ["2026-10/adjustment.2026-09", "2026-10/adjustment.2026-09#2"]
    kept, payable = (beside.node(last, f"2026-10/{name}", terms) for name in ("retained", "payable"))
    assert kept["value"] == "¥50.00"
    assert kept["clause"] == "7.7"
    assert payable["formula"].endswith(f"= {payable['value']}")


def test_what_is_no_order_is_not_offered_as_one(sign_in, october):
    document = canon.loads(bytes(october.document))
    inspection = next(one for one in document["measures"] if one["key"] == "inspection")
    assert inspection["bad"]
    panel = shown(sign_in("chen"), f"/o/statements/{october.id}/figure?fig=2026-10/inspection.ratio")
    assert not any(one in panel for one in inspection["bad"])


def test_why_a_measure_was_not_judged(october, world):
    document = canon.loads(bytes(october.document))
    measures = [
        {**one, "note": "principal_duty"} if one["key"] == "inspection" else one for one in document["measures"]
    ]
    panel = figure(
        altered(document, measures=measures),
        "2026-10/inspection.ratio",
        estate_id=world.estate_id,
        terms=world.pact.agreement.versions[0],
    )
    assert "物业方现场巡查" in panel.note or "site" in panel.note.lower()


def test_the_trial_is_marked_and_cannot_be_signed(sign_in, october):
    client = sign_in("sun")
    page = shown(client, "/o/statements/running?fig=2026-11/gross")
    assert "非结算单" in page
    assert "不能签字" in page
    assert 'name="consent"' not in page
    assert 'class="figure-panel"' in page
    assert "figure-panel" in shown(client, "/o/statements/running/figure?fig=2026-11/repair.ratio")


def test_closing_twice_gives_the_one_statement(sign_in, world):
    client = sign_in("zhou")
    answers = [client.post("/o/statements/2026-10/closing") for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Statement.objects.filter(month="2026-10").count() == 1
    running = client.post("/o/statements/2026-11/closing", follow=True)
    assert "尚未结束" in running.content.decode() or "还没有结束" in running.content.decode()
    assert client.post("/o/statements/soon/closing").status_code == 404
    assert sign_in("wu").post("/o/statements/2026-10/closing").status_code == 403


def test_signing_keeps_what_was_typed_and_happens_once(sign_in, october):
    client = sign_in("sun")
    page = shown(client, f"/o/statements/{october.id}")
    assert 'name="consent"' in page
    form = dict(re.findall(r'name="(fact|sha256)" value="([^"]+)"', page))
    wrong = client.post(f"/o/statements/{october.id}/signature", {**form, "consent": "孙某"})
    assert wrong.status_code == 409
    assert 'value="孙某"' in wrong.content.decode()
    assert "孙经理" in wrong.content.decode()
    for _ in range(2):  # a double tap sends the same fact id
        done = client.post(f"/o/statements/{october.id}/signature", {**form, "consent": "孙经理"})
        assert done.status_code == 303
    assert Signature.objects.filter(statement=october, party="A").count() == 1
    assert 'name="consent"' not in shown(client, f"/o/statements/{october.id}")
    again = client.post(
        f"/o/statements/{october.id}/signature", {**form, "fact": str(uuid7(october.issued_at)), "consent": "孙经理"}
    )
    assert again.status_code == 409


def test_the_page_computes_again(sign_in, october):
    done = sign_in("chen").post(f"/o/statements/{october.id}/verification", follow=True)
    assert "逐字节一致" in done.content.decode()


def test_the_files(sign_in, october):
    client, document = sign_in("chen"), canon.loads(bytes(october.document))
    data = client.get(f"/o/statements/{october.id}/document.json").content
    assert hashlib.sha256(data).hexdigest() == october.sha256
    lines = list(
        csv.reader(io.StringIO(client.get(f"/o/statements/{october.id}/lines.csv").content.decode("utf-8-sig")))
    )
    gross = next(row for row in lines if row[0] == "含税应付款")
    assert gross[2] == f"{document['gross'] // 100}.{document['gross'] % 100:02}"
    assert len(lines) == 1 + 2 * len(document["measures"]) + 8
    orders = list(
        csv.reader(io.StringIO(client.get(f"/o/statements/{october.id}/orders.csv").content.decode("utf-8-sig")))
    )
    assert len(orders) == 1 + len(document["clocks"])
    late = [row for row in orders[1:] if row[9]]
    assert len(late) == sum(one["verdict"] == "late" for one in document["clocks"])
    assert sum(round(float(row[10]) * 100) for row in late if row[10]) == sum(one["net"] for one in document["costs"])
    report = client.get(f"/o/statements/{october.id}/report.pdf")
    assert report["Content-Type"] == "application/pdf"
    assert report.content.startswith(b"%PDF")


def test_a_place_named_like_a_formula_stays_a_word(sign_in, october, world):
    clock = canon.loads(bytes(october.document))["clocks"][0]
    order = Order.objects.select_related("equipment", "space").get(pk=clock["order"])
    place = order.equipment or order.space or order.unit
    assert place is not None
    field = "name_zh" if hasattr(place, "name_zh") else "label"
    setattr(place, field, "=1+1")
    place.save()
    text = sign_in("chen").get(f"/o/statements/{october.id}/orders.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not any(cell.startswith("=") for cell in cells)
    assert any("=1+1" in cell for cell in cells)


@pytest.mark.parametrize("path", ["", "/figure", "/document.json", "/lines.csv", "/orders.csv", "/report.pdf"])
def test_who_may_not_sees_nothing(sign_in, october, path):
    address = f"/o/statements/{october.id}{path}"
    assert sign_in("wang").get(address).status_code == 403
    assert sign_in("zheng").get(address).status_code == 403
    stranger = sign_in("chen")
    stranger.logout()
    assert stranger.get(address).status_code == 302


def test_another_estates_statement_is_not_there(sign_in, october, world, now):
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
    assert client.get(f"/o/statements/{october.id}").status_code == 404
    assert client.post(f"/o/statements/{october.id}/verification").status_code == 404
    assert "还没有生效的委托协议" in shown(client, "/o/statements") or "协议" in shown(client, "/o/statements")
    assert client.get("/o/statements/running").status_code == 404


def test_english_is_whole(sign_in, october):
    client = sign_in("zhou", "en")
    for path in ("/o/statements", f"/o/statements/{october.id}?fig=2026-10/total", "/o/statements/running"):
        page = shown(client, path)
        main = page[page.index("<main") : page.index("</main>")]
        words = re.sub(r"<[^>]+>", " ", main)
        chinese = set(re.findall(r"[\u4e00-\u9fff]+", words)) - {"周经理", "孙经理"}
        assert not chinese, chinese
    assert json.loads(client.get(f"/o/statements/{october.id}/document.json").content)["month"] == "2026-10"
