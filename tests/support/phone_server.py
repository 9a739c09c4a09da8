"""A faithful server of the engineer's phone that loses what it is told to lose. Keeps everything in memory.

It decides like the real one where that matters to the phone: an act counts once, a repeated one gets the first answer, an
order that went to somebody else refuses. `faults` says what happens to the next requests of the phone:

    lose_request   closed before it was read         lose_reply   taken in, then closed
    broken         503, nothing taken in             broken_after taken in, then 500
    portal         somebody else's page with 200     cut          half of an upload's bytes, then closed
    hold_request   waits before it is read           hold_reply   taken in, then waits (until `let_go`), then closed
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections import Counter, deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"
API = "/api/v1/phone/"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
AFTER = {"take": "taken", "arrive": "arrived", "claim": "claimed"}
ME = {
    "membership_id": str(uuid4()), "name": "王工", "party": "A",
    "estate": {"id": str(uuid4()), "name": "茉莉园", "zone": "Asia/Shanghai"},
}  # fmt: skip


def milliseconds() -> int:
    return time.time_ns() // 1_000_000


class Lost(Exception):
    """The connection ends without an answer."""


class PhoneServer:
    """Listens on a free port of this machine; `shell` maps an address to (type, bytes)."""

    def __init__(self, shell: dict[str, tuple[str, bytes]]) -> None:
        self.shell = shell
        self.lock = threading.RLock()
        self.let_go, self.holding = threading.Event(), threading.Event()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.forget()
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def forget(self) -> None:
        """As on the first day: no device, no order."""
        with self.lock:
            self.down = False
            self.faults: deque[str] = deque()
            self.tokens: dict[str, str] = {}
            self.orders: dict[str, dict[str, Any]] = {}
            self.answers: dict[str, dict[str, Any]] = {}
            self.content: dict[str, Any] = {}
            self.decided: list[tuple[str, str]] = []  # (order, id) in the sequence of decisions
            self.uploads: dict[str, dict[str, Any]] = {}
            self.seen: Counter[str] = Counter()
            self.etag = 0

    def close(self) -> None:
        self.let_go.set()
        self.http.shutdown()
        self.http.server_close()

    # ── what happens at the office ────────────────────────────────────────

    def order(self, **values: Any) -> str:
        """A new order, nobody's."""
        number = f"WX-{len(self.orders) + 1:04d}"
        order = {
            "id": str(uuid4()), "number": number, "state": "reported", "paused": False, "seq": 1, "severity": "S1",
            "item": "lift.car", "item_words": "电梯轿厢", "fault": "door", "fault_words": "门反复开合", "text": "",
            "contact": None, "place": {"words": "3 号楼 1 单元电梯", "equipment_id": str(uuid4()), "equipment_words": "电梯"},
            "code_hashes": [], "code_needed": False, "reported_at": milliseconds(), "due_respond": milliseconds() + 1_800_000,
            "due_repair": milliseconds() + 7_200_000, "mine": False, "assignee_name": "", "challenge": "7KQX",
            "evidence": [], "steps": [], "checklist_id": None,
            "pauses": [{"key": "parts", "words": "等待配件", "approve": True}], **values,
        }  # fmt: skip
        with self.lock:
            self.orders[order["id"]] = order
            self.etag += 1
        return str(order["id"])

    def reassign(self, order_id: str) -> None:
        """The manager gave the order to somebody else."""
        with self.lock:
            self.orders[order_id].update(mine=False, assignee_name="李工", seq=self.orders[order_id]["seq"] + 1)
            self.etag += 1

    def revoke(self) -> None:
        with self.lock:
            self.tokens.clear()

    # ── what the phone asks ───────────────────────────────────────────────

    def devices(self, body: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            self.tokens = {token: device for token, device in self.tokens.items() if device != body["id"]}
            token = uuid4().hex
            self.tokens[token] = body["id"]
        return {"id": body["id"], "token": token, "server_time": milliseconds(), "me": ME}

    def day(self) -> dict[str, Any]:
        with self.lock:
            return {
                "server_time": milliseconds(), "me": ME, "orders": list(self.orders.values()), "history": {},
                "drawings": [], "checklists": [], "places": [],
            }  # fmt: skip

    def act(self, act_id: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Held or refused, once; the same again gets the same."""
        with self.lock:
            if act_id in self.answers:
                if self.content[act_id] != body:
                    return 422, {"code": "act.other_content", "detail": "内容不同"}
                return 200, {**self.answers[act_id], "repeated": True, "server_time": milliseconds()}
            order = self.orders[body["order_id"]]
            kind = body["kind"]
            mine = order["mine"] or (kind in ("take", "arrive") and not order["assignee_name"])
            if kind != "note" and not mine:
                answer = {"state": "refused", "code": "order.other", "sentence": "该工单已改派给李工。"}
            else:
                answer = {"state": "held"}
                if kind != "note":
                    paused = {"pause": True, "resume": False}.get(kind, order["paused"])
                    order.update(mine=True, paused=paused, state=AFTER.get(kind, order["state"]), seq=order["seq"] + 1)
            return 200, self._decide(act_id, body, body["order_id"], answer)

    def file(self, file_id: str, query: dict[str, str], content: bytes) -> tuple[int, dict[str, Any]]:
        with self.lock:
            if file_id in self.answers:
                return 200, {**self.answers[file_id], "repeated": True}
            if hashlib.sha256(content).hexdigest() != query["sha256"]:
                return 422, {"code": "file.damaged", "detail": "文件损坏"}
            mine = not self.orders[query["order"]]["assignee_name"]
            refused = {"state": "refused", "code": "order.other", "sentence": "该工单已改派给李工。"}
            return 200, self._decide(file_id, query, query["order"], {"state": "held"} if mine else refused)

    def _decide(self, act_id: str, content: Any, order_id: str, answer: dict[str, Any]) -> dict[str, Any]:
        self.content[act_id] = content
        self.answers[act_id] = {"id": act_id, "repeated": False, "order": dict(self.orders[order_id]), **answer}
        self.decided.append((order_id, act_id))
        self.etag += 1
        return {**self.answers[act_id], "server_time": milliseconds()}

    def holds(self, ids: list[str]) -> dict[str, Any]:
        with self.lock:
            known = [self.answers[one] for one in ids if one in self.answers]
            return {
                "held": [one["id"] for one in known if one["state"] == "held"],
                "refused": [{key: one[key] for key in ("id", "code", "sentence")} for one in known if one["state"] == "refused"],
                "unknown": [one for one in ids if one not in self.answers],
            }  # fmt: skip

    # ── videos: tus 1.0 ───────────────────────────────────────────────────

    def create(self, length: int, metadata: str) -> str:
        values = {
            key: base64.b64decode(value).decode() for key, value in (one.split(" ") for one in metadata.split(","))
        }
        with self.lock:
            if values["id"] not in self.answers:
                self.uploads.setdefault(values["id"], {"length": length, "values": values, "bytes": b""})
        return f"{API}uploads/{values['id']}"

    def patch(self, upload_id: str, at: int, content: bytes) -> int:
        """The new offset; -1 when `at` is not where it stands."""
        with self.lock:
            upload = self.uploads[upload_id]
            if at != len(upload["bytes"]):
                return -1
            upload["bytes"] += content
            if len(upload["bytes"]) == upload["length"]:
                self.file(upload_id, upload["values"], upload["bytes"])
                del self.uploads[upload_id]
            return at + len(content)


def _handler(server: PhoneServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        # HTTP/1.0: on a connection used before, browsers repeat a lost request by themselves, and the loss would be none
        def log_message(self, *args: Any) -> None:
            pass

        def answer(self) -> None:
            try:
                self._answer()
            except (Lost, ConnectionError):
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_HEAD = do_PATCH = do_DELETE = answer

        def _answer(self) -> None:
            path = urlsplit(self.path).path
            if not path.startswith(API) and path != "/e/app/session":
                return self._static(path)
            fault = self._fault()
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if fault == "cut" and self.command == "PATCH":
                body = body[: len(body) // 2]
            elif fault in ("lose_request", "hold_request", "cut"):
                raise Lost
            if fault == "broken":
                return self._send(503, b"", {"Retry-After": "0"})
            if fault == "portal":
                return self._send(200, b"<html>Wi-Fi</html>", {"Content-Type": "text/html"})
            status, content, headers = self._route(path, body)
            if fault == "hold_reply":
                server.holding.set()
                server.let_go.wait(10)
            if fault in ("lose_reply", "cut", "hold_reply"):
                raise Lost
            if fault == "broken_after":
                status, content = 500, b""
            self._send(status, content, headers)

        def _fault(self) -> str:
            with server.lock:
                if server.down:
                    raise Lost
                fault = server.faults.popleft() if server.faults else ""
                server.seen[fault or "answered"] += 1
            if fault == "hold_request":
                server.holding.set()
                server.let_go.wait(10)
            return fault

        def _route(self, path: str, body: bytes) -> tuple[int, bytes, dict[str, str]]:
            name, _, rest = path.removeprefix(API).partition("/")
            if path == "/e/app/session":
                return self._json(200, {"signed_in": True, "csrf": "x", "name": ME["name"]})
            if name == "devices" and self.command == "POST":
                return self._json(200, server.devices(json.loads(body)))
            if self.headers.get("Authorization", "").removeprefix("Bearer ") not in server.tokens:
                return self._json(401, {"code": "api.unauthorized", "detail": ""})
            if name == "day":
                etag = f'"{server.etag}"'
                if self.headers.get("If-None-Match") == etag:
                    return 304, b"", {"ETag": etag}
                status, content, headers = self._json(200, server.day())
                return status, content, {**headers, "ETag": etag}
            if name == "acts":
                return self._json(*server.act(rest, json.loads(body)))
            if name == "files":
                query = {key: one[0] for key, one in parse_qs(urlsplit(self.path).query).items()}
                return self._json(*server.file(rest, query, body))
            if name == "holds":
                return self._json(200, server.holds(json.loads(body)["ids"]))
            if name == "uploads":
                return self._tus(rest, body)
            return self._json(404, {"code": "missing", "detail": ""})

        def _tus(self, upload_id: str, body: bytes) -> tuple[int, bytes, dict[str, str]]:
            if self.command == "POST":
                where = server.create(int(self.headers["Upload-Length"]), self.headers["Upload-Metadata"])
                at = server.uploads.get(where.rsplit("/", 1)[-1], {"bytes": b""})["bytes"]
                return 201, b"", {"Location": where, "Upload-Offset": str(len(at)), "Tus-Resumable": "1.0.0"}
            if upload_id not in server.uploads:
                return 404, b"", {}
            if self.command == "HEAD":
                return 200, b"", {"Upload-Offset": str(len(server.uploads[upload_id]["bytes"]))}
            at = server.patch(upload_id, int(self.headers["Upload-Offset"]), body)
            return (409, b"", {}) if at < 0 else (204, b"", {"Upload-Offset": str(at)})

        def _static(self, path: str) -> None:
            if path in server.shell:
                kind, content = server.shell[path]
                return self._send(200, content, {"Content-Type": kind, "Service-Worker-Allowed": "/e/app/"})
            file = DIST / path.rsplit("/", 1)[-1]
            if path.startswith("/static/") and file.is_file():
                return self._send(200, file.read_bytes(), {"Content-Type": TYPES[file.suffix]})
            self._send(404, b"", {})

        def _json(self, status: int, body: dict[str, Any]) -> tuple[int, bytes, dict[str, str]]:
            return status, json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json"}

        def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for key, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(key, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

    return Handler


def real_shell() -> dict[str, tuple[str, bytes]]:
    """The app's own page, worker and manifest as Django serves them."""
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    found = {}
    for path in ("/e/app/", "/e/app/worker.js", "/e/app/manifest.webmanifest"):
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        found[path] = (answer["Content-Type"], answer.content)
    return found
