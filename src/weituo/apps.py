from django.apps import AppConfig


class WeituoConfig(AppConfig):
    """The project itself: its system checks and the words of its commands."""

    name = "weituo"
    label = "weituo"

    def ready(self) -> None:
        from weituo import checks  # noqa: F401  (registering is its import)
