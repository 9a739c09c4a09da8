from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "weituo.faces.office.drafts"
    label = "drafts"
