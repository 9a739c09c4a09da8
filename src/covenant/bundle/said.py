"""What a log says of itself: who has to sign it, and which personal values were erased."""

from __future__ import annotations

from collections.abc import Sequence

from covenant import canon
from covenant.agreement import read
from covenant.bundle.archive import Archive
from covenant.bundle.report import BROKEN, OPEN, PROVEN, Report
from covenant.errors import Problems
from covenant.facts import Fact
from covenant.seal import Policy


def ruled(facts: Sequence[Fact], policy: Policy, report: Report) -> None:
    """Compares the newest rule in the log with the policy the auditor brought. Another one is no fraud by itself: an
    auditor may ask for more. It is said, so that nobody lowers it unseen."""
    told = [(at, fact.body["policy"]) for at, fact in enumerate(facts) if fact.kind == "log.ruled"]
    if not told:
        report.add(OPEN, "not_ruled", "The log does not say who has to sign it: the policy rests on your word alone.")
        return
    at, text = told[-1]
    try:
        own = Policy.parse(text.encode())
    except Problems as problems:
        report.add(BROKEN, "ruled", f"What the log says about who has to sign cannot be read: {problems}.", at)
        return
    if _same(own, policy):
        times = f", changed {len(told) - 1} times" if len(told) > 1 else ""
        report.add(PROVEN, "ruled", f"The log itself says who has to sign it, as your policy does{times}.", at)
    else:
        report.add(
            OPEN, "ruled", "The log itself names other keys or another number of witnesses than your policy.", at
        )


def agreed(archive: Archive, facts: Sequence[Fact], report: Report) -> None:
    """Whether the log asks for as many cosignatures as the agreement in its newest version says."""
    active = [fact.body["terms"] for fact in facts if fact.kind == "agreement.activated"]
    told = [(at, fact.body["policy"]) for at, fact in enumerate(facts) if fact.kind == "log.ruled"]
    name = f"terms/{active[-1]}.json" if active else ""
    if name not in archive:
        return
    try:
        wanted = read(canon.loads(archive.read(name))).witnessing
        if wanted is None:
            return
        have = _asked(Policy.parse(told[-1][1].encode()))[0] if told else 0
    except Problems:
        return  # said where terms and rules are read
    enough = isinstance(have, int) and have >= wanted.quorum
    text = f"The agreement asks for {wanted.quorum} cosignatures of {len(wanted.parties)} parties; the log asks for {have}."
    report.add(PROVEN if enough else OPEN, "witnessing", text, told[-1][0] if told else None, wanted.clause)


def erased(facts: Sequence[Fact], report: Report) -> set[tuple[str, str]]:
    """The personal values (fact, name) that the log says were erased; that each erasure is of a fact before it."""
    before = {fact.id: at for at, fact in enumerate(facts)}
    gone: set[tuple[str, str]] = set()
    for at, fact in enumerate(facts):
        if fact.kind == "privacy.erased":
            about = fact.body["fact"]
            if before.get(about, at) >= at:
                report.add(BROKEN, "erased", "Values are said to be erased of a fact the log does not hold before.", at)
                return gone
            gone |= {(about, name) for name in fact.body["names"]}
    if gone:
        text = f"{len(gone)} personal values were erased, as the log says itself; no figure rests on any of them."
        report.add(PROVEN, "erased", text)
    return gone


def _same(one: Policy, other: Policy) -> bool:
    """Whether both ask the same of the same keys, whatever names they give them."""
    return set(one.logs) == set(other.logs) and _asked(one) == _asked(other)


def _asked(policy: Policy) -> tuple[int, frozenset[str]] | str:
    """How many of which witnesses, where the policy is as plain as that; its own text where it is not."""
    if policy.quorum == "none":
        return 0, frozenset()
    group = policy.groups.get(policy.quorum)
    if group is not None and set(group.members) <= set(policy.witnesses):
        return group.need, frozenset(policy.witnesses[name].line for name in group.members)
    if policy.quorum in policy.witnesses:
        return 1, frozenset({policy.witnesses[policy.quorum].line})
    return policy.text
