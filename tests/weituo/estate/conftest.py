from datetime import UTC, datetime

import pytest
from django.test import Client

from weituo.people import actions
from weituo.people.models import Person


@pytest.fixture
def admin_client(db):
    now = datetime(2026, 9, 1, tzinfo=UTC)
    actions.create_person(username="admin", name="管理员", is_superuser=True, now=now)
    client = Client()
    client.force_login(Person.objects.get(username="admin"))
    return client
