"""The contract on paper: every clause in the Word file and in the PDF, the data's fingerprint on every page."""

import re
import shutil
import subprocess
from functools import cache
from io import BytesIO

import pytest
from docx import Document

from covenant.agreement import read
from covenant.text import LANGUAGES, Contract, contract
from tests.covenant.example import ROOT, SECOND
from tests.covenant.test_schemas import small_second
from weituo.pact.terms_file import load
from weituo.pact.text import docx, pdf

NAMES = ("full", "partial", "co-managed", "nyc-housing")


@cache
def made(name: str) -> Contract:
    return contract(read(small_second() if name == "small" else load(ROOT / f"agreements/{name}.yaml")))


def cells(document) -> list[str]:
    """The text of every cell, row by row."""
    return [cell.text for table in document.tables for row in table.rows for cell in row.cells]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*NAMES, "small"])
def test_the_word_file_holds_every_clause(name, language):
    one = made(name)
    document = Document(BytesIO(docx(one, language)))
    said = cells(document)
    for clause in one.clauses:
        assert said.count(clause.number) == 1
        at = said.index(clause.number)
        wanted = [clause.zh, clause.en] if language == "both" else [clause.en if language == "en" else clause.zh]
        assert said[at + 1 : at + 1 + len(wanted)] == wanted
    headings = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]
    assert len(headings) == len(one.articles) + len(one.annexes) + 1
    footer = "".join(line.text for line in document.sections[0].footer.paragraphs)
    assert one.sha256 in footer
    assert f"{one.key} · v{one.version}" in footer


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*NAMES, "small"])
def test_the_pdf_has_pages(name, language):
    printed = pdf(made(name), language)
    assert printed.startswith(b"%PDF-1.7")
    assert len(re.findall(rb"/Type ?/Page\b(?!s)", printed)) >= 2 or b"/ObjStm" in printed


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_pdf_says_which_data_it_stands_for(tmp_path, language):
    one = made("full")
    path = tmp_path / "contract.pdf"
    path.write_bytes(pdf(one, language))
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()
    pages = [page for page in text.split("\f") if page.strip()]
    assert len(pages) >= 4
    assert all(one.sha256 in page and f"{one.key} · v{one.version}" in page for page in pages)
    starts = [line.split()[0] for line in text.splitlines() if line.strip()]
    assert [clause.number for clause in one.clauses if clause.number not in starts] == []


@pytest.mark.parametrize("make", [docx, pdf])
def test_the_same_contract_gives_the_same_bytes(make):
    assert make(made("full"), "both") == make(made("full"), "both")


@pytest.mark.parametrize("make", [docx, pdf])
def test_other_languages_are_refused(make):
    with pytest.raises(ValueError, match="zh, en, both"):
        make(made("full"), "fr")


def test_markup_and_rare_characters_are_only_text():
    data = {**SECOND, "notes": [{"clause": "13.1", "zh": '#strong[x] $y$ \\ "z" <b>&𠮷😀', "en": "_{x}_ & <i> #let"}]}
    one = contract(read(data))
    assert pdf(one, "both").startswith(b"%PDF")
    said = cells(Document(BytesIO(docx(one, "both"))))
    assert next(clause.zh for clause in one.clauses if clause.number == "13.1") in said
