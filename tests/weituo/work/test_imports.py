"""Orders from a file: all or none, nothing twice, errors by row and column, wall times of another zone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter

from covenant import canon
from covenant.period import Month
from weituo.estate import reads as places
from weituo.month import actions
from weituo.month.models import Statement
from weituo.people.reads import actor_of
from weituo.work import imports
from weituo.work.models import Order

NYC = Path(__file__).parents[3] / "docs/examples/nyc"
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
SAMPLE = (NYC / "sample.csv").read_text(encoding="utf-8")


def run(path=NYC / "sample.csv", **more):
    return imports.run(path, NYC / "mapping.yaml", now=NOW, **more)


@pytest.fixture
def file(tmp_path):
    def write(text, name="rows.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_rows_become_orders_with_the_times_of_their_source(db):
    assert run() == imports.ImportResult(6, 0, 1, ())
    leak = Order.objects.get(source_key="S-2")
    assert (leak.state, leak.reported_at) == ("accepted", datetime(2019, 3, 4, 17, tzinfo=UTC))
    assert leak.repair_due == datetime(2019, 3, 7, 17, tzinfo=UTC)
    electric = Order.objects.get(source_key="S-4")  # over the night the clocks went forward: three hours, not four
    assert (electric.claimed_at - electric.reported_at).total_seconds() == 3 * 3600
    assert Order.objects.get(source_key="S-5").state == "reported"
    assert leak.place_words == "BRONX · 2 EXAMPLE STREET"


def test_a_second_run_imports_nothing_twice(db, file):
    run()
    assert run() == imports.ImportResult(0, 6, 1, ())
    more = file(SAMPLE + "S-8,03/20/2019 08:00:00 AM,,GENERAL,BRONX,9 EXAMPLE STREET\n")
    assert run(more) == imports.ImportResult(1, 6, 1, ())


def test_a_month_of_it_is_closed(db):
    run()
    estate = places.estate_named("nyc-housing")
    actor = actor_of("nyc", NOW, estate.id)
    actions.close_month(estate_id=estate.id, month=Month(2019, 3), actor=actor, now=NOW)
    [repair] = canon.loads(bytes(Statement.objects.get().document))["measures"]
    assert (repair["num"], repair["den"]) == (3, 5)  # the leak took five days of three, the open one never came


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("B-1,13/45/2019 08:00:00 AM,,GENERAL,BRONX,x", "Created Date", "is not a time"),
        ("B-1,03/20/2019 08:00:00 AM,03/19/2019 08:00:00 AM,GENERAL,BRONX,x", "Closed Date", "before the report"),
        ("B-1,03/10/2019 02:30:00 AM,,GENERAL,BRONX,x", "Created Date", "does not exist"),
        ("B-1,03/20/2019 08:00:00 AM,,DRAGONS,BRONX,x", "Complaint Type", "no category"),
        ("S-1,03/20/2019 08:00:00 AM,,GENERAL,BRONX,x", "Unique Key", "row 2 already"),
        (",03/20/2019 08:00:00 AM,,GENERAL,BRONX,x", "Unique Key", "is empty"),
    ],
)
def test_one_bad_cell_and_nothing_is_imported(db, file, line, column, words):
    [error] = run(file(SAMPLE + line + "\n")).errors
    assert (error.row, error.column) == (9, column)
    assert words in error.message
    assert not Order.objects.exists()
    assert places.estate_named("nyc-housing") is None


def test_a_dry_run_changes_nothing(db):
    assert run(dry_run=True).imported == 6
    assert not Order.objects.exists()


def test_excel_brings_the_same(db, tmp_path):
    path = tmp_path / "rows.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(SAMPLE.splitlines()):
            for column, cell in enumerate(line.split(",")):
                sheet.write_string(number, column, cell)
    assert run(path).imported == 6
