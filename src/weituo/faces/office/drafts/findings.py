"""What the check still refuses, in the reader's words: code by code, with what the English sentence names.

covenant's codes are stable, its sentences are not promised: what cannot be taken out of a sentence is left out, and a
code without words here shows the English as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covenant.agreement import REFUSE, Terms, Worst, check, read, worst_month
from covenant.agreement.finding import Finding
from covenant.errors import Problem, Problems
from weituo.faces.office import words as office
from weituo.faces.office.drafts import words
from weituo.faces.office.drafts.field import Section
from weituo.faces.office.drafts.maker import Maker
from weituo.faces.shared import labels


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to see to. `stops` tells what stands in the way of proposing from what should be known."""

    stops: bool
    clause: str
    text: str
    remedy: str
    anchor: str
    about: str
    path: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document stands: everything to see to, and the worst month once the document can be read."""

    items: tuple[Item, ...]
    worst: Worst | None
    terms: Terms | None

    @property
    def stops(self) -> tuple[Item, ...]:
        """What stands in the way of proposing."""
        return tuple(one for one in self.items if one.stops)

    @property
    def hints(self) -> tuple[Item, ...]:
        """What should be known before."""
        return tuple(one for one in self.items if not one.stops)


# code: what its sentence names, what is wrong, what to do
FINDINGS: Mapping[str, tuple[str, Promise, Promise]] = {
    "hole": (r"responsible for (?P<item>\S+) when the cause is (?P<cause>\w+)",
             _("Nobody is responsible for “%(item)s” when the cause is “%(cause)s”."),
             _("Add a row for it, or a last row for everything else and any cause.")),
    "two_rows": (r"Clauses (?P<one>[\d.]+) and (?P<other>[\d.]+) both decide (?P<item>\S+) for (?P<cause>\w+)",
                 _("Clauses %(one)s and %(other)s both decide “%(item)s” for “%(cause)s”."),
                 _("Make one of the two rows more specific, or take it out.")),
    "accountable": (r"makes (?P<party>\w) accountable",
                    _("%(party)s would answer to the owners; the property company stays accountable."),
                    _("Let the property company answer to the owners (Civil Code 941).")),
    "no_window": (r"", _("Rework has no period within which a fault counts as the same."),
                  _("Enter the days within which the same fault counts again, for instance 30.")),
    "no_clock": (r"", _("It judges a time limit that no urgency has."), _("Set this time limit for an urgency.")),
    "negative_month": (r"pay (?P<amount>[\d,.]+\d)", _("In the worst month the contractor would have to pay ¥%(amount)s."),
                       _("Raise the lowest coefficient, or lower the monthly cap or the quarter's deduction.")),
    "no_cap": (r"", _("Events have prices, but nothing limits what they take in a month."), _("Add a monthly cap.")),
    "excessive": (r"reach (?P<amount>[\d,.]+\d), more than 30 % above the expected loss of (?P<loss>[\d,.]+\d)",
                  _("A month's damages can reach ¥%(amount)s, more than 30 %% above the expected loss of ¥%(loss)s; a "
                    "court may lower them."),
                  _("Lower the cap, or let deductions be a price reduction (Civil Code 582).")),
    "unpinned": (r"^[\"'](?P<phrase>.+?)[\"'] can", _("“%(phrase)s” can be read in two ways and is not pinned."),
                 _("Say in both languages what it means here.")),
    "vague": (r"^[\"'](?P<phrase>.+?)[\"'] decides", _("“%(phrase)s” decides nothing by itself."),
              _("Define it under Definitions, or leave it out.")),
    "whole_service": (r"", _("Together with the estate's other agreements this entrusts maintenance, cleaning and "
                             "order: all of it."),
                      _("Keep one of the three with the property company (Civil Code 941).")),
    "below_statute": (r"", _("Life safety must be answered within 30 minutes."), _("Set at most 30 minutes.")),
    "not_always": (r"", _("The life-safety clock stands still outside working hours."), _("Let it count at all hours.")),
    "no_licence": (r"^(?P<party>\w) performs (?P<item>\S+) without a valid licence (?P<licence>\w+)",
                   _("%(party)s does “%(item)s” without a valid licence: %(licence)s."),
                   _("Enter the licence's document and last day, or let somebody else do the work.")),
    "licence_ends": (r"licence (?P<licence>\w+) of (?P<party>\w)",
                     _("The licence of %(party)s ends before the agreement does: %(licence)s."),
                     _("See to its renewal in time.")),
    "no_consent": (r"^(?P<party>\w) works", _("%(party)s works under the contractor without the property company's "
                                              "written consent."),
                   _("Enter the document of consent.")),
    "no_safety": (r"", _("There is no safety agreement."), _("Add it with its document (Work Safety Law 49).")),
    "no_data_terms": (r"", _("Residents' personal data are processed and nothing says how."),
                      _("Add the clause on personal data (PIPL 21).")),
    "void_cap": (r"", _("The cap on liability covers what no agreement can cap."),
                 _("Tick injury, intent and gross negligence under “Never capped” (Civil Code 506).")),
    "too_late": (r"not (?P<days>\d+)", _("A large company pays a small one within 60 days, not %(days)s."),
                 _("Set at most 60 days.")),
    "no_interest": (r"", _("Nothing is agreed for late payment; 0.05 %% a day applies by law."),
                    _("Add the interest for late payment.")),
    "mode": (r"performs (?P<item>\S+?)\.$", _("The rows do not fit the mode of delegation."),
             _("Change the row or the mode.")),
    "idle": (r"", _("The contractor performs nothing."), _("Let the contractor do at least one item.")),
}  # fmt: skip
PROBLEMS: Mapping[str, Promise] = {
    "missing": _("This is missing."),
    "not_text": _("A text is needed here, of at most 400 characters."),
    "unknown_word": _("This word is not known here; choose one of the list."),
    "not_number": _("A whole number within its limits is needed here."),
    "not_decimal": _("A number is needed here."),
    "not_money": _("An amount has at most two decimals."),
    "negative": _("The amount must not be negative."),
    "out_of_range": _("The value lies outside what is possible."),
    "weights": _("The weights do not add up to 100."),
    "too_many": _("More must cosign than there are witnesses."),
    "not_duration": _("A length of time is needed here."),
    "not_days": _("Whole days are needed here."),
    "not_positive": _("The time must be longer than nothing."),
    "not_date": _("A day is needed here."),
    "not_instant": _("A day is needed here."),
    "empty_term": _("The term ends before it begins."),
    "no_curve": _("The way from value to score is missing."),
    "bad_curve": _("The points cannot be read."),
    "flat_curve": _("The value for 0 points and the value for 100 must differ."),
    "score_range": _("Scores lie between 0 and 100."),
    "not_ascending": _("The values must rise from line to line."),
    "not_monotone": _("A better result must not pay or score less."),
    "hole": _("There is a gap, or two lines overlap."),
    "bad_coefficient": _("The coefficient's lines cannot be read."),
    "not_pairs": _("The lines cannot be read."),
    "not_clock_time": _("A time of day is needed here."),
    "no_measure": _("A duty is either so many a month or within a time."),
    "not_principal": _("Only the property company approves an excuse."),
    "same_party": _("Who decides about data and who works with them are two."),
    "clause_twice": _("This clause number stands twice."),
    "twice": _("Something is named twice."),
    "not_list": _("At least one entry is needed here."),
    "unknown_fault": _("A fault is named that the agreement does not know."),
    "unknown_item": _("An item is named that the agreement does not know."),
    "unknown_duty": _("This duty of the property company is not in the agreement."),
    "requires": _("This duty is not counted by the month."),
    "empty": _("At least one entry is needed here."),
    "not_earlier": _("A version follows an earlier one."),
    "parties": _("There must be exactly one property company and one contractor."),
    "no_level": _("An urgency has no time limits."),
}


def standing(document: Mapping[str, Any], others: Iterable[Terms], sections: tuple[Section, ...]) -> Standing:
    """Reads and checks. While the document cannot be read, only that is said: the gates come after."""
    maker = Maker(document)
    try:
        terms = read(dict(document))
    except Problems as found:
        items = dict.fromkeys(_problem(one, sections) for one in found.problems)
        return Standing(tuple(items), None, None)
    findings = check(terms, others)
    return Standing(tuple(_finding(one, maker, sections) for one in findings), worst_month(terms), terms)


def _finding(one: Finding, maker: Maker, sections: tuple[Section, ...]) -> Item:
    anchor, about = place(one.path, one.clause, sections)
    known = FINDINGS.get(one.code)
    text, remedy = one.message, one.remedy
    if known is not None:
        match = re.search(known[0], one.message)
        names = {key: _name(key, value, maker) for key, value in (match.groupdict() if match else {}).items()}
        try:
            text, remedy = str(known[1]) % names, str(known[2])
        except KeyError:
            remedy = str(known[2])
    return Item(one.level == REFUSE, one.clause or "", text, remedy, anchor, about, one.path)


def _problem(one: Problem, sections: tuple[Section, ...]) -> Item:
    anchor, about = place(one.path, one.clause, sections)
    words = PROBLEMS.get(one.code)
    text, remedy = (str(words), "") if words is not None else (one.message, one.remedy)
    return Item(True, one.clause or "", text, remedy, anchor, about, one.path)


_NAMES: Mapping[str, Callable[[str, Maker], str]] = {
    "item": lambda value, maker: dict(maker.items).get(value, value),
    "cause": lambda value, maker: labels.label(office.CAUSES, value),
    "party": lambda value, maker: dict(maker.parties).get(value, value),
    "licence": lambda value, maker: labels.label(words.LICENCES, value),
}


def _name(key: str, value: str, maker: Maker) -> str:
    return _NAMES[key](value, maker) if key in _NAMES else value


def place(path: str, clause: str | None, sections: tuple[Section, ...]) -> tuple[str, str]:
    """Where on the form a path of the terms is: the anchor, and what it is about. Among fields equally near the clause
    decides, then the first."""
    best, rank = ("", ""), (0, False)
    for section in sections:
        for group in section.groups:
            for field in group.fields:
                near = (_near(path, field.path), bool(clause) and clause == group.clause)
                if near[0] and near > rank:
                    best, rank = (field.anchor, field.about if near[0] > 1 else group.title or section.title), near
    head = path.partition(".")[0].partition("[")[0]
    if not rank[0]:
        home = next((one for one in sections if head in (one.key, *_HOME.get(one.key, ()))), None)
        best = (f"s-{home.key}", home.title) if home else best
    return best


_HOME: Mapping[str, tuple[str, ...]] = {
    "whom": ("agreement", "version", "parties"),
    "limits": ("levels", "severities", "max_open", "duty", "client_duties"),
    "hours": ("calendars",),
    "things": ("items",),
    "rules": ("rounding", "reclassify", "rejected_claim"),
    "payment": ("events", "payment"),
    "protection": ("safety", "witnessing", "data"),
    "measures": ("measures", "total"),
}


def _near(path: str, field: str) -> int:
    """How well a path speaks of a field: 0 not at all, 1 of its surroundings, more for the field itself."""
    if path == field:
        return 1000
    if path.startswith((f"{field}.", f"{field}[")):
        return 2 + len(field)
    return int(field.startswith((f"{path}.", f"{path}[")))
