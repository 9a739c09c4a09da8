"""Programs with tokens, on the small demo estate."""

import json

import pytest
from django.test import Client

from weituo.people import actions as people


class Program:
    """A program that shows one person's token."""

    def __init__(self, token):
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, path, **query):
        answer = self.client.get(f"/api/v1{path}", query)
        return answer.status_code, self._read(answer)

    def post(self, path, body):
        answer = self.client.post(f"/api/v1{path}", json.dumps(body, default=str), content_type="application/json")
        return answer.status_code, self._read(answer)

    @staticmethod
    def _read(answer):
        assert answer["Content-Type"].startswith(
            "application/problem+json" if answer.status_code >= 400 else "application/json"
        )
        return json.loads(answer.content)


@pytest.fixture
def program(clock):
    """Gives a program that acts as this person of a world."""

    def act_as(world, username):
        _id, token = people.make_token(membership_id=world.actors[username].membership_id, name="test", now=clock.now)
        return Program(token)

    return act_as
