"""The contract is the terms in two languages: each clause once, every number in both, and nothing the data do not say."""

import json
import re
import subprocess
import sys
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covenant import canon
from covenant.agreement import read
from covenant.errors import Problems
from covenant.text import Contract, as_data, contract, figures, plain
from tests.covenant.example import FULL, ROOT, SECOND
from tests.covenant.test_schemas import small_second, small_terms
from weituo.pact.terms_file import load

GOLDEN = ROOT / "tests/covenant/golden/text"
TEMPLATES = {path.stem: load(path) for path in sorted((ROOT / "agreements").glob("*.yaml"))}
DOCUMENTS = {**TEMPLATES, "full-1": FULL, "small-1": small_terms(), "small-2": small_second()}
ALL = pytest.mark.parametrize("name", DOCUMENTS)


def made(data: Any) -> Contract:
    return contract(read(data))


@cache
def known(name: str) -> Contract:
    return made(DOCUMENTS[name])


def numbers(value: Any) -> list[str]:
    """Every clause number of a document."""
    if isinstance(value, dict):
        own = [value["clause"]] if "clause" in value else []
        return own + [one for item in value.values() for one in numbers(item)]
    return [one for item in value for one in numbers(item)] if isinstance(value, list) else []


def differing(one: Contract) -> dict[str, tuple[Any, Any]]:
    """The clauses, heads, leads and cells whose two texts do not name the same numbers."""
    pairs = {clause.number: (clause.zh, clause.en) for clause in one.clauses}
    pairs |= {f"head {name.en}": (value.zh, value.en) for name, value in one.head.facts}
    pairs |= {f"party {side.key}": (side.about.zh, side.about.en) for side in one.head.parties}
    pairs |= {f"lead {part.number}": (part.lead.zh, part.lead.en) for part in one.articles}
    for annex in one.annexes:
        for row in annex.rows:
            pairs |= {f"{annex.title.en} {row[1].en} {at}": (cell.zh, cell.en) for at, cell in enumerate(row)}
    found = {key: (figures(zh), figures(en)) for key, (zh, en) in pairs.items()}
    return {key: (zh - en, en - zh) for key, (zh, en) in found.items() if zh != en}


@ALL
def test_every_clause_of_the_data_stands_once_in_the_text(name):
    assert sorted(numbers(DOCUMENTS[name])) == sorted(clause.number for clause in known(name).clauses)


@ALL
def test_both_languages_name_the_same_numbers(name):
    assert differing(known(name)) == {}


@ALL
def test_clauses_are_sorted_as_numbers_under_their_article(name):
    for part in known(name).articles:
        order = [[int(one) for one in clause.number.split(".")] for clause in part.clauses]
        assert order == sorted(order)
        assert {one[0] for one in order} <= {part.number}
    assert [part.number for part in known(name).articles] == list(range(1, known(name).articles[-1].number + 1))


@ALL
def test_chinese_has_chinese_punctuation(name):
    han = "[\u3000-\u303f\u4e00-\u9fff\uff01-\uff60]"
    text = plain(known(name), "zh")
    assert re.findall(rf"{han}[,;:?!(]|[,;:?!)]{han}|%[,;]", text) == []
    assert all(clause.zh.endswith(("。", "）")) for clause in known(name).clauses)
    assert all(clause.en.endswith((".", ")")) for clause in known(name).clauses)
    assert "{" not in text + plain(known(name), "en")


def test_titles_follow_from_what_stands_there():
    titles = {part.number: part.title.zh for part in known("full").articles}
    assert titles == {
        1: "定义", 2: "本条空置", 3: "责任界面", 4: "服务时限与值班", 5: "挂起、免责与留痕", 6: "考核", 7: "付款与事件",
        8: "结算单", 9: "解约", 10: "责任与保险", 11: "安全、个人信息与存证", 12: "续约",
    }  # fmt: skip
    assert [part.title.zh for part in known("full-1").articles if part.number == 5] == ["挂起"]


def test_notes_have_no_effect_and_say_so():
    without = [clause for clause in known("small-2").clauses if not clause.effect]
    assert [clause.number for clause in without] == ["13.1"]
    assert "不影响" in without[0].zh
    assert "without effect" in without[0].en


@pytest.mark.parametrize("language", ["zh", "en"])
def test_golden_text(language):
    assert plain(known("full"), language) == (GOLDEN / f"full.{language}.txt").read_text(encoding="utf-8")


# ── whatever number changes, the text changes ─────────────────────────────

DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from leaves(item, (*path, key))
    if not isinstance(value, dict | list):
        yield path, value


