"""A browser without scripts, as far as the tests need one: opens pages, fills their forms, sends them."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Form:
    """One form of a page: its address and the values it would send untouched. Buttons send theirs only when pressed."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.values: dict[str, Any] = {}
        self.buttons: dict[str, str] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.values


class Page(HTMLParser):
    """The forms of a page, its text, and its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.marks: list[tuple[str, dict[str, str]]] = []
        self.options: dict[str, list[str]] = {}
        self._inside: Form | None = None
        self._area: str | None = None
        self._ids: dict[str, Form] = {}
        self._waiting: list[tuple[str, str, str]] = []
        self.source = text
        self.feed(text)
        for form, name, value in self._waiting:  # buttons that stand before the form they belong to
            self._ids[form].buttons[name] = value

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def form(self, ending: str) -> Form:
        """The form that is sent to an address with this ending."""
        return next(form for form in self.forms if form.action.endswith(ending))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {key: value or "" for key, value in attrs}
        self.marks.append((tag, named))
        if tag == "form":
            self._inside = Form(named.get("action", ""))
            self.forms.append(self._inside)
            self._ids[named.get("id", "")] = self._inside
        form, name = self._inside, named.get("name")
        if "form" in named:
            if tag == "button" and name:
                self._waiting.append((named["form"], name, named.get("value", "")))
            return
        if form is None or not name:
            return
        if tag == "button":
            form.buttons[name] = named.get("value", "")
        elif tag == "textarea":
            self._area = name
            form.values[name] = ""
        elif tag == "input" and named.get("type") == "radio":
            self.options.setdefault(name, []).append(named["value"])
            if "checked" in named:
                form.values[name] = named["value"]
        elif tag == "input" and named.get("type") != "file":
            if name in form.values:
                before = form.values[name]
                form.values[name] = [*(before if isinstance(before, list) else [before]), named.get("value", "")]
            else:
                form.values[name] = named.get("value", "")
        elif tag == "select":
            form.values[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area and self._inside:
            self._inside.values[self._area] += data
        self.words.append(data)


class Phone(Client):
    """Django's client with the CSRF check on, opening pages as `Page`."""

    def __init__(self, **more: Any) -> None:
        super().__init__(enforce_csrf_checks=True, HTTP_HOST="localhost", **more)

    def open(self, address: str, status: int = 200, **more: Any) -> Page:
        answer = self.get(address, **more)
        assert answer.status_code == status, (address, answer.status_code)
        return Page(answer.content.decode())

    def send(self, form: Form, **typed: Any) -> Any:
        """Sends a form with these values changed."""
        values = {**form.values, **typed}
        return self.post(form.action, {key: value for key, value in values.items() if value is not None})
