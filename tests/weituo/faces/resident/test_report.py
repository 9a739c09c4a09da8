"""`/q/<code>`: one report however it is sent, nothing typed ever lost, no name ever shown."""

from uuid import UUID

import pytest
from django.test import Client

from tests.weituo.faces.phone import Page, Phone
from tests.weituo.faces.resident.example import code, report, work
from weituo.ledger import reads as facts
from weituo.people.models import Person
from weituo.work.models import Order

pytestmark = pytest.mark.django_db


def test_the_form_names_the_place_and_offers_the_agreements_faults_danger_first(estate, phone):
    page = phone.open(f"/q/{code(estate)}")
    assert "1幢二单元1号电梯" in page.text
    assert "0571-5550 0119" in page.text
    assert ("a", "tel:057155500119") in [(tag, named.get("href")) for tag, named in page.marks]
    faults = page.options["fault"]
    assert faults[:2] == ["lift.car/trapped", "lift.car/smoke"]
    assert "lift.car/noise" in faults
    assert not any(fault.startswith("water.") for fault in faults)
    form = page.form(code(estate))
    assert {"order", "fact", "text", "contact_name", "contact_phone", "room"} <= set(form.values)
    assert UUID(form.values["order"]).version == 7
    assert form.values["order"] != form.values["fact"]


def test_a_few_taps_and_a_sentence_make_an_order_with_a_promise(estate, phone):
    order = report(phone, estate, text="运行时咔咔响", room="2-1201", contact_name="陈女士", contact_phone="139-0000")
    assert (order.item, order.fault, order.severity, order.channel) == ("lift.car", "noise", "S2", "code")
    assert (order.text, order.place_words, order.contact_name) == ("运行时咔咔响", "2-1201", "陈女士")
    assert order.code_id == code(estate)
    assert order.respond_due is not None
    page = phone.open(f"/t/{order.tracking}")
    assert "已收到您的报修" in page.text
    assert order.number in page.text


def test_personal_words_are_not_in_the_fact(estate, phone):
    order = report(phone, estate, text="十二楼老人出门不便", contact_name="陈女士", contact_phone="13900001111")
    (told, *_rest) = facts.facts(estate.estate_id, subject=f"order/{order.id}")
    assert told.party == "R"
    assert not any(word in str(told) for word in ("老人", "陈女士", "13900001111"))


