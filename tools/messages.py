"""Screen texts: English in the code, other languages in locale/<language>/LC_MESSAGES/django.po.

`extract` takes new texts into the catalogues, `check` says what they lack, `compile` makes the .mo files
Django reads. Written with Babel, so that nobody has to install GNU gettext.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
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


def lacking(path: Path, wanted: Catalog) -> list[str]:
    """What is wrong with one catalogue, in words."""
    have, found_wrong = load(path), []
    for message in wanted:
        if not message.id:
            continue
        found = have.get(message.id, message.context)
        if found is None:
            found_wrong.append(f"not in the catalogue, run `make messages`: {message.id!r}")
        elif found.fuzzy:
            found_wrong.append(f"marked fuzzy: {message.id!r}")
        elif not all([found.string] if isinstance(found.string, str) else found.string):
            found_wrong.append(f"not translated: {message.id!r}")
        else:
            found_wrong += [f"{error}: {message.id!r}" for error in found.check(have)]
    return found_wrong


def problems() -> list[str]:
    wanted = template()
    return [f"{path.relative_to(ROOT)}: {line}" for path in catalogues() for line in lacking(path, wanted)]


def compile_all() -> None:
    for path in catalogues():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, load(path))


def extract_all() -> None:
    wanted = template()
    for path in catalogues():
        have = load(path)
        have.update(wanted, no_fuzzy_matching=True)
        with path.open("wb") as file:
            write_po(file, have, width=110, sort_output=True, ignore_obsolete=True, omit_header=False)
        print(f"{path.relative_to(ROOT)}: {len(lacking(path, wanted))} to translate")
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
