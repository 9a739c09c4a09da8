from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "weituo.faces.office.statements"
    label = "statements"
