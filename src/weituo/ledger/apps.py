from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "weituo.ledger"
    label = "ledger"
