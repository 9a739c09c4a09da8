"""“This record can be proven”: the panel under an order on every face, and what can be taken away from it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy, pgettext_lazy

from weituo.estate import reads as estates
from weituo.faces.shared import check, labels, program
from weituo.faces.shared.request import StaffRequest
from weituo.ledger import proofs, receipts, shown
from weituo.people.reads import Actor
from weituo.work import reads as work
from weituo.work.reads import Detail

STATES: Mapping[str, Promise] = {
    shown.WAITING: pgettext_lazy("proof", "Waiting for its place"),
    shown.PLACED: pgettext_lazy("proof", "In the log, not signed yet"),
    shown.SIGNED: pgettext_lazy("proof", "Signed, not witnessed yet"),
    shown.ALONE: pgettext_lazy("proof", "Signed; there is no witness"),
    shown.SEALED: pgettext_lazy("proof", "Witnessed"),
    shown.HALTED: pgettext_lazy("proof", "The log has stopped signing"),
}
NEXT: Mapping[str, Promise] = {
    shown.WAITING: gettext_lazy("The log gives it a place within a minute. Reload the page then."),
    shown.PLACED: gettext_lazy("The log signs within a minute. Reload the page then."),
    shown.SIGNED: gettext_lazy("The log has signed; the witnesses are asked every half minute."),
    shown.ALONE: gettext_lazy("Nobody outside cosigns this log yet, so it rests on the log's own signature."),
    shown.HALTED: gettext_lazy(
        "Facts are kept as ever, but nothing new is signed until the property company has looked why."
    ),
}
SURE = gettext_lazy("Whoever changes a single character from now on is found out, by anybody who looks.")
KEPT = gettext_lazy("Whoever has kept the proof file can show every later change.")
SOON = gettext_lazy("Once witnesses have cosigned, anybody can find out when a single character is changed.")
KINDS = {"json": "application/json", "tlog-proof": "text/plain", "receipt": "text/plain"}
MOMENT = (1980, 1, 1, 0, 0, 0)
Address = Callable[[UUID, str], str]
Mine = Callable[[shown.Entry], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """A fact as the panel lists it: what happened when, its place, its state, and the files there are."""

    label: str
    at: datetime
    index: int | None
    state: str
    word: str
    fact: str
    proof: str
    receipt: str


@dataclass(frozen=True, slots=True)
class Covered:
    """So many facts under one signed checkpoint."""

    count: int
    first: int
    last: int
    cover: shown.Cover


@dataclass(frozen=True, slots=True)
class Panel:
    """What the panel says."""

    subject: shown.Subject
    state: str
    word: str
    means: str
    next: str
    rows: tuple[Row, ...]
    covered: tuple[Covered, ...]
    whole: str


def name_of(order_id: UUID) -> str:
    """What the facts of an order call it."""
    return f"order/{order_id}"


def panel(estate_id: UUID, order_id: UUID, *, whole: str, address: Address, mine: Mine) -> Panel:
    """The panel of an order. `whole` is the address of all files as one, `address` that of a fact's file; `mine` says
    whether a fact is of who looks: for these there are receipts."""
    found = shown.subject(estate_id, name_of(order_id))
    rows = tuple(
        Row(
            label=labels.label(labels.STEPS, one.kind),
            at=one.at,
            index=one.index,
            state=one.state,
            word=str(STATES[one.state]),
            fact=address(one.fact_id, "json"),
            proof=address(one.fact_id, "tlog-proof") if one.cover else "",
            receipt=address(one.fact_id, "receipt") if mine(one) else "",
        )
        for one in found.entries
    )
    return Panel(
        found,
        found.state,
        str(STATES[found.state]),
        str({shown.SEALED: SURE, shown.ALONE: KEPT}.get(found.state, SOON)),
        str(NEXT.get(found.state, "")),
        rows,
        tuple(_covered(cover, entries) for cover, entries in found.covers),
        whole,
    )


def _covered(cover: shown.Cover, entries: tuple[shown.Entry, ...]) -> Covered:
    places = [one.index for one in entries if one.index is not None]
    return Covered(len(entries), min(places), max(places), cover)


def staff_panel(actor: Actor, order: Detail, *, whole: str, each: str) -> Panel:
    """The panel for whoever is signed in, with receipts for what they did. `whole` and `each` name the addresses of all
    files and of one."""
    order_id = order.line.id
    return panel(
        order.estate_id,
        order_id,
        whole=reverse(whole, args=[order_id]),
        address=lambda fact, kind: reverse(each, args=[order_id, fact, kind]),
        mine=lambda one: one.actor == actor.pseudonym,
    )


def staff_files(request: StaffRequest, order_id: UUID) -> HttpResponse:
    """Every fact of an order that whoever is signed in may read, as one zip file."""
    found = _detail(request, order_id)
    return all_files(found.estate_id, order_id, found.line.number)


def staff_file(request: StaffRequest, order_id: UUID, fact_id: UUID, kind: str) -> HttpResponse:
    """One fact, its proof, or the receipt of what they did."""
    found, me = _detail(request, order_id), request.actor.pseudonym
    return one_file(found.estate_id, order_id, fact_id, kind, now=request.now, mine=lambda one: one.actor == me)


def _detail(request: StaffRequest, order_id: UUID) -> Detail:
    found = work.detail(request.actor, order_id, now=request.now)
    if found is None:
        raise Http404
    return found


def one_file(estate_id: UUID, order_id: UUID, fact_id: UUID, kind: str, *, now: datetime, mine: Mine) -> HttpResponse:
    """A fact's bytes, its proof or its receipt. 404 for a fact of another order, a proof that is not there yet, and the
    receipt of what somebody else did."""
    found = shown.subject(estate_id, name_of(order_id))
    one = next((entry for entry in found.entries if entry.fact_id == fact_id), None)
    if one is None or kind not in KINDS:
        raise Http404
    data: bytes | None = None
    if kind == "json":
        data = shown.entry(estate_id, name_of(order_id), fact_id)
    elif kind == "tlog-proof":
        data = proofs.proof(fact_id)
    elif mine(one):
        data = receipts.receipt(fact_id, estates.estate(estate_id).log, now)
    if data is None:
        raise Http404
    return download(data, KINDS[kind], f"{stem(one)}.{kind}")


def all_files(estate_id: UUID, order_id: UUID, number: str) -> HttpResponse:
    """Facts, proofs, the policy, a word how to check, and the program that does it, as one zip file."""
    found = shown.subject(estate_id, name_of(order_id))
    if not found.entries:
        raise Http404
    data = shown.entries(estate_id, name_of(order_id))
    files = {"README.txt": readme(number, found).encode(), "check.py": Path(check.__file__).read_bytes()}
    if policy := shown.policy(estate_id):
        files["policy"] = policy.encode()
    for one in found.entries:
        files[f"facts/{stem(one)}.json"] = data[one.fact_id]
        proof = proofs.proof(one.fact_id)
        if proof is not None:
            files[f"proofs/{stem(one)}.tlog-proof"] = proof
    if (tool := program.verifier()) is not None:
        files[program.NAME] = tool
    return download(zipped(files), "application/zip", f"{number}-{found.entries[-1].seq}.zip")


def stem(one: shown.Entry) -> str:
    """A fact's name as a file."""
    return f"{one.seq:02}-{one.kind}"


def readme(number: str, found: shown.Subject) -> str:
    """How to check, in Chinese and then in English, whoever asks."""
    parts = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            parts.append(render_to_string("shared/proof_readme.txt", {"number": number, "found": found}))
    return "\n".join(parts)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip file: the same files give the same bytes."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, data in sorted(files.items()):
            info = ZipInfo(name, MOMENT)
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o100644 << 16
            file.writestr(info, data)
    return out.getvalue()


def download(data: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep."""
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = str(content_disposition_header(True, name))
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
