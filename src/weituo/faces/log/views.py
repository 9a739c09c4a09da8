"""What a witness without an address of its own fetches and hands in (docs/witness.md)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Problems
from covenant.tile import parse
from weituo.ledger import exports, witnesses

LONGEST = 4096  # bytes of a cosignature's line
FOR_EVER, BRIEFLY = "private, max-age=31536000, immutable", "no-store"


@require_safe
def checkpoint(request: HttpRequest, token: str) -> HttpResponse:
    """The newest signed checkpoint, whoever cosigned it so far."""
    log = _log(token)
    return _answer(log.note, "text/plain; charset=utf-8", BRIEFLY)


@require_safe
def tile_page(request: HttpRequest, token: str, rest: str) -> HttpResponse:
    """A tile, full or as wide as was asked. 404 beyond what is signed."""
    log = _log(token)
    try:
        data = exports.tile(log, parse(f"tile/{rest}"))
    except (Problems, LookupError) as error:
        raise Http404 from error
    return _answer(data, "application/octet-stream", FOR_EVER)


@csrf_exempt
@require_POST
def cosignature(request: HttpRequest, token: str) -> HttpResponse:
    """Takes a witness's line under one of the newest checkpoints: 204; 422 with a sentence for anything else."""
    row = witnesses.by_token(token)
    if row is None:
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > LONGEST:
        return _answer(b"A cosignature is one line.\n", "text/plain; charset=utf-8", BRIEFLY, 413)
    try:
        witnesses.hand_in(row, request.read(LONGEST).decode("utf-8", "replace"))
    except Problems as problems:
        return _answer(f"{problems}\n".encode(), "text/plain; charset=utf-8", BRIEFLY, 422)
    return HttpResponse(status=204)


def _log(token: str) -> exports.Export:
    row = witnesses.by_token(token)
    found = exports.newest_signed(row.log) if row is not None else None
    if found is None:
        raise Http404
    return found


def _answer(data: bytes, kind: str, caching: str, status: int = 200) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind, status=status)
    answer["Cache-Control"] = caching
    return answer
