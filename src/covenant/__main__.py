"""`python -m covenant`: files in, JSON or text out. Exit 0 done, 1 refused, 2 unusable input.

The only module of covenant that touches files. No clock is read here either: `--as-of` defaults to when the last fact
was taken, or the end of the month when that is later.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from covenant import canon
from covenant.agreement import REFUSE, Agreement, Terms, check, read, refused, worst_month
from covenant.bundle import Wanted, audit, opened
from covenant.calendar import Calendars
from covenant.errors import Problems, Refusal, unusable
from covenant.facts import decode
from covenant.money import format_fen
from covenant.period import Month, instant
from covenant.seal import Policy
from covenant.statement import Book, statement, statement_bytes
from covenant.text import LANGUAGES, as_data, contract, plain

OK, REFUSED, UNUSABLE = 0, 1, 2
MAX_FILE = 2**30


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except Refusal as refusal:
        print(f"refused: {refusal}", file=sys.stderr)
        return REFUSED
    except Problems as problems:
        for problem in problems.problems:
            print(f"unusable: {problem}", file=sys.stderr)
        return UNUSABLE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="covenant", description="Check terms, settle months, write contracts, verify bundles."
    )
    commands = parser.add_subparsers(required=True, metavar="check | settle | text | verify")
    one = commands.add_parser("check", help="say everything that keeps terms from being activated")
    one.add_argument("terms", type=Path, help="terms/1 or terms/2 as JSON")
    one.add_argument("--others", type=Path, nargs="+", default=[], help="the estate's other agreements in force")
    one.set_defaults(run=_check)
    two = commands.add_parser("settle", help="compute the statement of a month")
    two.add_argument("--terms", type=Path, nargs="+", required=True, help="every version, as JSON")
    two.add_argument("--calendars", type=Path, required=True, help="calendars/1 as JSON")
    two.add_argument("--facts", type=Path, required=True, help="facts/1 as JSON Lines")
    two.add_argument("--month", required=True, help="as 2026-04")
    two.add_argument("--as-of", help="the moment whose knowledge counts, as 2026-05-03T09:00:00+08:00 or ms UTC")
    two.add_argument("--text", action="store_true", help="a summary to read instead of the document")
    two.set_defaults(run=_settle)
    three = commands.add_parser("text", help="write the contract the terms stand for")
    three.add_argument("terms", type=Path, help="terms/1 or terms/2 as JSON")
    three.add_argument("--language", choices=LANGUAGES, default="both", help="zh, en, or both line by line")
    three.add_argument("--json", action="store_true", help="clauses as data, always in both languages")
    three.set_defaults(run=_contract)
    four = commands.add_parser("verify", help="check an audit bundle: the log, the promises, every figure")
    four.add_argument("bundle", type=Path, help="bundle/1, a zip file")
    four.add_argument("--policy", type=Path, required=True, help="who must have signed, from the agreement")
    four.add_argument("--at-least", type=int, default=0, metavar="SIZE", help="entries the log must have by now")
    four.add_argument("--not-older", metavar="TIME", help="the newest cosignature must not be older than this")
    four.add_argument("--month", action="append", default=[], help="a month whose statement must be there (repeatable)")
    four.add_argument("--receipt", type=Path, action="append", default=[], help="a receipt to look up (repeatable)")
    four.add_argument("--json", action="store_true", help="the findings as data")
    four.set_defaults(run=_verify)
    return parser


def _load(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE:
            raise unusable(str(path), "too_large", "The file is larger than 1 GiB.")
        return path.read_bytes()
    except OSError as error:
        raise unusable(str(path), "unreadable", f"The file cannot be read: {error.strerror}.") from None


def _terms(path: Path) -> Terms:
    return read(canon.loads(_load(path)))


def _check(options: argparse.Namespace) -> int:
    terms = _terms(options.terms)
    findings = check(terms, [_terms(path) for path in options.others])
    for finding in findings:
        clause = f" (clause {finding.clause})" if finding.clause else ""
        level = "" if finding.level == REFUSE else "warning: "
        print(f"{level}{finding.path}{clause}: {finding.message} {finding.remedy}")
    print(f"{terms.key} version {terms.no}: {len(findings) or 'no'} finding{'s' * (len(findings) != 1)}.")
    worst = worst_month(terms)
    parts = {"fixed": worst.fixed, "performance": worst.performance, "events": -worst.events}
    parts |= {"red lines": -worst.red_lines, "quarter": worst.quarter}
    made_of = ", ".join(f"{name} {format_fen(fen)}" for name, fen in parts.items() if fen)
    print(f"The worst month pays {format_fen(worst.net)} before VAT ({made_of}).")
    return REFUSED if refused(findings) else OK


def _settle(options: argparse.Namespace) -> int:
    agreement = Agreement(_terms(path) for path in options.terms)
    calendars = Calendars.from_data(canon.loads(_load(options.calendars)))
    month = Month.parse(options.month)
    leaves = [line for line in _load(options.facts).splitlines() if line.strip()]
    as_of = _as_of(options.as_of, leaves, month.span(calendars.zone)[1])
    book = Book(agreement, calendars, leaves, as_of)
    document = statement(book, month)
    for reason, count in book.month(month).collected.ignored.items():
        print(f"left aside: {count} {reason.replace('_', ' ')}", file=sys.stderr)
    if options.text:
        print(_text(document))
    else:
        sys.stdout.buffer.write(statement_bytes(document) + b"\n")
    return OK


def _contract(options: argparse.Namespace) -> int:
    made = contract(_terms(options.terms))
    if options.json:
        sys.stdout.buffer.write(canon.encode(as_data(made)) + b"\n")
    else:
        sys.stdout.buffer.write(plain(made, options.language).encode())
    return OK


def _verify(options: argparse.Namespace) -> int:
    wanted = Wanted(
        Policy.parse(_load(options.policy)),
        least=options.at_least,
        since=instant(options.not_older, "--not-older") if options.not_older else 0,
        receipts=[_load(path) for path in options.receipt],
        months=options.month,
    )
    try:
        with options.bundle.open("rb") as file:
            report = audit(opened(file), wanted)
    except OSError as error:
        raise unusable(str(options.bundle), "unreadable", f"The file cannot be read: {error.strerror}.") from None
    if options.json:
        found = [
            {"level": one.level, "code": one.code, "text": one.text, "leaf": one.leaf, "clause": one.clause}
            for one in report.findings
        ]
        print(canon.encode({"schema": "audit/1", "proven": not report.broken, "findings": found}).decode())
    else:
        print(report.text)
    return REFUSED if report.broken else OK


def _as_of(text: str | None, leaves: Sequence[bytes], end: int) -> int:
    if text is not None:
        return int(text) if text.isdigit() else instant(text, "--as-of")
    latest = end
    for leaf in leaves:
        try:
            latest = max(latest, decode(leaf).recv)
        except Problems:
            continue
    return latest


def _text(document: dict[str, Any]) -> str:
    lines = [f"{document['agreement']} {document['month']} · {document['facts']['count']} facts"]
    for measure in document["measures"]:
        score = measure["score"] or "not evaluated"
        lines.append(
            f"  {measure['clause']:>5} {measure['label']['en']:<24} {measure['num']}/{measure['den']:<8} {score:>14}"
        )
    total = document["total"]["score"] or "not evaluated"
    lines.append(f"  {document['total']['clause']:>5} {'Total score':<24} {'':<10} {total:>14}")
    for line in document["lines"]:
        lines.append(f"  {line['clause']:>5} {line['label']['en']:<24} {'':<10} {format_fen(line['fen']):>14}")
    lines.append(f"  {'':>5} {'Gross payment':<24} {'':<10} {format_fen(document['gross']):>14}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
