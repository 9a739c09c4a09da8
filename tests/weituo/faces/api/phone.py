"""An engineer's phone as the server meets it: pairs by a page's session, then shows its own key."""

import hashlib
import io
import json

from django.contrib.auth import get_user_model
from django.test import Client
from PIL import Image

from weituo.ledger.ids import uuid7
from weituo.ledger.time import ms

ROOT = "/api/v1/phone"


def picture(colour=(120, 90, 60), kind="JPEG", size=(320, 240)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def session(username):
    client = Client(HTTP_HOST="localhost")
    client.force_login(
        get_user_model().objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


class Phone:
    """One device. `offset`: how far its clock is from the server's, in ms."""

    def __init__(self, clock, username, *, offset=0, device=None):
        self.clock, self.username, self.offset = clock, username, offset
        self.device = device or uuid7(clock.now)
        self.pair()

    def pair(self):
        body = {"id": str(self.device), "name": "王工的手机"}
        answer = session(self.username).post(f"{ROOT}/devices", json.dumps(body), content_type="application/json")
        assert answer.status_code == 200, answer.content
        self.paired = answer.json()
        self.client = Client(HTTP_HOST="localhost", headers={"Authorization": f"Bearer {self.paired['token']}"})

    @property
    def own_time(self):
        return ms(self.clock.now) + self.offset

    def made(self, order, kind, *, at=None, offline=True, **body):
        """An act as the phone writes it down: nothing is sent yet."""
        return {
            "id": str(uuid7(self.clock.now)),
            "said": {
                "order_id": str(order), "kind": kind, "made_at": self.own_time if at is None else at,
                "offset": self.offset, "offline": offline, "body": body,
            },
        }  # fmt: skip

    def send(self, act):
        answer = self.client.put(
            f"{ROOT}/acts/{act['id']}", json.dumps(act["said"], default=str), content_type="application/json"
        )
        return answer.status_code, answer.json()

    def do(self, order, kind, **body):
        return self.send(self.made(order, kind, **body))

    def photo(self, order, role="after", data=None, file=None, sha256=None):
        data = picture() if data is None else data
        file = file or uuid7(self.clock.now)
        query = f"order={order}&role={role}&sha256={sha256 or hashlib.sha256(data).hexdigest()}&made_at={self.own_time}"
        answer = self.client.put(f"{ROOT}/files/{file}?{query}", data, content_type="image/jpeg")
        return answer.status_code, {**answer.json(), "file": str(file)}

    def day(self, etag="", **headers):
        return self.client.get(f"{ROOT}/day", headers={"If-None-Match": etag, **headers} if etag else headers)

    def holds(self, *ids):
        answer = self.client.post(
            f"{ROOT}/holds", json.dumps({"ids": [str(one) for one in ids]}), content_type="application/json"
        )
        assert answer.status_code == 200, answer.content
        return answer.json()
