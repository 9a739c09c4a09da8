"""`weituo notice fake`: the three providers on one port of this machine, and a page of what they would have shown."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from urllib.parse import urlsplit

from weituo.notice.fake import rules

LARGEST = 1 << 20
SHOWN = 100


class Fake(ThreadingHTTPServer):
    """Answers on the loopback address only. `clock` gives milliseconds."""

    daemon_threads = True

    def __init__(self, port: int, clock: Callable[[], int], secret: str = "", keyword: str = "") -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.clock = clock
        self.hooks: dict[str, rules.Hook] = defaultdict(lambda: rules.Hook(secret, keyword))
        self.lock = Lock()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def addresses(self) -> dict[str, str]:
        """A webhook of each provider, to be entered as a robot's."""
        base = f"http://127.0.0.1:{self.port}"
        return {
            "dingtalk": f"{base}/robot/send?access_token=demo",
            "wecom": f"{base}/cgi-bin/webhook/send?key=demo",
            "feishu": f"{base}/open-apis/bot/v2/hook/demo",
        }


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Fake
    timeout = 10

    def do_POST(self) -> None:
        place = urlsplit(self.path)
        rule = rules.rule(place.path)
        length = self.headers.get("Content-Length", "")
        if rule is None or not length.isdigit() or int(length) > LARGEST:
            self._answer(404, b"{}", "application/json")
            return
        body = self.rfile.read(int(length))
        with self.server.lock:
            hook = self.server.hooks[f"{rule.__name__} {place.path} {place.query.partition('&')[0]}"]
            found = rule(hook, place.query, body, self.server.clock())
        self._answer(200, json.dumps(found).encode(), "application/json")

    def do_GET(self) -> None:
        if urlsplit(self.path).path != "/":
            self._answer(404, b"", "text/plain")
            return
        with self.server.lock:
            parts = [_hook(name, hook) for name, hook in sorted(self.server.hooks.items())]
        page = (
            "<!doctype html><html lang=zh><meta charset=utf-8><meta name=viewport content='width=device-width'>"
            "<title>本会发出的消息</title><body style='font:16px/1.6 sans-serif;max-width:40rem;margin:auto'>"
            "<h1>本会发出的消息<br><small>What would have been sent</small></h1>"
            + ("".join(parts) or "<p>还没有消息。Nothing yet.</p>")
        )
        self._answer(200, page.encode(), "text/html; charset=utf-8")

    def _answer(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """The address is a credential, here as there."""


def _hook(name: str, hook: rules.Hook) -> str:
    lines = "".join(
        f"<pre style='white-space:pre-wrap'>{escape(_shown(one))}</pre>" for _, one in hook.taken[-SHOWN:][::-1]
    )
    refused = f"<p>拒绝 refused: {escape(', '.join(map(str, hook.refused[-20:])))}</p>" if hook.refused else ""
    return f"<section><h2>{escape(name.partition(' ')[0])} · {len(hook.taken)}</h2>{refused}{lines}</section>"


def _shown(data: dict[str, object]) -> str:
    return json.dumps({key: one for key, one in data.items() if key != "sign"}, ensure_ascii=False, indent=1)
