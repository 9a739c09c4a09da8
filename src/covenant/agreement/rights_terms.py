"""Reading what happens when things go wrong or come to an end: liability, exit, renewal."""

from __future__ import annotations

from covenant import money, period
from covenant.agreement.reader import Reader
from covenant.errors import unusable
from covenant.exit import ExitTerms
from covenant.liability import Insurance, LiabilityTerms
from covenant.money import Fen
from covenant.renewal import RenewalTerms
from covenant.zone import DAY

NOT_CAPPED = ("injury", "intent", "gross_negligence")
HANDOVER = ("assets", "records", "keys", "open_orders", "personal_data", "deposit")
RANK_BY = ("score", "-score", "red_lines", "-red_lines", "satisfaction", "-satisfaction")


def liability(root: Reader) -> LiabilityTerms | None:
    """Caps and insurance; None when the document has none."""
    reader = root.maybe("liability")
    if reader is None:
        return None
    cap = None if reader.get("annual_cap", required=False) is None else amount(reader, "annual_cap")
    inner = reader.maybe("insurance")
    insurance = None
    if inner is not None:
        deductible = inner.child("deductible")
        insurance = Insurance(
            amount(inner, "per_event"),
            amount(deductible, "least"),
            deductible.fraction("share", 0, 1),
        )
        inner.text("kind")
        deductible.done()
        inner.done()
    result = LiabilityTerms(reader.clause_number(), cap, words(reader, "not_capped", NOT_CAPPED), insurance)
    reader.done()
    return result


def exit_terms(root: Reader) -> ExitTerms | None:
    """When a right to terminate arises and lapses; None when the document has none."""
    reader = root.maybe("exit")
    if reader is None:
        return None
    result = ExitTerms(
        clause=reader.clause_number(),
        fail_below=reader.fraction("fail_below", 0, 100),
        need=reader.number("need", 1, 12),
        consecutive=reader.flag("consecutive"),
        not_evaluated=reader.word("not_evaluated", ("skip", "break")),
        notice_days=reader.parse("notice", days, 1),
        exercise_within_days=reader.parse("exercise_within", days, 1),
        handover=words(reader, "handover", HANDOVER),
    )
    reader.done()
    return result


def renewal(root: Reader) -> RenewalTerms | None:
    """How contractors are ranked at the end; None when the document has none."""
    reader = root.maybe("renewal")
    if reader is None:
        return None
    result = RenewalTerms(
        clause=reader.clause_number(),
        rank_by=words(reader, "rank_by", RANK_BY),
        top=reader.number("top", 1, 20),
        ties=reader.word("ties", ("share", "all")),
        min_months=reader.number("min_months", 0, 36),
        min_score=reader.fraction("min_score", 0, 100),
    )
    reader.done()
    return result


def amount(reader: Reader, key: str) -> Fen:
    """Yuan, not negative."""
    value = reader.parse(key, money.yuan, 0)
    if value < 0:
        reader.note(key, "negative", "The amount must not be negative.")
    return value


def words(reader: Reader, key: str, among: tuple[str, ...]) -> tuple[str, ...]:
    """A list of words out of a closed set, each once."""
    found = reader.texts(key)
    for text in found:
        if text not in among:
            reader.note(key, "unknown_word", f"{text!r} is not known here.", f"Use: {', '.join(among)}.")
    if len({text.removeprefix("-") for text in found}) != len(found):
        reader.note(key, "twice", f"{key} names something twice.")
    return found


def days(raw: object, path: str) -> int:
    """Whole days of a duration such as P15D."""
    value, rest = divmod(period.duration_ms(raw, path), DAY)  # type: ignore[arg-type]
    if rest or value <= 0:
        raise unusable(path, "not_days", f"{raw!r} is not a whole number of days.", "Write it as P15D.")
    return value


__all__ = ["amount", "days", "exit_terms", "liability", "renewal", "words"]