def test_double_tap_back_button_and_lost_reply_are_one_order(estate, phone):
    form = phone.open(f"/q/{code(estate)}").form(code(estate))
    before = Order.objects.count()
    answers = [phone.send(form, fault="lift.car/noise", text="响") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Order.objects.count() == before + 1
    assert "已经收到过了" in phone.open(answers[0]["Location"]).text


def test_the_same_form_with_other_words_is_still_the_first_report(estate, phone):
    form = phone.open(f"/q/{code(estate)}").form(code(estate))
    first = phone.send(form, fault="lift.car/noise", text="第一次")
    second = phone.send(form, fault="lift.car/door", text="第二次")
    assert first["Location"] == second["Location"]
    assert Order.objects.get(pk=form.values["order"]).text == "第一次"


def test_knowing_an_orders_id_does_not_hand_out_its_address(estate, phone, clock):
    order = report(phone, estate)
    thief = Phone()
    form = thief.open(f"/q/{code(estate)}").form(code(estate))
    answer = thief.send(form, order=str(order.id), fault="lift.car/door")
    assert answer.status_code == 303
    assert order.tracking not in answer["Location"]
    assert Order.objects.filter(fault="door").exclude(pk=order.pk).exists()  # and the report itself was not lost


@pytest.mark.parametrize("ids", [{"order": "x", "fact": ""}, {"order": "1" * 32, "fact": "0"}, {"order": None}])
def test_damaged_ids_do_not_cost_a_report(estate, phone, ids):
    form = phone.open(f"/q/{code(estate)}").form(code(estate))
    before = Order.objects.count()
    assert phone.send(form, fault="lift.car/noise", **ids).status_code == 303
    assert Order.objects.count() == before + 1


def test_saying_nothing_comes_back_with_one_sentence_and_everything_kept(estate, phone):
    form = phone.open(f"/q/{code(estate)}").form(code(estate))
    answer = phone.send(form, room="2-1201", contact_name="陈女士")
    assert answer.status_code == 422
    page = Page(answer.content.decode())
    assert "请点选哪里坏了" in page.text
    again = page.form(code(estate))
    assert again.values["room"] == "2-1201"
    assert again.values["contact_name"] == "陈女士"
    assert again.values["order"] == form.values["order"]
    assert phone.send(again, text="门口有水").status_code == 303


def test_one_sentence_alone_is_enough(estate, phone):
    order = report(phone, estate, fault="", text="按了没反应")
    assert (order.item, order.fault) == ("lift.car", "stuck"), "as its words say"


@pytest.mark.parametrize("fault", ["lift.car/nonsense", "nonsense", "/", "water.pump/leak", "x" * 5000, "\x00"])
def test_a_tile_that_is_not_on_the_board_is_no_tile(estate, phone, fault):
    form = phone.open(f"/q/{code(estate)}").form(code(estate))
    assert phone.send(form, fault=fault).status_code == 422
    assert phone.send(form, fault=fault, text="有响声").status_code == 303


def test_control_characters_and_excess_are_cut_not_refused(estate, phone):
    order = report(phone, estate, text="一" * 5000 + "\x00", contact_phone="1" * 500, contact_name="a\x00b\x1b")
    assert len(order.text) == 1000
    assert len(order.contact_phone) == 30
    assert order.contact_name == "ab"


def test_markup_stays_words(estate, phone):
    order = report(phone, estate, text="<script>alert(1)</script>")
    assert "<script>alert" not in phone.get(f"/t/{order.tracking}").content.decode()


def test_without_a_csrf_token_the_words_come_back_and_the_second_try_works(estate, phone):
    form = phone.open(f"/q/{code(estate)}").form(code(estate))
    before = Order.objects.count()
    answer = phone.send(form, csrfmiddlewaretoken=None, fault="lift.car/noise", text="响得厉害")
    assert answer.status_code == 403
    assert Order.objects.count() == before
    again = Page(answer.content.decode()).form(code(estate))
    assert (again.values["text"], again.values["fault"]) == ("响得厉害", "lift.car/noise")
    assert phone.send(again).status_code == 303


def test_danger_is_taken_even_without_a_csrf_token(estate, phone):
    before = Order.objects.count()
    answer = phone.post(f"/q/{code(estate)}", {"fault": "lift.car/trapped"})
    assert answer.status_code == 303
    assert Order.objects.count() == before + 1


def test_a_report_that_is_open_is_offered_to_follow_without_a_word_about_who(estate, phone):
    order = report(phone, estate, text="老人困难", room="9-9901", contact_name="陈女士", contact_phone="13900001111")
    source = Phone().get(f"/q/{code(estate)}").content.decode()
    assert "已有人报修，是这个吗？" in source
    assert "异响抖动" in source
    for secret in ("老人困难", "9-9901", "陈女士", "13900001111", order.tracking, str(order.id), order.number):
        assert secret not in source


def test_a_closed_report_is_not_offered(estate, phone, clock):
    order = report(phone, estate)
    work(estate, order, clock, until="accepted")
    assert "已有人报修" not in Phone().open(f"/q/{code(estate)}").text


def test_what_is_open_inside_a_dwelling_is_shown_to_nobody(estate, phone):
    unit = estate.codes["unit-0"]
    form = phone.open(f"/q/{unit}").form(unit)
    assert phone.send(form, fault="unit.inside/leak", text="厨房漏水").status_code == 303
    assert "已有人报修" not in Phone().open(f"/q/{unit}").text


def test_a_space_offers_every_item_and_each_danger_once(estate, phone):
    page = phone.open(f"/q/{estate.codes['lobby-1-1']}")
    faults = page.options["fault"]
    assert len(faults) == len(set(faults))
    assert {"light.public/no_light", "lift.car/stuck", "/trapped", "/fire"} <= set(faults)
    form = page.form(estate.codes["lobby-1-1"])
    answer = phone.send(form, fault="/trapped")
    order = Order.objects.get(tracking=answer["Location"].rsplit("/", 1)[-1])
    assert (order.severity, order.item, order.fault) == ("S0", "other", "trapped")


def test_a_dwelling_opens_with_what_can_break_inside_it(estate, phone):
    page = phone.open(f"/q/{estate.codes['unit-0']}")
    opened = [named for tag, named in page.marks if tag == "details" and "open" in named]
    assert len(opened) == 1
    assert page.options["fault"][7] == "unit.inside/no_power"


def test_the_page_works_in_english_too(estate, phone):
    phone.cookies["weituo_language"] = "en"
    page = phone.open(f"/q/{code(estate)}")
    assert "What is wrong?" in page.text
    assert "Somebody is trapped" in page.text
    assert "哪里坏了" not in page.text


def test_lower_case_and_misread_codes_are_the_same_code(estate, phone):
    assert "1幢二单元1号电梯" in phone.open(f"/q/{code(estate).lower()}").text


def test_the_back_button_may_keep_the_empty_form_and_nothing_typed_is_kept_anywhere(estate, phone):
    answer = phone.get(f"/q/{code(estate)}")
    assert answer["Cache-Control"] == "private, max-age=0, must-revalidate"
    assert answer["X-Robots-Tag"] == "noindex"
    refused = phone.send(Page(answer.content.decode()).form(code(estate)), room="9-9901")
    assert refused.status_code == 422
    assert refused["Cache-Control"] == "no-store"


def test_a_scanning_engineer_sees_his_jobs_and_a_supervisor_the_form(estate, clock):
    def visit(name, address):
        client = Client(HTTP_HOST="localhost")
        client.force_login(Person.objects.get(username=name))
        return client.get(address)

    answer = visit("wang", f"/q/{code(estate)}")
    assert (answer.status_code, answer["Location"]) == (302, f"/e/here/{code(estate)}")
    assert visit("wang", f"/q/{code(estate)}?report=1").status_code == 200
    assert visit("li", f"/q/{code(estate)}").status_code == 200


def test_reading_the_form_asks_the_database_a_fixed_number_of_times(estate, phone, django_assert_max_num_queries):
    phone.get(f"/q/{code(estate)}")
    with django_assert_max_num_queries(8):
        phone.get(f"/q/{code(estate)}")
    for _ in range(3):
        report(phone, estate)
    with django_assert_max_num_queries(8):
        phone.get(f"/q/{code(estate)}")


def test_the_form_is_light(estate, phone):
    assert len(phone.get(f"/q/{code(estate)}").content) < 20_000
    assert len(phone.get(f"/q/{estate.codes['lobby-1-1']}").content) < 40_000
