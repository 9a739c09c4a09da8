"""The engineer's phone and the server: a day without network, sent later, counts once."""

import hashlib
import io
from datetime import timedelta

import pytest

from covenant.agreement.matrix import fits
from tests.weituo.faces.api.phone import Phone, picture
from tests.weituo.work.test_life import doer, reported
from weituo.estate import drawings
from weituo.ledger.ids import uuid7
from weituo.ledger.models import Fact
from weituo.ledger.time import instant, ms
from weituo.work import checklists
from weituo.work.actions import acceptance, cancel, dispatch
from weituo.work.models import Order, PhoneAct, Photo

pytestmark = pytest.mark.django_db
LIFT = "L1-1-1"


@pytest.fixture
def order(estate, clock):
    return reported(estate, key=LIFT, now=clock.now).order.id


@pytest.fixture
def worker(estate, order):
    return doer(estate, order)


def username(world, actor):
    return next(name for name, one in world.actors.items() if one.membership_id == actor.membership_id)


@pytest.fixture
def wang(estate, clock, worker):
    return Phone(clock, username(estate, worker))


def kinds(order):
    found = Fact.objects.filter(subject=f"order/{order}").order_by("seq").values_list("kind", flat=True)
    return [kind.removeprefix("order.") for kind in found]


def test_the_day_holds_all_that_the_work_needs(estate, clock, wang, order):
    answer = wang.day()
    assert answer.status_code == 200
    day = answer.json()
    assert day["server_time"] == ms(clock.now)
    assert day["me"]["party"] == "A"
    assert day["me"]["estate"]["zone"] == "Asia/Shanghai"
    found = next(one for one in day["orders"] if one["id"] == str(order))
    code = str(estate.codes[LIFT])
    assert hashlib.sha256(f"{order}/{code}".encode()).hexdigest() in found["code_hashes"]
    assert found["code_needed"]
    assert found["mine"]
    assert found["state"] == "assigned"
    assert found["text"] == "异响"
    assert found["item_words"].startswith("电梯")
    assert len(found["challenge"]) == 4
    assert {one["key"] for one in found["pauses"]} >= {"parts"}
    assert [step["kind"] for step in found["steps"]] == ["order.reported", "order.assigned"]
    assert code not in answer.content.decode(), "the code itself proves presence: it does not travel"
    assert day["history"][found["place"]["equipment_id"]][0]["number"] == found["number"]
    assert wang.day(answer["ETag"]).status_code == 304
    english = wang.day(**{"Accept-Language": "en"}).json()
    assert next(one for one in english["orders"] if one["id"] == str(order))["item_words"].isascii()


def test_the_challenge_changes_with_the_day_and_the_order(estate, clock, wang, order):
    other = reported(estate, key="L1-2-1", now=clock.now).order.id
    today = {one["id"]: one["challenge"] for one in wang.day().json()["orders"]}
    clock.now += timedelta(days=1)
    tomorrow = {one["id"]: one["challenge"] for one in wang.day().json()["orders"]}
    assert today[str(order)] != tomorrow[str(order)]
    assert today.get(str(other)) != today[str(order)]


def test_a_morning_in_the_basement(estate, clock, wang, order):
    """Taken, arrived, photographed and handed in without network, sent an hour later: the server's time counts."""
    begun = clock.now
    acts = [wang.made(order, "take")]
    acts.append(wang.made(order, "arrive", code=str(estate.codes[LIFT]), take_id=acts[0]["id"]))
    acts.append(wang.made(order, "claim", note="换了导靴", parts=[{"name": "导靴", "count": 2, "unit": "个"}]))
    clock.now += timedelta(hours=1)
    assert [wang.send(one)[1]["state"] for one in acts[:2]] == ["held", "held"]
    for role in ("before", "after"):
        status, kept = wang.photo(order, role, picture((10, 20, len(role))))
        assert (status, kept["state"]) == (200, "held"), kept
    status, last = wang.send(acts[2])
    assert (status, last["state"], last["order"]["state"]) == (200, "held", "claimed")
    assert kinds(order) == ["reported", "assigned", "taken", "arrived", "claimed"]
    fact = Fact.objects.get(fact_id=acts[2]["id"])
    assert fact.at == fact.recv == clock.now
    row = PhoneAct.objects.get(pk=acts[2]["id"])
    assert (row.made_at, row.offline, row.state) == (ms(begun), True, "held")
    assert Photo.objects.filter(order_id=order, fact_id=acts[2]["id"]).count() == 2
    assert "换了导靴".encode() not in bytes(fact.entry)
    # every answer is lost: asking and sending again changes nothing
    assert set(wang.holds(*[one["id"] for one in acts])["held"]) == {one["id"] for one in acts}
    again = [wang.send(one)[1] for one in reversed(acts)]
    assert {one["state"] for one in again} == {"held"}
    assert all(one["repeated"] for one in again)
    assert len(kinds(order)) == 5