def changed(path: tuple[Any, ...], value: Any) -> Any:
    """Another value of the same kind, or None when it is no number."""
    if path[-1] in ("clause", "schema", "id", "zh", "en", "zone", "item"):
        return None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value - 1 if value > 1 else value + 1
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return str(date.fromisoformat(value) + timedelta(days=1))
    if re.match(r"\d{4}-\d{2}-\d{2}T", value):
        return value.replace("T00:", "T01:")
    if re.fullmatch(r"\d{2}:\d{2}", value):
        return f"{value[:2]}:{(int(value[3:]) + 7) % 60:02d}" if value != "24:00" else "23:00"
    if re.fullmatch(r"-?\d+(\.\d+)?", value):
        return f"{value[:-1]}{int(value[-1]) - 1}" if value[-1] != "0" else f"{value[:-1]}1"
    if DURATION.fullmatch(value) and any(map(str.isdigit, value)):
        return re.sub(r"\d+", lambda found: str(int(found[0]) + 1), value, count=1)
    return None


def put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = deepcopy(data)
    at = copy
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return copy


def repaired(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The change made, and what has to add up made to add up again."""
    copy = put(data, path, value)
    if path[0] == "measures" and path[-1] == "weight":
        group = copy["measures"][path[1]]["assets"] if "assets" in path else copy["measures"]
        keys = list(group)
        if len(keys) == 1:
            return data
        other = keys[keys.index(path[-2]) - 1]
        if isinstance(value, int):
            group[other]["weight"] += data["measures"][path[1]]["weight"] - value
        else:
            ours = data["measures"][path[1]]["assets"]
            total = sum(int(float(one["weight"]) * 10_000 + 0.5) for one in ours.values())
            rest = total - sum(int(float(one["weight"]) * 10_000 + 0.5) for key, one in group.items() if key != other)
            group[other]["weight"] = f"{rest / 10_000:.4f}"
    if path[0] == "payment" and "coefficient" in path:
        coefficient = copy["payment"]["coefficient"]
        edge = value if path[-2:] in (("below", 0), (0, 0)) else coefficient["below"][0]
        coefficient["below"][0] = coefficient["points"][0][0] = edge
    return copy


@pytest.mark.parametrize("name", ["full", "partial", "nyc-housing", "small-2"])
def test_changing_any_number_changes_the_text(name):
    data = DOCUMENTS[name]
    before = {language: plain(known(name), language).rsplit("SHA-256", 1)[0] for language in ("zh", "en")}
    tried = refused = 0
    for path, value in leaves(data):
        other = changed(path, value)
        if other is None:
            continue
        mended = repaired(data, path, other)
        if mended == data:
            continue  # the only weight there is cannot be another
        try:
            after = made(mended)
        except Problems:
            refused += 1
            continue
        tried += 1
        for language in ("zh", "en"):
            assert plain(after, language).rsplit("SHA-256", 1)[0] != before[language], (path, value, other)
        assert differing(after) == {}, (path, value, other)
    assert tried > (20 if name == "nyc-housing" else 60)
    assert refused <= 16


# ── and so it does for every word that decides something ──────────────────

PAYS = ("fee", "owner", "maintenance_fund", "utility", "insurance", "pending_finding")
CHOICES: dict[str, tuple[str, ...]] = {
    "mode": ("full", "partial", "co_managed"),
    "covers": ("maintenance", "sanitation", "order"),
    "size": ("large", "medium", "small", "micro"),
    "perform": ("P", "A", "W"), "accountable": ("P", "A", "W", "O"), "approve": ("P", "A", "auto"),
    "assist": ("P", "A"), "make_safe": ("P", "A"), "inquiry": ("P", "A"), "by": ("P", "A"),
    "controller": ("P", "A"), "processor": ("P", "A"), "pay": PAYS, "fallback": PAYS,
    "cause": ("wear", "sudden", "renewal"), "severity": ("S0", "S1", "S2"), "calendar": ("H24", "WD"),
    "makeup_day_as": ("mon", "tue", "sun"), "function": ("response_1", "repair_1", "planned_1", "inspection_1", "intact_1"),
    "requires": ("site_visit", "meeting"), "measure_score": ("half_up", "half_even", "down", "up"),
    "total": ("half_up", "half_even", "down", "up"), "money": ("half_up", "half_even", "down", "up"),
    "deductions": ("price_reduction", "damages"), "same": ("event", "equipment"), "late": ("respond", "repair"),
    "not_evaluated": ("skip", "break"), "handover": ("assets", "records", "keys"), "kinds": ("name", "phone", "id_number"),
    "not_capped": ("injury", "intent", "gross_negligence"), "on_end": ("return", "delete", "return_or_delete"),
    "rank_by": ("score", "-score", "red_lines", "-red_lines", "satisfaction"), "ties": ("share", "all"),
    "faults": ("trapped", "other", "smoke", "leak"), "evidence": ("proof", "notice_within_24h"),
    "document": ("DOC-099",), "consent": ("DOC-099",), "kind": ("lift_maintenance", "fire_maintenance", "other"),
    "phrase": ("及时性",), "zone": ("Asia/Urumqi",), "zh": ("别的话",), "en": ("other words",), "id": ("OTHER-01",),
}  # fmt: skip


@pytest.mark.parametrize("name", ["full", "co-managed", "small-2"])
def test_changing_any_word_that_decides_changes_the_text(name):
    data = DOCUMENTS[name]
    before = {language: plain(known(name), language).rsplit("SHA-256", 1)[0] for language in ("zh", "en")}
    tried, kept = set(), []
    for path, value in leaves(data):
        key = next(part for part in reversed(path) if isinstance(part, str))
        others = [not value] if isinstance(value, bool) else [one for one in CHOICES.get(key, ()) if one != value]
        for other in others[:1] if key in ("zh", "en") else others:
            try:
                after = made(put(data, path, other))
            except Problems:
                continue
            tried.add(key)
            for language in {"zh", "en"} - ({"zh": {"en"}, "en": {"zh"}}.get(key, set())):
                if plain(after, language).rsplit("SHA-256", 1)[0] == before[language]:
                    kept.append((path, value, other, language))
    assert kept == []
    assert len(tried) > 30


FRACTIONS = st.integers(0, 10_000).map(lambda n: f"{n / 10_000:.4f}")
AMOUNTS = st.integers(1, 10**10).map(lambda fen: f"{fen // 100}.{fen % 100:02d}")
LENGTHS = st.one_of(
    st.integers(1, 4000).map(lambda n: f"PT{n}M"),
    st.integers(1, 500).map(lambda n: f"PT{n}H"),
    st.integers(1, 400).map(lambda n: f"P{n}D"),
    st.tuples(st.integers(1, 40), st.integers(1, 23), st.integers(1, 59)).map(lambda n: f"P{n[0]}DT{n[1]}H{n[2]}M"),
)
DAYS = st.integers(1, 300).map(lambda n: f"P{n}D")
CURVES = st.one_of(
    st.tuples(FRACTIONS, FRACTIONS).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: {"linear": [*pair]}),
    FRACTIONS.map(lambda edge: {"at_least": edge}),
    FRACTIONS.map(lambda edge: {"at_most": edge}),
    st.sets(st.integers(1, 9_999), min_size=1, max_size=5).map(
        lambda cuts: {
            "step": [["0", "0"], *([f"{cut / 10_000:.4f}", str(20 * n)] for n, cut in enumerate(sorted(cuts), 1))]
        }
    ),
    st.sets(st.integers(0, 10_000), min_size=2, max_size=5).map(
        lambda cuts: {"points": [[f"{cut / 10_000:.4f}", str(20 * n)] for n, cut in enumerate(sorted(cuts), 1)]}
    ),
)


@settings(deadline=None)
@given(st.data())
def test_any_terms_say_the_same_in_both_languages(draw):
    pick = draw.draw
    data = deepcopy(SECOND)
    data["payment"]["monthly_fee"] = pick(AMOUNTS)
    data["payment"]["performance_share"] = pick(FRACTIONS)
    data["payment"]["vat"]["rate"] = pick(FRACTIONS)
    data["payment"]["interest"]["daily"] = pick(FRACTIONS)
    data["payment"]["cap"]["share"] = pick(FRACTIONS)
    data["payment"]["bedding_in"] = {
        "clause": "7.5",
        "months": pick(st.integers(1, 24)),
        "event_factor": pick(FRACTIONS),
    }
    data["statement"].update(issue_by=pick(LENGTHS), objection=pick(DAYS), pay_within=pick(DAYS))
    data["max_open"]["limit"] = pick(LENGTHS)
    for level in data["levels"].values():
        for clock in ("respond", "repair"):
            level[clock] = {"limit": pick(LENGTHS), "calendar": pick(st.sampled_from(["H24", "WD"]))}
    for measure in data["measures"].values():
        measure["curve"] = pick(CURVES)
        measure["min_n"] = pick(st.integers(0, 100))
    moved = pick(st.integers(-15, 15))
    data["measures"]["response"]["weight"] += moved
    data["measures"]["repair"]["weight"] -= moved
    for event in data["events"].values():
        event["amount"] = pick(AMOUNTS)
    data["exit"].update(need=pick(st.integers(1, 12)), consecutive=pick(st.booleans()), notice=pick(DAYS))
    data["liability"]["annual_cap"] = pick(st.one_of(st.none(), AMOUNTS))
    one = made(data)
    assert differing(one) == {}
    assert sorted(numbers(data)) == sorted(clause.number for clause in one.clauses)


CUTS = st.sets(st.integers(1, 9_999), min_size=1, max_size=4).map(sorted)
HOURS = st.integers(0, 1_439).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")


@given(st.data())
@settings(deadline=None)
def test_any_hours_bands_and_events_say_the_same_in_both_languages(draw):
    pick = draw.draw
    data = deepcopy(SECOND)
    first, second, third = sorted(pick(st.sets(HOURS, min_size=3, max_size=3)))
    span = {"callout": {"by": "P", "limit": pick(LENGTHS), "calendar": "H24"}}
    data["duty"] = [
        {"clause": "4.12", "from": first, "to": second},
        {"clause": "4.16", "from": second, "to": first, **span},
    ]
    days = pick(st.sampled_from(["mon", "sat-sun", "fri-mon", "mon-sun", "tue-thu"]))
    data["calendars"]["WD"]["weekly"] = {days: [[first, second], [second, third]]}
    data["calendars"]["WD"]["makeup_day_as"] = pick(st.sampled_from([None, "mon", "sun"]))
    bands = enumerate(pick(CUTS), 1)
    data["payment"]["quarter"]["bands"] = [
        ["0", "-0.05"],
        *([f"{cut / 100:.2f}", f"{n * 0.03 - 0.06:.3f}"] for n, cut in bands),
    ]
    low, *cuts = pick(CUTS)
    points = [
        [f"{low / 100:.2f}", "0.80"],
        *([f"{cut / 100:.2f}", f"0.8{n}"] for n, cut in enumerate(cuts, 1)),
        ["100", "1"],
    ]
    data["payment"]["coefficient"].update(below=[f"{low / 100:.2f}", "0.7"], points=points)
    factors = [f"{factor / 4:.2f}" for factor in pick(st.lists(st.integers(4, 20), min_size=1, max_size=5).map(sorted))]
    data["events"]["trapped_late"]["repeat"] = {"same": "equipment", "window": pick(LENGTHS), "factors": factors}
    data["renewal"].update(top=pick(st.integers(1, 20)), min_months=pick(st.integers(0, 36)))
    data["measures"]["satisfaction"].update(good=pick(st.integers(1, 5)), min_n=pick(st.integers(0, 3)), pool_months=2)
    assert differing(made(data)) == {}


# ── figures, and the command ──────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("在30分钟内,共88,000.00元,6%", {"1800s": 1, "88000": 1, "6%": 1}),
        ("within 30 minutes, 88,000.00 yuan, 6 %", {"1800s": 1, "88000": 1, "6%": 1}),
        ("2日3小时;2 days 3 hours", {"183600s": 2}),
        ("2026年7月1日00:00, 1 July 2026", {"2026-07-01": 2, "00:00": 1}),
        ("第6.2条 and clause 6.2、第四条、article 4、第十二条", {"§6.2": 2, "§4": 2, "§12": 1}),
        ("7日内 the seven days, 连续两个 Two consecutive", {"604800s": 2, "2": 2}),
        ("文件DOC-021,S0级", {"DOC-021": 1, "S0": 1}),
        ("0.70 and 0.7", {"0.7": 2}),
    ],
)
def test_figures(text, names):
    assert dict(figures(text)) == names


def run(tmp_path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """covenant's command in an isolated Python without site-packages."""
    program = (
        f"import sys, runpy; sys.path.insert(0, {str(ROOT / 'src')!r}); sys.argv = ['covenant', *{list(arguments)!r}]; "
    )
    program += "runpy.run_module('covenant', run_name='__main__', alter_sys=True)"
    return subprocess.run([sys.executable, "-I", "-S", "-B", "-c", program], capture_output=True, cwd=tmp_path)


def test_the_command_writes_text_and_data(tmp_path):
    path = tmp_path / "terms.json"
    path.write_bytes(canon.encode(SECOND))
    for language in ("zh", "en", "both"):
        done = run(tmp_path, "text", str(path), "--language", language)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.decode() == plain(known("full"), language)
    done = run(tmp_path, "text", str(path), "--json")
    assert json.loads(done.stdout) == as_data(known("full"))
    path.write_text("{}")
    done = run(tmp_path, "text", str(path))
    assert done.returncode == 2
    assert b"unusable" in done.stderr
