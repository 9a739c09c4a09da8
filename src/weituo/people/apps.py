from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "weituo.people"
    label = "people"