def test_a_refusal_is_an_answer_and_is_kept(estate, clock, wang, order):
    wrong = next(code for key, code in estate.codes.items() if key in estate.equipment and key != LIFT)
    wang.do(order, "take")
    act = wang.made(order, "arrive", code=str(wrong))
    status, answer = wang.send(act)
    assert (status, answer["state"], answer["code"]) == (200, "refused", "order.not_here")
    assert answer["sentence"]
    assert answer["order"]["state"] == "taken"
    assert wang.send(act)[1] == {**answer, "repeated": True}
    held = wang.holds(act["id"], uuid7(clock.now))
    assert [one["code"] for one in held["refused"]] == ["order.not_here"]
    assert len(held["unknown"]) == 1
    row = PhoneAct.objects.get(pk=act["id"])
    assert (row.state, row.said["code"]) == ("refused", str(wrong))
    assert not Fact.objects.filter(fact_id=act["id"]).exists()


def test_the_same_id_with_other_content_is_no_answer(estate, clock, wang, order):
    act = wang.made(order, "take")
    wang.send(act)
    changed = {**act, "said": {**act["said"], "made_at": act["said"]["made_at"] + 1}}
    status, problem = wang.send(changed)
    assert (status, problem["code"]) == (422, "act.other_content")
    status, problem = wang.send({**act, "said": {**act["said"], "kind": "resume"}})
    assert (status, problem["code"]) == (422, "act.other_content")


def test_an_arrival_before_its_taking_takes_the_order_under_the_takings_id(estate, clock, wang, order):
    take = wang.made(order, "take")
    arrive = wang.made(order, "arrive", code=str(estate.codes[LIFT]), take_id=take["id"])
    assert wang.send(arrive)[1]["state"] == "held"
    assert wang.holds(take["id"])["held"] == [take["id"]]
    status, answer = wang.send(take)
    assert (status, answer["state"]) == (200, "held")
    assert kinds(order) == ["reported", "assigned", "taken", "arrived"]
    assert str(Fact.objects.get(subject=f"order/{order}", kind="order.taken").fact_id) == take["id"]


def test_a_taking_that_was_refused_is_not_made_good_by_an_arrival(estate, clock, wang, order, worker):
    other = next(one for name, one in estate.actors.items() if one.role == "engineer" and one != worker)
    lead = estate.actors["sun"]
    dispatch.assign(
        order_id=order,
        actor=lead,
        now=clock.now,
        fact_id=uuid7(clock.now),
        membership_id=other.membership_id,
        words="换班",
    )
    take = wang.made(order, "take")
    assert wang.send(take)[1]["code"] == "order.reassigned"
    dispatch.assign(
        order_id=order,
        actor=lead,
        now=clock.now,
        fact_id=uuid7(clock.now),
        membership_id=worker.membership_id,
        words="换回",
    )
    arrive = wang.made(order, "arrive", code=str(estate.codes[LIFT]), take_id=take["id"])
    assert wang.send(arrive)[1]["code"] == "order.reassigned"
    assert not Fact.objects.filter(fact_id__in=[take["id"], arrive["id"]]).exists()
    assert wang.do(order, "take")[1]["state"] == "held"


def test_given_to_somebody_else_meanwhile(estate, clock, wang, order, worker):
    wang.do(order, "take")
    claim = wang.made(order, "arrive", code=str(estate.codes[LIFT]))
    other = next(one for name, one in estate.actors.items() if one.role == "engineer" and one != worker)
    clock.now += timedelta(minutes=5)
    dispatch.assign(
        order_id=order,
        actor=estate.actors["sun"],
        now=clock.now,
        fact_id=uuid7(clock.now),
        membership_id=other.membership_id,
        words="人手",
    )
    status, answer = wang.send(claim)
    assert (status, answer["state"], answer["code"]) == (200, "refused", "order.reassigned")
    assert estate.actors["sun"].name in answer["sentence"]
    assert other.name in answer["sentence"]
    assert answer["order"] is None, "somebody else's order is not shown any more"
    assert str(order) not in [one["id"] for one in wang.day().json()["orders"]]
    # a word about it always reaches the manager
    assert wang.do(order, "note", words="当时已经到场", about=claim["id"])[1]["state"] == "held"


