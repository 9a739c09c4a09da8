from django.apps import AppConfig


class OfficePhonesConfig(AppConfig):
    name = "weituo.faces.office.phones"
    label = "office_phones"
