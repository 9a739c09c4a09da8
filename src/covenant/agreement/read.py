"""From data to Terms, or everything that is wrong with the data at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from covenant import canon, period
from covenant.agreement import duty_terms, payment_terms, rights_terms, scoring_terms
from covenant.agreement.duties import Limit
from covenant.agreement.matrix import CAUSES, fits
from covenant.agreement.reader import Reader, duration
from covenant.agreement.terms import (
    MODES,
    PARTY_ROLES,
    PILLARS,
    SIZES,
    Fault,
    Item,
    Label,
    Level,
    Licence,
    Party,
    PauseRule,
    Row,
    Terms,
)
from covenant.calendar import Pattern, pattern
from covenant.errors import Problem, Problems
from covenant.facts.kinds import is_name, is_word

SCHEMAS = {"terms/1": 1, "terms/2": 2}
PATTERN = re.compile(r"\*|[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*(\.\*)?", re.ASCII)
PAYERS = ("fee", "owner", "maintenance_fund", "utility", "insurance", "pending_finding")


def read(data: object) -> Terms:
    """Typed terms of a terms/1 or terms/2 document; raises Problems with all that is wrong."""
    problems: list[Problem] = []
    try:
        canon.check(data)
    except Problems as found:
        problems.extend(found.problems)
        if found.problems[0].code in ("too_deep", "bad_key"):
            raise
    root = Reader(data, "", problems)
    schema = root.get("schema")
    if not isinstance(schema, str) or schema not in SCHEMAS:
        root.note("schema", "wrong_schema", "This is not a terms document.", f"schema: {list(SCHEMAS)[-1]}")
    root.schema = SCHEMAS.get(schema, 2) if isinstance(schema, str) else 2
    terms = _terms(root)
    root.done()
    _clauses(data, problems)
    if problems:
        raise Problems(problems)
    return terms


def _terms(root: Reader) -> Terms:
    head, version = root.child("agreement"), root.child("version")
    parties = _parties(root)
    calendars, calendar_clauses = _calendars(root)
    severities, severity_clauses = _severities(root)
    faults, items = _faults(root, severities), _items(root)
    term = head.child("term")
    start = term.parse("start", period.day_ordinal, 1)
    end = term.parse("end", period.day_ordinal, 2)
    if end <= start:
        term.note("end", "empty_term", "The term ends before it starts.")
    supersedes = version.get("supersedes", required=False)
    if supersedes is not None and type(supersedes) is not int:
        version.note("supersedes", "not_number", "supersedes must be a version number or null.")
    reclassify, rejected, max_open = (root.child(key) for key in ("reclassify", "rejected_claim", "max_open"))
    reclassify.word("up", ("new_clock_from_event",))
    reclassify.word("down", ("keep",))
    rejected.word("rule", ("continuous",))
    statement, total = root.child("statement"), root.child("total")
    result = Terms(
        schema=root.schema,
        document=root.data,
        key=_name(head, "id"),
        title=head.label("title"),
        mode=head.word("mode", MODES, "a mode of delegation"),
        zone=head.text("zone"),
        start=start,
        end=end,
        parties=parties,
        no=version.number("no", 1, 9999),
        effective_from=version.parse("effective_from", period.instant, 0),
        supersedes=supersedes if type(supersedes) is int else None,
        calendars=calendars,
        calendar_clauses=calendar_clauses,
        severities=severities,
        severity_clauses=severity_clauses,
        levels=_levels(root, severities, calendars),
        reclassify_clause=reclassify.clause_number(),
        rejected_claim_clause=rejected.clause_number(),
        max_open=max_open.parse("limit", duration, 1),
        max_open_clause=max_open.clause_number(),
        pauses=_pauses(root, parties),
        items=items,
        faults=faults,
        matrix=_matrix(root, parties),
        measures=scoring_terms.measures(root),
        total_clause=total.clause_number(),
        min_weight=Fraction(total.number("min_weight", 0, 100)),
        rounding=scoring_terms.rounding(root),
        payment=payment_terms.payment(root),
        statement_clause=statement.clause_number(),
        issue_by=statement.parse("issue_by", duration, 1),
        **(_second(root, head, statement, total, parties, calendars, severities) if root.schema == 2 else {}),
    )
    _names(root, result)
    for reader in (head, version, term, reclassify, rejected, max_open, statement, total):
        reader.done()
    return result


def _second(
    root: Reader,
    head: Reader,
    statement: Reader,
    total: Reader,
    parties: Mapping[str, Party],
    calendars: Mapping[str, Pattern],
    severities: Mapping[str, Label],
) -> dict[str, Any]:
    """What terms/2 adds."""
    return {
        "covers": rights_terms.words(head, "covers", PILLARS),
        "min_days": total.number("min_days", 0, 31),
        "objection_days": statement.parse("objection", rights_terms.days, 1),
        "objection_calendar": statement.word("calendar", tuple(calendars), "a calendar of this agreement"),
        "pay_within_days": statement.parse("pay_within", rights_terms.days, 1),
        "definitions": duty_terms.definitions(root),
        "excuses": duty_terms.excuses(root, parties),
        "duty": duty_terms.duty(root, parties, calendars),
        "client_duties": duty_terms.client_duties(root, calendars),
        "liability": rights_terms.liability(root),
        "exit": rights_terms.exit_terms(root),
        "renewal": rights_terms.renewal(root),
        "data": duty_terms.data(root, parties),
        "safety": duty_terms.safety(root),
        "witnessing": duty_terms.witnessing(root, parties),
        "evidence": duty_terms.evidence(root, severities),
        "notes": duty_terms.notes(root),
    }


def _names(root: Reader, terms: Terms) -> None:
    """Whatever names something else names something that is there."""
    if terms.schema > 1:
        covered = [("matrix", row.item) for row in terms.matrix]
        covered += [("evidence", item) for rule in terms.evidence for item in rule.items]
        for where, pattern in covered:
            if not PATTERN.fullmatch(pattern):
                root.note(where, "bad_pattern", f"{pattern!r} covers nothing.", "Write *, lift.* or lift.car.")
        if terms.supersedes is not None and not 1 <= terms.supersedes < terms.no:
            root.note("version.supersedes", "not_earlier", "A version supersedes an earlier one.")
    for item in terms.items.values():
        if terms.schema > 1 and len(set(item.faults)) != len(item.faults):
            root.note("items", "twice", f"{item.key} names a fault twice.")
        for fault in item.faults:
            if fault not in terms.faults:
                root.note("items", "unknown_fault", f"{item.key} names the fault {fault!r}, which is not defined.")
    for measure in terms.measures.values():
        path = f"measures.{measure.key}"
        if measure.requires and measure.requires not in terms.client_duties:
            root.note(path, "unknown_duty", f"{measure.requires!r} is not a duty of the principal here.")
        if measure.requires and measure.function != "inspection_1":
            root.note(path, "requires", "Only inspection_1 requires a duty of the principal.")
        duty = terms.client_duties.get(measure.requires or "")
        if duty is not None and duty.least is None:
            root.note(path, "requires", f"{duty.key} is not counted by the month.", "Require a duty with least.")
        for one in measure.assets:
            if not any(fits(one.item, item) for item in terms.items):
                root.note(f"{path}.assets.{one.key}", "unknown_item", f"No item fits {one.item!r}.")
            for fault in one.faults:
                if fault not in terms.faults:
                    root.note(f"{path}.assets.{one.key}", "unknown_fault", f"The fault {fault!r} is not defined.")
    for event in terms.payment.events.values():
        for fault in event.when.faults if event.when else ():
            if fault not in terms.faults:
                root.note(f"events.{event.key}.when", "unknown_fault", f"The fault {fault!r} is not defined.")


def _name(reader: Reader, key: str) -> str:
    """An identifier that facts can carry."""
    raw = reader.text(key)
    if raw and not is_name(raw):
        reader.note(key, "bad_name", f"{raw!r} cannot stand in a fact.", "Letters, digits and . _ - : / # only.")
    return raw


def _parties(root: Reader) -> dict[str, Party]:
    parties: dict[str, Party] = {}
    for key, reader in root.children("parties"):
        if len(key) != 1 or not "A" <= key <= "Z" or key in "RS":
            reader.note("", "bad_party", f"{key!r} cannot be a party.", "One capital letter; R and S are taken.")
        role, name = reader.word("role", PARTY_ROLES, "a party's role"), reader.label("name")
        parties[key] = Party(key, role, name, **(_standing(reader) if root.schema == 2 else {}))
        reader.done()
    for role in ("principal", "contractor"):
        count = sum(party.role == role for party in parties.values())
        if count != 1:
            root.note("parties", "parties", f"There must be exactly one {role}, not {count}.")
            parties.setdefault("P" if role == "principal" else "A", Party("P", role, {"zh": "", "en": ""}))
    return parties


def _standing(reader: Reader) -> dict[str, Any]:
    licences = []
    if reader.get("licences", required=False) is not None:
        for one in reader.rows("licences"):
            licences.append(Licence(one.text("kind"), one.text("document"), one.parse("until", period.day_ordinal, 1)))
            one.done()
    size = reader.optional_text("size") or ""
    if size and size not in SIZES:
        reader.note("size", "unknown_word", f"{size!r} is not a size.", f"Use one of: {', '.join(SIZES)}.")
    return {"size": size, "licences": tuple(licences), "consent": reader.optional_text("consent") or ""}


def _calendars(root: Reader) -> tuple[dict[str, Pattern], dict[str, str]]:
    patterns: dict[str, Pattern] = {}
    clauses: dict[str, str] = {}
    for key, reader in root.children("calendars"):
        clauses[key] = reader.clause_number()
        try:
            patterns[key] = pattern(reader.data, reader.path)
        except Problems as problems:
            reader.problems.extend(problems.problems)
        reader.done("weekly", "holidays", "makeup_day_as")
    return patterns, clauses


def _severities(root: Reader) -> tuple[dict[str, Label], dict[str, str]]:
    labels: dict[str, Label] = {}
    clauses: dict[str, str] = {}
    for key, reader in root.children("severities"):
        labels[key], clauses[key] = reader.label(), reader.clause_number()
        reader.done()
    return labels, clauses


def _levels(root: Reader, severities: Mapping[str, Label], calendars: Mapping[str, Pattern]) -> dict[str, Level]:
    levels: dict[str, Level] = {}
    for key, reader in root.children("levels"):
        if key not in severities:
            reader.note("", "unknown_severity", f"{key!r} is not a severity of this agreement.")
        limits: dict[str, Limit | None] = {}
        for clock in ("respond", "repair"):
            limits[clock] = None
            if reader.get(clock, required=False) is not None:
                limits[clock] = duty_terms.limit(reader.child(clock), calendars)
        levels[key] = Level(reader.clause_number(), limits["respond"], limits["repair"])
        reader.done()
    for key in severities:
        if key not in levels:
            root.note("levels", "no_level", f"The severity {key} has no service level.", f"Add levels.{key}.")
    return levels


def _pauses(root: Reader, parties: Mapping[str, Party]) -> dict[str, PauseRule]:
    rules: dict[str, PauseRule] = {}
    for key, reader in root.children("pauses"):
        cap = None
        if reader.get("cap", required=False) is not None:
            cap = reader.parse("cap", duration, 1)
        approve = reader.word("approve", ("auto", *parties), "auto or a party")
        rules[key] = PauseRule(key, reader.clause_number(), reader.label(), cap, approve)
        reader.done()
    return rules


def _faults(root: Reader, severities: Mapping[str, Label]) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    for key, reader in root.children("faults"):
        severity = reader.word("severity", severities, "a severity of this agreement")
        faults[key] = Fault(key, reader.label(), severity, reader.word("cause", CAUSES, "a cause"))
        reader.done()
    return faults


def _items(root: Reader) -> dict[str, Item]:
    items: dict[str, Item] = {}
    for reader in root.rows("items"):
        key = reader.word("item")
        if key and not is_word(key):
            reader.note("item", "bad_name", f"{key!r} cannot stand in a fact.", "A dotted word, such as lift.car.")
        faults = reader.get("faults")
        if not isinstance(faults, list) or not faults or not all(isinstance(fault, str) for fault in faults):
            reader.note("faults", "not_list", "faults must list at least one fault.")
            faults = []
        if key in items:
            reader.note("item", "twice", f"The item {key} stands twice.")
        items[key] = Item(key, reader.label(), tuple(faults))
        reader.done()
    return items


def _matrix(root: Reader, parties: Mapping[str, Party]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for reader in root.rows("matrix"):
        first = root.schema == 1
        helpers = {} if first else {key: _party(reader, key, parties) for key in ("assist", "make_safe", "inquiry")}
        rows.append(
            Row(
                reader.clause_number(),
                reader.text("item"),
                reader.word("cause", ("any", *CAUSES), "a cause"),
                reader.word("perform", tuple(parties), "a party"),
                reader.word("accountable", tuple(parties), "a party"),
                reader.text("pay") if first else reader.word("pay", (*PAYERS, *parties), "who pays"),
                **helpers,
                fallback=None if first else reader.optional_text("fallback"),
            )
        )
        if rows[-1].fallback and rows[-1].fallback not in (*PAYERS, *parties):
            reader.note("fallback", "unknown_word", f"{rows[-1].fallback!r} is not known as who pays.")
        reader.done()
    return tuple(rows)


def _party(reader: Reader, key: str, parties: Mapping[str, Party]) -> str | None:
    return None if reader.get(key, required=False) is None else reader.word(key, tuple(parties), "a party")


def _clauses(data: Any, problems: list[Problem]) -> None:
    """No clause number may stand for two things."""
    first: dict[str, str] = {}
    stack: list[tuple[str, Any]] = [("", data)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, Mapping):
            clause = value.get("clause")
            if isinstance(clause, str):
                if clause in first:
                    message = f"Clause {clause} already stands at {first[clause]}."
                    problems.append(Problem(path, "clause_twice", message, "Give it a number of its own.", clause))
                first.setdefault(clause, path)
            stack.extend((f"{path}.{key}" if path else str(key), item) for key, item in reversed(list(value.items())))
        elif isinstance(value, list):
            stack.extend((f"{path}[{index}]", item) for index, item in reversed(list(enumerate(value))))


__all__ = ["PAYERS", "SCHEMAS", "read"]