def test_a_day_a_week_old_after_the_order_was_closed(estate, clock, wang, order):
    act = wang.made(order, "take")
    cancel.cancel(order_id=order, actor=estate.actors["li"], now=clock.now, fact_id=uuid7(clock.now), reason="mistaken")
    clock.now += timedelta(days=7)
    status, answer = wang.send(act)
    assert (status, answer["state"], answer["code"]) == (200, "refused", "order.changed_since")
    assert estate.actors["li"].name in answer["sentence"]
    assert "已取消" in answer["sentence"]


@pytest.mark.parametrize("offset", [0, 11 * 365 * 86_400_000, -56 * 365 * 86_400_000, 2**53 - 2_000_000_000_000])
def test_a_clock_that_is_years_off_moves_nothing(estate, clock, order, worker, offset):
    phone = Phone(clock, username(estate, worker), offset=offset)
    act = phone.made(order, "take")
    assert phone.send(act)[1]["state"] == "held"
    assert Fact.objects.get(fact_id=act["id"]).at == clock.now
    assert PhoneAct.objects.get(pk=act["id"]).made_at == phone.own_time
    assert Order.objects.get(pk=order).touched_at == instant(ms(clock.now))


def test_accepted_work_refuses_late_photos(estate, clock, wang, order):
    wang.do(order, "take")
    wang.do(order, "arrive", code=str(estate.codes[LIFT]))
    wang.photo(order)
    wang.do(order, "claim", note="")
    acceptance.accept(order_id=order, actor=estate.actors["li"], now=clock.now, fact_id=uuid7(clock.now))
    status, answer = wang.photo(order, data=picture((1, 2, 3)))
    assert (status, answer["state"]) == (200, "refused")
    assert estate.actors["li"].name in answer["sentence"]


def test_another_estates_order_and_a_malformed_act(estate, clock, wang, order):
    status, problem = wang.do(uuid7(clock.now), "take")
    assert (status, problem["code"]) == (404, "order.missing")
    status, problem = wang.do(order, "arrive", kode="1")
    assert (status, problem["code"]) == (422, "api.invalid")
    assert any("kode" in one["path"] for one in problem["errors"])
    assert not PhoneAct.objects.exists()


class TestKeys:
    def test_pairing_again_gives_a_new_key_and_the_old_one_dies(self, clock, wang):
        before = wang.client
        wang.pair()
        assert before.get("/api/v1/phone/day").status_code == 401
        assert wang.day().status_code == 200

    def test_a_phones_key_opens_nothing_else_and_a_programs_key_no_phone(self, estate, clock, wang, program):
        assert wang.client.get("/api/v1/orders").status_code == 401
        assert program(estate, "wang").client.get("/api/v1/phone/day").status_code == 401

    def test_revoked_half_way(self, estate, clock, wang, order):
        wang.do(order, "take")
        arrive = wang.made(order, "arrive", code=str(estate.codes[LIFT]))
        assert wang.client.delete(f"/api/v1/phone/devices/{wang.device}").status_code == 204
        assert wang.send(arrive)[0] == 401
        assert wang.day().status_code == 401
        assert Order.objects.get(pk=order).state == "taken"
        again = Phone(clock, wang.username)  # a new device of the same person goes on where the old one stopped
        assert again.send(arrive)[1]["state"] == "held"

    def test_a_phone_in_a_drawer(self, clock, wang):
        clock.now += timedelta(days=29)
        assert wang.day().status_code == 200
        clock.now += timedelta(days=31)
        assert wang.day().status_code == 401
        clock.now -= timedelta(days=20)
        assert wang.day().status_code == 401

    def test_somebody_elses_device(self, estate, clock, wang):
        other = next(n for n, one in estate.actors.items() if one.role == "engineer" and n != wang.username)
        phone = Phone(clock, other)
        assert phone.client.delete(f"/api/v1/phone/devices/{wang.device}").status_code == 404
        assert wang.day().status_code == 200


