"""The demo world's roster is made at whatever hour somebody tries the program out."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from weituo.duty.models import Shift
from world import duty

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("hour", [0, 8, 12, 18, 23])
def test_five_weeks_of_shifts_from_a_week_ago(world, hour):
    today = datetime(2026, 11, 20, hour, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    duty.keep(world.actors, today)
    made = Shift.objects.filter(starts_at__gte=today - timedelta(days=8))
    assert made.count() == 35 * 8
    assert made.filter(starts_at__lte=today, ends_at__gt=today).exists()
