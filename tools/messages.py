"""Screen texts: English in the code, other languages in the rooms' locale/<language>/LC_MESSAGES/django.po.

`extract` takes new texts into the catalogues, `check` says what they lack, `compile` makes the .mo files
Django reads. Written with Babel, so that nobody has to install GNU gettext.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "weituo"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Text = tuple[str, int, str | tuple[str, ...], str | None]


def catalogues() -> list[Path]:
    return sorted((ROOT / "src").rglob("locale/*/LC_MESSAGES/django.po"))


def texts() -> Iterator[Text]:
    """Every text marked for translation: file, line, text (or singular and plural), context."""
    for path in sorted(SOURCE.rglob("*")):
        if "tests" in path.parts or not path.is_file():
            continue
        if path.suffix == ".py":
            yield from extract(path, path.read_bytes())
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield from extract(path, as_python(path.read_text(encoding="utf-8"), path.name))


def as_python(template: str, name: str) -> bytes:
    """A Django template as something a Python tokenizer can read: Django's way, unindented."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    from django.utils.translation.template import templatize

    lines = templatize(template, origin=name).replace("\t", " ").split("\n")
    return "\n".join(line.lstrip() for line in lines).encode()


def extract(path: Path, source: bytes) -> Iterator[Text]:
    name = path.relative_to(ROOT).as_posix()
    marked = extract_python(io.BytesIO(source), KEYWORDS, [], {"encoding": "utf-8"})
    for line, function, found, _comments in marked:
        parts = [found] if isinstance(found, str) else [part for part in found if part is not None]
        if not parts or function not in KEYWORDS:
            continue
        context = parts.pop(0) if "pgettext" in function else None
        if parts and parts[0]:
            yield name, line, tuple(parts[:2]) if function.startswith(("ng", "np")) else parts[0], context


def template() -> Catalog:
    catalogue = Catalog(project="weituo", charset="utf-8")
    for name, _line, text, context in texts():
        catalogue.add(text, locations=[(name, None)], context=context)  # type: ignore[list-item]
    return catalogue


def load(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def key(message: Message) -> tuple[str, str | None]:
    """What makes a text one text: its (singular) English and its context."""
    return (message.id[0] if isinstance(message.id, (tuple, list)) else message.id), message.context


def faults(path: Path, catalogue: Catalog) -> Iterator[str]:
    """What is wrong inside one catalogue, in words."""
    for message in catalogue:
        if not message.id:
            continue
        filled = [message.string] if isinstance(message.string, str) else list(message.string)
        if message.fuzzy:
            yield f"{path.relative_to(ROOT)}: marked fuzzy: {message.id!r}"
        elif not all(filled):
            yield f"{path.relative_to(ROOT)}: not translated: {message.id!r}"
        else:
            yield from (f"{path.relative_to(ROOT)}: {error}: {message.id!r}" for error in message.check(catalogue))


def problems() -> list[str]:
    """Texts that no catalogue has, and catalogues' own faults. Django reads all catalogues as one."""
    loaded = {path: load(path) for path in catalogues()}
    have = {key(message) for catalogue in loaded.values() for message in catalogue}
    missing = [
        f"{message.locations[0][0]}: in no catalogue, run `make messages`: {message.id!r}"
        for message in template()
        if message.id and key(message) not in have
    ]
    return missing + [line for path, catalogue in loaded.items() for line in faults(path, catalogue)]


def compile_all() -> None:
    for path in catalogues():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, load(path))


def extract_all() -> None:
    """Drop texts that are gone, add new ones to the nearest catalogue above the file that says them."""
    loaded = {path: load(path) for path in catalogues()}
    wanted = [message for message in template() if message.id]
    still = {key(message) for message in wanted}
    have = {key(message) for catalogue in loaded.values() for message in catalogue if message.id}
    for catalogue in loaded.values():
        for message in [message for message in catalogue if message.id and key(message) not in still]:
            catalogue.delete(message.id, message.context)
    for message in [message for message in wanted if key(message) not in have]:
        source = ROOT / message.locations[0][0]
        above = [path for path in loaded if source.is_relative_to(path.parents[3])]
        if not above:
            print(f"no catalogue for {source.relative_to(ROOT)}: {message.id!r}")
            continue
        nearest = max(above, key=lambda path: len(path.parts))
        loaded[nearest].add(message.id, locations=message.locations, context=message.context)
    for path, catalogue in loaded.items():
        with path.open("wb") as file:
            write_po(file, catalogue, width=110, sort_output=True, ignore_obsolete=True)
        print(f"{path.relative_to(ROOT)}: {len(list(faults(path, load(path))))} to translate")
    compile_all()


def main() -> None:
    what = sys.argv[1:] or ["check"]
    if what == ["compile"]:
        compile_all()
    elif what == ["extract"]:
        extract_all()
    else:
        found = problems()
        print("\n".join(found))
        sys.exit(bool(found))


if __name__ == "__main__":
    main()
