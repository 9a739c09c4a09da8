"""A part of a file (RFC 9110, 14): browsers play a video only where they can ask for pieces of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

ONE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
CHUNK = 64 * 1024


def serve(request: HttpRequest, content: BinaryIO, mime: str) -> FileResponse | StreamingHttpResponse | HttpResponse:
    """The whole file, the one range that is asked for (206), or 416 for one that is not there. Several ranges at once are
    answered with the whole, as a server may."""
    size = os.fstat(content.fileno()).st_size
    asked = ONE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if asked is None or asked[0] == "bytes=-":
        response: FileResponse | StreamingHttpResponse = FileResponse(content, content_type=mime)
    else:
        first, last = _span(asked[1], asked[2], size)
        if first > last:
            content.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        response = StreamingHttpResponse(_part(content, first, last), status=206, content_type=mime)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
        response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    return response


def _span(first: str, last: str, size: int) -> tuple[int, int]:
    """Both ends included; first > last when there is nothing."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last or size - 1), size - 1)


def _part(content: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with content:
        content.seek(first)
        left = last - first + 1
        while left and (data := content.read(min(CHUNK, left))):
            left -= len(data)
            yield data
