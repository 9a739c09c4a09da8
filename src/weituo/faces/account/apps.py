from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "weituo.faces.account"
    label = "account"
