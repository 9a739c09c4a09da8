"""Rosters from Excel: both shapes, everything wrong by its cell, what would change, and changing it."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from covenant.errors import Refusal
from tests.weituo.conftest import TODAY
from weituo.duty import actions, reads
from weituo.duty.models import Shift
from weituo.duty.sheet import cells, legend, plan, reading, words, writing
from weituo.duty.sheet.legend import DEFAULT, Times
from weituo.people import reads as people
from weituo.people.models import Membership, Person

ZONE = ZoneInfo("Asia/Shanghai")
DAY = TODAY.astimezone(ZONE).date()  # 2026-11-20
HEAD = ["姓名", "用户名", *range(1, 31)]
LEGEND = (
    "班次表",
    [
        ["班次", "开始", "结束", "方式"],
        ["白", "08:00", "18:00", "在岗"],
        ["夜", "20:00", "08:00", "在岗"],
        ["备", "18:00", "08:00", "待命"],
    ],
)


def book(*sheets):
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    moment = made.add_format({"num_format": "yyyy-mm-dd"})
    clock = made.add_format({"num_format": "hh:mm"})
    for name, rows in sheets:
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, (date, datetime)):
                    sheet.write_datetime(number, column, cell, moment)
                elif isinstance(cell, time):
                    sheet.write_datetime(number, column, cell, clock)
                else:
                    sheet.write(number, column, cell)
    made.close()
    return out.getvalue()


def grid(*rows, month="2026-12", head=HEAD):
    return book(("排班", [["月份", month], head, *rows]), LEGEND)


def row(name, username, **days):
    """Cells by day: d1="白"."""
    found = [name, username, *[""] * 31]
    for day, word in days.items():
        found[int(day[1:]) + 1] = word
    return found


def member(username):
    return Membership.objects.get(person__username=username, until=None)


def read(raw, party="A"):
    members = people.members(member("sun").estate_id, TODAY, roles=reads.POSTS)
    return reading.read(raw, members, party, ZONE, DAY)


def said(raw, party="A"):
    """Everything that is wrong, in Chinese."""
    found = read(raw, party)
    made = plan.of_reading(member("sun").estate_id, found, ZONE, TODAY)
    return [words.sentence(one) for one in (*found.errors, *made.errors)]


def taken(world, raw, by="sun", now=TODAY, digest=None):
    found = read(raw, world.actors[by].party)
    assert found.errors == []
    made = plan.of_reading(world.estate_id, found, ZONE, now)
    return plan.apply(
        actor=world.actors[by], wanted=found.wanted, covered=found.covered, digest=digest or made.digest, zone=ZONE,
        now=now,
    )  # fmt: skip


def stands():
    rows = Shift.objects.order_by("starts_at", "membership__person__username")
    return [
        (row.membership.person.username, f"{row.starts_at.astimezone(ZONE):%m-%d %H:%M}",
         f"{row.ends_at.astimezone(ZONE):%m-%d %H:%M}", row.kind)
        for row in rows
    ]  # fmt: skip


def test_a_month_grid_over_midnight_and_the_months_end(world):
    raw = grid(row("王工", "wang", d1="白", d2="休", d3="夜"), row("赵工", "", d1="备", d31="夜"), head=[*HEAD, 31])
    done = taken(world, raw)
    assert (len(done.new), done.count) == (4, 4)
    assert stands() == [
        ("wang", "12-01 08:00", "12-01 18:00", "site"),
        ("zhao", "12-01 18:00", "12-02 08:00", "call"),
        ("wang", "12-03 20:00", "12-04 08:00", "site"),
        ("zhao", "12-31 20:00", "01-01 08:00", "site"),
    ]
    before = list(Shift.objects.order_by("pk").values())
    again = taken(world, raw)
    assert (again.count, again.same) == (0, 4)
    assert list(Shift.objects.order_by("pk").values()) == before, "the same file twice changes nothing"


def test_a_plain_list_with_times_of_excel_or_in_words(world):
    raw = book(("表", [
        ["说明"],
        ["日期", "姓名", "开始", "结束", "方式"],
        [date(2026, 12, 1), "王工", time(9), time(17, 30), "在岗"],
        ["2026/12/2", "王工", "20:00", "24:00", ""],
        ["2026年12月3日", "赵工", "18：00", "08:00", "待命"],
        ["2026-12-04", "赵工", "", "", "休"],
        ["", "", "", "", ""],
    ]))  # fmt: skip
    taken(world, raw)
    assert stands() == [
        ("wang", "12-01 09:00", "12-01 17:30", "site"),
        ("wang", "12-02 20:00", "12-03 00:00", "site"),
        ("zhao", "12-03 18:00", "12-04 08:00", "call"),
    ]


def test_what_changes_keeps_its_shift_and_what_is_not_named_stays(world):
    taken(world, grid(row("王工", "wang", d1="白", d2="白", d3="白"), row("赵工", "zhao", d1="白")))
    first = {one.starts_at: one.pk for one in Shift.objects.filter(membership=member("wang"))}
    done = taken(world, grid(row("王工", "wang", d1="白", d2="夜", d4="白"), row("赵工", "zhao")))
    assert (len(done.new), len(done.changed), len(done.removed), done.same) == (1, 1, 1, 1)
    changed = Shift.objects.get(pk=first[datetime(2026, 12, 2, 8, tzinfo=ZONE)])
    assert (changed.starts_at.astimezone(ZONE).hour, changed.revision) == (20, 1)
    assert ("zhao", "12-01 08:00", "12-01 18:00", "site") in stands(), "an empty row says nothing"
    taken(world, grid(row("赵工", "zhao", d1="休")))
    assert not Shift.objects.filter(membership=member("zhao")).exists()


def test_a_list_touches_only_the_days_it_names(world):
    taken(world, grid(row("王工", "wang", d1="白", d2="白")))
    lines = [["姓名", "日期", "班次"], ["王工", "2026-12-02", "夜"]]
    taken(world, book(("明细", lines), LEGEND))
    assert [one[1] for one in stands()] == ["12-01 08:00", "12-02 20:00"]


def test_what_has_begun_is_never_changed(world):
    actions.add(
        actor=world.actors["sun"], membership_id=member("wang").pk, kind="site", starts_at=TODAY - timedelta(hours=2),
        ends_at=TODAY + timedelta(hours=2), now=TODAY,
    )  # fmt: skip
    before = stands()
    raw = grid(row("王工", "wang", d1="白", d20="夜", d21="白"), month="2026-11")
    done = taken(world, raw)
    assert (done.past, len(done.new), len(done.removed)) == (2, 2, 0)  # the 1st is over, one of the 20th has begun
    # the running one stands, the night of the same day begins later and comes
    assert set(before) <= set(stands())


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([row("王工", "wang", d1="早")], ["C3：“早”未在班次表中"]),
        ([row("王工", "wang", d5="白"), row("某人", "", d1="白")], ["A4：“某人”不是本小区可排班的人员"]),
        ([row("王工", "zhao", d1="白")], ["A3：“王工”与用户名不符，该用户名属于“赵工”"]),
        ([row("李主管", "li", d1="白")], ["B3：“李主管”不是您这一方的人员"]),
        ([row("王工", "wang", d1="白"), row("王工", "wang", d2="白")], ["A4：“王工”已在第 3 行出现"]),
        ([row("王工", "wang", d1="夜", d2="05:00-09:00")], ["D3：与本人另一班次（12-01 20:00–08:00）重叠"]),
        ([row("王工", "wang", d1="白、09:00-10:00")], ["C3：与本人另一班次（12-01 08:00–18:00）重叠"]),
        ([], ["表中没有任何班次"]),
    ],
)
def test_every_error_names_its_cell(world, rows, wanted):
    assert [one.rstrip("。") for one in said(grid(*rows))] == wanted


def test_more_that_can_be_wrong(world):
    assert said(grid(row("王工", "wang", d31="白"), month="2026-11", head=[*HEAD, 31])) == ["AG3：本月没有 31 日。"]
    assert said(grid(row("王工", "wang", d1="白"), month="十二月")) == ["B1：表头上方缺少月份，如 2026-11。"]
    assert said(grid(row("王工", "wang", d1="白"), head=["姓名", "用户名", 1, 1])) == ["C2：表头中同一天出现两次。"]
    assert said(grid(row("王工", "wang", d1="白"), month="2031-01")) == ["日期超出前后 400 天。"]
    lines = [
        ["姓名", "日期", "开始", "结束", "方式"],
        ["王工", "明天", "08:00", "18:00", "在岗"],
        ["王工", "2026-12-01", "8点", "18:00", "在岗"],
        ["王工", "2026-12-01", "08:00", "25:00", "在岗"],
        ["王工", "2026-12-01", "08:00", "18:00", "加班"],
        ["", "2026-12-01", "08:00", "18:00", "在岗"],
    ]
    assert [one.partition("：")[0] for one in said(book(("表", lines)))] == ["B2", "C3", "D4", "E5", "A6"]
    legend_ = (
        "班次表",
        [
            ["班次", "开始", "结束", "方式"],
            ["白", "x", "18:00", "在岗"],
            ["夜", "20:00", "08:00", "坐"],
            ["备", "1:00", "2:00", "待命"],
            ["备", "1:00", "2:00", "待命"],
        ],
    )
    found = said(book(("排班", [["月份", "2026-12"], HEAD, row("王工", "wang", d1="备")]), legend_))
    assert [one.partition("：")[0] for one in found] == ["B2", "D3", "A5"]


def test_two_of_one_name_are_told_apart_by_the_user_name(world):
    Person.objects.filter(username="zhao").update(name="王工")
    assert said(grid(row("王工", "", d1="白"))) == ["A3：有多位“王工”，请填写用户名。"]
    assert said(grid(row("王工", "ZHAO", d1="白"))) == []
    lines = [["姓名", "日期", "班次"], ["王工", "2026-12-02", "夜"]]
    assert said(book(("明细", lines))) == ["A2：有多位“王工”，请填写用户名。"]


def test_a_night_of_the_month_before_and_somebody_who_has_left(world):
    actions.add(
        actor=world.actors["sun"], membership_id=member("wang").pk, kind="site",
        starts_at=datetime(2026, 11, 30, 20, tzinfo=ZONE), ends_at=datetime(2026, 12, 1, 9, tzinfo=ZONE), now=TODAY,
    )  # fmt: skip
    assert said(grid(row("王工", "wang", d1="白"))) == ["C3：与本人另一班次（11-30 20:00–09:00）重叠。"]
    Membership.objects.filter(pk=member("zhao").pk).update(until=datetime(2026, 12, 3, tzinfo=ZONE))
    raw = grid(row("赵工", "zhao", d2="白", d3="白"))
    assert said(raw) == ["E3：“赵工”届时不在本小区任职。"]


def refused(run):
    with pytest.raises(Refusal) as caught:
        run()
    return caught.value.code


def test_files_that_are_no_rosters(world, monkeypatch):
    assert refused(lambda: read(b"hello")) == "roster.unreadable"
    assert refused(lambda: read(b"x" * (cells.MOST_BYTES + 1))) == "roster.too_large"
    assert refused(lambda: read(book(("a", [["x", "y"]])))) == "roster.no_table"
    assert refused(lambda: read(book(("a", [["姓名", "用户名", 1]] + [["x"]] * 2100)))) == "roster.too_large"
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (cells.MOST_UNPACKED + 1))
    assert refused(lambda: read(bomb.getvalue())) == "roster.too_large"
    both = book(
        ("排班", [["月份", "2026-12"], HEAD, row("王工", "wang", d1="白")]),
        ("明细", [["姓名", "日期", "班次"], ["王工", "2026-12-02", "夜"]]),
    )
    assert refused(lambda: read(both)) == "roster.two_tables"


def test_what_was_shown_is_what_is_done(world):
    raw = grid(row("王工", "wang", d1="白"))
    found = read(raw)
    digest = plan.of_reading(world.estate_id, found, ZONE, TODAY).digest
    taken(world, grid(row("王工", "wang", d1="夜")))  # somebody else, meanwhile
    assert refused(lambda: taken(world, raw, digest=digest)) == "roster.changed_since"
    assert (
        refused(
            lambda: plan.apply(
                actor=world.actors["li"],
                wanted=found.wanted,
                covered=found.covered,
                digest=digest,
                zone=ZONE,
                now=TODAY,
            )
        )
        == "duty.not_yours"
    )
    assert [one[1] for one in stands()] == ["12-01 20:00"]


def test_what_is_exported_comes_back_as_it_was(world):
    taken(
        world,
        grid(row("王工", "wang", d1="白、备", d30="夜"), row("孙经理", "sun", d1="09:00-18:00", d2="备17:00-09:00")),
    )
    before = list(Shift.objects.order_by("pk").values())
    raw = writing.month(world.estate_id, "A", date(2026, 12, 1), ZONE, TODAY)
    done = taken(world, raw)
    assert (done.count, done.same, done.past) == (0, 5, 0)
    assert list(Shift.objects.order_by("pk").values()) == before
    empty = writing.month(world.estate_id, "A", date(2026, 12, 1), ZONE, TODAY, empty=True)
    names = [
        cell for sheet in cells.sheets(empty) if sheet.name == "排班" for cell in [one[0] for one in sheet.rows[2:]]
    ]
    assert {"王工", "赵工", "孙经理"} <= set(names)
    assert "李主管" not in names
    assert said(empty) == ["表中没有任何班次。"]


@given(some.lists(some.sampled_from(["白", "夜", "备", "休", "09:00-17:00", "备01:00-02:30"]), max_size=3))
def test_a_cell_says_as_many_shifts_as_it_names(names):
    found, unknown = legend.shifts("、".join(names), DEFAULT)
    assert unknown == ""
    assert len(found) == sum(one != "休" for one in names)


@given(some.times(), some.times(), some.sampled_from(["site", "call"]))
def test_times_written_out_read_back(start, end, kind):
    one = Times(kind, start.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0))
    assert legend.shifts(legend.written(one), {}) == ([one], "")


@given(some.text(max_size=30))
def test_no_word_breaks_the_reader(word):
    found, unknown = legend.shifts(word, DEFAULT)
    assert found == [] or unknown == ""
    legend.clock(word), legend.day(word), legend.month(word), legend.kind(word)


@pytest.mark.parametrize(("place", "wanted"), [((0, 0), "A1"), ((6, 2), "C7"), ((2, 26), "AA3"), ((0, 51), "AZ1")])
def test_cells_have_excels_names(place, wanted):
    assert cells.name(*place) == wanted


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def sun(world, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)
    made = Client(HTTP_HOST="localhost")
    made.force_login(Person.objects.get(username="sun"), backend="django.contrib.auth.backends.ModelBackend")
    return made


def sent(client, raw, name="12月.xlsx"):
    return client.post("/o/duty/import", {"file": SimpleUploadedFile(name, raw)})


def test_two_steps_and_nothing_before_the_second(sun):
    raw = grid(row("王工", "wang", d1="白", d2="备"))
    answer = sent(sun, raw)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "新增 2" in page
    assert not Shift.objects.exists()
    sealed = re.search(r'name="plan" value="([^"]+)"', page)[1]
    for _ in range(2):  # the same request again changes nothing
        answer = sun.post("/o/duty/import/takeover", {"plan": sealed})
        assert answer["Location"] == "/o/duty?week=2026-12-01"
    assert len(stands()) == 2
    assert "没有变化" in sent(sun, raw).content.decode()
    sun.post("/o/duty/import/takeover", {"plan": sealed[:-2] + "xx"})
    sun.post("/o/duty/import/takeover")
    assert len(stands()) == 2


def test_a_wrong_file_shows_its_cells_and_no_button(sun):
    answer = sent(sun, grid(row("王工", "wang", d1="早")))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "C3：“早”未在班次表中" in page
    assert 'name="plan"' not in page
    assert "不是可读取的 Excel" in sent(sun, b"no").content.decode()
    assert sun.post("/o/duty/import").status_code == 422


def test_somebody_elses_sealed_plan_opens_nothing(sun, world):
    page = sent(sun, grid(row("王工", "wang", d1="白"))).content.decode()
    sealed = re.search(r'name="plan" value="([^"]+)"', page)[1]
    li = Client(HTTP_HOST="localhost")
    li.force_login(Person.objects.get(username="li"), backend="django.contrib.auth.backends.ModelBackend")
    li.post("/o/duty/import/takeover", {"plan": sealed})
    assert stands() == []


def test_files_to_take_away(sun):
    answer = sun.get("/o/duty/template.xlsx", {"month": "2026-12"})
    assert answer["Content-Disposition"].endswith('template-2026-12.xlsx"')
    assert said(answer.content) == ["表中没有任何班次。"]
    assert sun.get("/o/duty/month.xlsx", {"month": "x"})["Content-Disposition"].endswith('roster-2026-11.xlsx"')


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_knows_the_same_rules(world, tmp_path, monkeypatch, capsys):
    from weituo.cli import main

    monkeypatch.setenv("WEITUO_LANGUAGE", "zh")
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)
    monkeypatch.setattr("weituo.cli.tables.pending", lambda: False)
    file = tmp_path / "12.xlsx"
    file.write_bytes(grid(row("王工", "wang", d1="白")))
    order = ["import", "roster", str(file), "--as", "sun"]
    assert main([*order, "--dry-run"]) == 0
    assert stands() == []
    assert main(order) == 0
    assert "1 new, 0 changed" in capsys.readouterr().out
    assert main([*order, "--estate", "jasmine"]) == 0
    assert "0 new, 0 changed, 0 removed, 1 as before" in capsys.readouterr().out
    assert len(stands()) == 1
    file.write_bytes(grid(row("王工", "wang", d1="早")))
    assert main(order) == 1
    assert "C3" in capsys.readouterr().out
    for wrong in (["--as", "wang"], ["--as", "nobody"], [], ["--as", "sun", "--estate", "x"]):
        assert main(["import", "roster", str(file), *wrong]) == 2
    file.write_bytes(b"x")
    assert main(order) == 1
    assert main(["import", "roster", str(tmp_path / "none.xlsx"), "--as", "sun"]) == 2
    assert main(["import", "orders", str(file)]) == 2
