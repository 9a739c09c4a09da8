from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "weituo.faces.shared"
    label = "shared"

    def ready(self) -> None:
        from weituo.faces.shared import checks  # noqa: F401  (registering is its import)
