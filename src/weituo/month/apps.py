from django.apps import AppConfig


class MonthConfig(AppConfig):
    name = "weituo.month"
    label = "month"
