from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps

from weituo import checks


def test_the_house_passes_its_own_checks():
    call_command("check", fail_level="WARNING")


def test_every_key_points_down():
    assert checks.foreign_keys_point_down(None) == []


@isolate_apps("weituo.ledger", "weituo.estate")
def test_a_key_that_points_up_is_found():
    class Upper(models.Model):
        class Meta:
            app_label = "estate"

    class Lower(models.Model):
        upper = models.ForeignKey(Upper, on_delete=models.CASCADE)
        many = models.ManyToManyField(Upper, related_name="+")

        class Meta:
            app_label = "ledger"

    Upper.__module__, Lower.__module__ = "weituo.estate.models", "weituo.ledger.models"
    found = checks.upward([Upper, Lower])
    assert [error.id for error in found] == ["weituo.E001", "weituo.E001"]
    assert "ledger → estate" in found[0].msg