class TestPhotos:
    def test_damaged_on_the_way_is_sent_again(self, clock, wang, order):
        file, data = uuid7(clock.now), picture()
        good = hashlib.sha256(data).hexdigest()
        status, problem = wang.photo(order, data=data[:-9], file=file, sha256=good)
        assert (status, problem["code"]) == (422, "file.damaged")
        assert wang.holds(file)["unknown"] == [str(file)]
        assert wang.photo(order, data=data, file=file)[1]["state"] == "held"
        assert wang.photo(order, data=data, file=file)[1]["repeated"]
        assert Photo.objects.filter(draft=order).count() == 1

    def test_what_is_no_photo_is_refused_for_good(self, clock, wang, order):
        status, answer = wang.photo(order, data=b"%PDF-1.7 nothing")
        assert (status, answer["state"], answer["code"]) == (200, "refused", "photo.not_an_image")
        status, answer = wang.photo(order, data=b"\0" * (8 * 1024 * 1024 + 1))
        assert (status, answer["code"]) == (200, "photo.too_large")

    def test_no_room_on_the_disk(self, clock, wang, order, monkeypatch):
        import errno

        from weituo.ledger import blobs

        def full(content):
            raise OSError(errno.ENOSPC, "no room")

        file = uuid7(clock.now)
        with monkeypatch.context() as change:
            change.setattr(blobs, "put", full)
            status, problem = wang.photo(order, file=file)
            assert (status, problem["code"]) == (507, "api.full")
        assert wang.holds(file)["unknown"] == [str(file)]
        assert wang.photo(order, file=file)[1]["state"] == "held"

    def test_a_signature_is_ink_on_white(self, clock, wang, order):
        import io

        from PIL import Image

        from weituo.ledger import blobs

        sheet = Image.new("RGBA", (60, 30), (0, 0, 0, 0))
        sheet.putpixel((5, 5), (0, 0, 0, 255))
        out = io.BytesIO()
        sheet.save(out, "PNG")
        assert wang.photo(order, "signature", out.getvalue())[1]["state"] == "held"
        kept = Image.open(io.BytesIO(blobs.read(Photo.objects.get(role="signature").picture)))
        assert kept.getpixel((50, 25)) > (240, 240, 240)


class TestForTheBasement:
    def test_drawings_of_the_places_of_the_day(self, estate, clock, wang, order):
        li, lift = estate.actors["li"], estate.equipment[LIFT]
        other = next(one for key, one in estate.equipment.items() if key != LIFT)
        ids = [uuid7(clock.now) for _ in range(3)]
        for one, place, title in zip(ids, (lift, other, None), ("电梯原理图", "别处图纸", "总平面图"), strict=True):
            drawings.add(
                drawing_id=one,
                actor=li,
                title=title,
                place=place,
                file=io.BytesIO(b"%PDF-1.7 " + title.encode()),
                now=clock.now,
            )
        found = {one["title"]: one for one in wang.day().json()["drawings"]}
        assert set(found) == {"电梯原理图", "总平面图"}
        answer = wang.client.get(found["电梯原理图"]["url"])
        assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == found["电梯原理图"]["sha256"]
        assert answer["Content-Type"] == "application/pdf"
        drawings.withdraw(drawing_id=ids[0], actor=li, now=clock.now)
        assert wang.client.get(found["电梯原理图"]["url"]).status_code == 404

    def test_the_checklist_and_its_answers(self, clock, wang, order):
        day = wang.day().json()
        mine = next(one for one in day["orders"] if one["id"] == str(order))
        lift = next(one for one in day["checklists"] if one["id"] == mine["checklist_id"])
        assert {"level", "talk"} <= {line["id"] for line in lift["lines"]}
        wang.do(order, "take")
        answers = [{"id": "talk", "value": True}, {"id": "level", "value": 14}, {"id": "found", "value": "更换导靴"}]
        assert wang.do(order, "check", checklist_id=lift["id"], lines=answers)[1]["state"] == "held"
        row = PhoneAct.objects.get(kind="check")
        assert row.said["lines"] == answers
        assert len(kinds(order)) == 3, "answers are kept beside the facts"
        for wrong in ([{"id": "smell", "value": True}], [{"id": "talk", "value": "ja"}], answers[:1] * 2):
            refused = wang.do(order, "check", checklist_id=lift["id"], lines=wrong)[1]
            assert (refused["state"], refused["code"]) == ("refused", "check.not_of_list")

    def test_every_list_names_items_of_the_agreement_and_is_in_both_languages(self, estate, clock):
        terms = estate.pact.terms(clock.now)
        assert len({one.id for one in checklists.every()}) == len(checklists.every())
        for one in checklists.every():
            assert all(any(fits(pattern, item) for item in terms.items) for pattern in one.items), one.id
            assert len({line.id for line in one.lines}) == len(one.lines)
            for line in one.lines:
                assert line.words["zh"]
                assert line.words["en"].isascii()
                assert line.kind in ("check", "number", "text")
        assert checklists.of("lift.car").id == "lift-1"
        assert checklists.of("fire.pump").id == "pump-1"
        assert checklists.of("unit.inside") is None
        level = next(line for line in checklists.of("lift.car").lines if line.id == "level")
        assert [level.unusual(value) for value in (-10, 10, 10.5, None, True)] == [False, False, True, False, False]
