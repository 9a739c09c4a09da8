from django.apps import AppConfig


class NoticeConfig(AppConfig):
    name = "weituo.notice"
    label = "notice"
