from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "weituo.duty"
    label = "duty"
