"""The small demo estate with its closed months, looked at by people of every role."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.weituo.conftest import TODAY
from weituo.month.models import Statement

NOW = TODAY + timedelta(hours=1)


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return NOW


@pytest.fixture
def october(world):
    return Statement.objects.get(month="2026-10")


@pytest.fixture
def sign_in(world, now):
    """Gives a browser in which this person is signed in."""

    def by_name(username, language="zh-hans"):
        client = Client()
        client.force_login(
            get_user_model().objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
        )
        client.cookies["weituo_language"] = language
        return client

    return by_name
