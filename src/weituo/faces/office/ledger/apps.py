from django.apps import AppConfig


class OfficeLedgerConfig(AppConfig):
    name = "weituo.faces.office.ledger"
    label = "office_ledger"
