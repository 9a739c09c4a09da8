"""The contract as a Word file, made with python-docx. The same contract gives the same bytes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from covenant.text import Article, Contract, Text, heading
from covenant.text.annex import Annex
from covenant.text.head import Side
from covenant.text.phrase import typeset
from weituo.pact.text import labels
from weituo.pact.text.labels import chosen

BODY, HEADING, LATIN = "宋体", "黑体", "Times New Roman"
GREY = RGBColor(0x55, 0x60, 0x6E)
_CHINESE = re.compile("[\u3002\uff08-\uff1b]")
_WIDTH = 166  # mm between the margins of A4


def docx(one: Contract, language: str = "zh") -> bytes:
    """The contract in "zh", "en" or "both", Chinese and English side by side. ValueError for another language."""
    labels.check(language)
    made = Document()
    _styles(made, language)
    _about(made, one, language)
    _footer(made, one)
    _head(made, one, language)
    for part in one.articles:
        _article(made, part, language)
    _signatures(made, one, language)
    for annex in one.annexes:
        _annex(made, annex, language)
    written = BytesIO()
    made.save(written)
    return _settled(written)


def _styles(made: Any, language: str) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    for name, font, size in (("Normal", BODY, 10.5), ("Title", HEADING, 18), ("Heading 1", HEADING, 12.5)):
        style = made.styles[name]
        style.font.name, style.font.size = LATIN, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            if key.lower().endswith("theme"):
                del fonts.attrib[key]
        for script, face in (("eastAsia", font), ("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN)):
            fonts.set(qn(f"w:{script}"), face)
        tongue = OxmlElement("w:lang")
        tongue.set(qn("w:val"), "en-GB")
        tongue.set(qn("w:eastAsia"), "zh-CN")
        style.element.get_or_add_rPr().append(tongue)
    spacing = made.styles["Normal"].paragraph_format
    spacing.space_after, spacing.line_spacing = Pt(4), 1.15 if language == "both" else 1.3
    title = made.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(14)
    for border in title.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    made.styles["Heading 1"].paragraph_format.space_before = Pt(14)
    made.styles["Heading 1"].paragraph_format.space_after = Pt(5)


def _about(made: Any, one: Contract, language: str) -> None:
    core = made.core_properties
    core.title, core.subject = chosen(one.title, language, " "), one.key
    core.author = "; ".join(chosen(side.name, language, " ") for side in labels.signing(one))
    core.comments, core.keywords = f"SHA-256 {one.sha256}", ""
    core.last_modified_by, core.revision = "", 1
    core.created = core.modified = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=one.since)
    core.language = "en-GB" if language == "en" else "zh-CN"


def _footer(made: Any, one: Contract) -> None:
    line = made.sections[0].footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(line, f"{labels.footer(one)} · ", size=7, colour=GREY)
    for code, after in (("PAGE", " / "), ("NUMPAGES", "")):
        for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
            run = _run(line, text if kind == "text" else "", size=7, colour=GREY)
            if kind == "text":
                continue
            mark = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark.text = text
            run._r.append(mark)
        if after:
            _run(line, after, size=7, colour=GREY)


def _run(paragraph: Any, text: str, *, size: float | None = None, bold: bool = False, colour: Any = None) -> Any:
    run = paragraph.add_run(text)
    run.bold = bold or None
    if _CHINESE.search(text):  # else Word takes the quotation marks from the Latin font
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")
    if size:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    return run


def _head(made: Any, one: Contract, language: str) -> None:
    titles = [one.title.zh, one.title.en] if language == "both" else [chosen(one.title, language)]
    for title in titles:
        made.add_paragraph(title, style="Title")
    rows = [(side.call, _side(side)) for side in one.head.parties]
    rows += [(name, Text(typeset(value.zh), value.en)) for name, value in one.head.facts]
    table = _table(made, (24, _WIDTH - 24) if language != "both" else (24, 71, 71))
    for name, value in rows:
        cells = table.add_row().cells
        _fill(cells[0], chosen(name, language, "\n"), bold=True)
        _both(cells[1:], value, language)


def _side(one: Side) -> Text:
    return Text(typeset(f"{one.name.zh}\n{one.about.zh}"), f"{one.name.en}\n{one.about.en}")


def _article(made: Any, part: Article, language: str) -> None:
    made.add_paragraph(chosen(heading(part), language), style="Heading 1")
    if not part.clauses:
        return
    table = _table(made, (12, _WIDTH - 12) if language != "both" else (12, 77, 77))
    if part.lead:
        cells = table.add_row().cells
        _both(cells[1:], part.lead, language, colour=GREY)
    for clause in part.clauses:
        row = table.add_row()
        _fill(row.cells[0], clause.number, bold=True)
        _both(row.cells[1:], Text(clause.zh, clause.en), language, colour=None if clause.effect else GREY)


def _both(cells: Any, text: Text, language: str, colour: Any = None) -> None:
    """One cell in one language, two cells in both."""
    said = (text.zh, text.en) if language == "both" else (chosen(text, language),)
    for cell, words in zip(cells, said, strict=True):
        _fill(cell, words, colour=colour)


def _fill(cell: Any, text: str, *, bold: bool = False, size: float | None = None, colour: Any = None) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(3)
    _run(paragraph, text, bold=bold, size=size, colour=colour)


def _table(made: Any, widths: tuple[int, ...], style: str = "Normal Table") -> Any:
    table = made.add_table(rows=0, cols=len(widths))
    table.style = made.styles[style]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _annex(made: Any, annex: Annex, language: str) -> None:
    made.add_paragraph(chosen(annex.title, language), style="Heading 1")
    count = len(annex.columns)
    widths = (34, 30, _WIDTH - 64) if count == 3 else (46, 34, 43, 43)
    table = _table(made, widths, "Table Grid")
    for number, row in enumerate((annex.columns, *annex.rows)):
        line = table.add_row()
        for cell, text in zip(line.cells, row, strict=True):
            _fill(cell, chosen(Text(typeset(text.zh), text.en), language, "\n"), bold=number == 0, size=9)
        _mark(line, "w:cantSplit")
        if number == 0:
            _mark(line, "w:tblHeader")


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _signatures(made: Any, one: Contract, language: str) -> None:
    made.add_paragraph(chosen(labels.SIGNED, language), style="Heading 1")
    _run(made.add_paragraph(), chosen(_set(labels.AGREED), language, "\n"), size=9, colour=GREY)
    made.paragraphs[-1].paragraph_format.keep_with_next = True
    table = _table(made, (83, 83))
    sides = labels.signing(one)
    row = table.add_row()
    _mark(row, "w:cantSplit")
    for cell, side in zip(row.cells, sides, strict=True):
        _fill(cell, f"{chosen(side.call, language)}\n{chosen(side.name, language, chr(10))}", bold=True)
        for mark in labels.MARKS:
            paragraph = cell.add_paragraph()
            paragraph.paragraph_format.space_before = Pt(16)
            _run(paragraph, chosen(_set(mark), language, "\n") + (":" if language == "en" else "\uff1a"))


def _set(text: Text) -> Text:
    return Text(typeset(text.zh), text.en)


def _settled(written: BytesIO) -> bytes:
    """The same parts with a fixed time, so that equal contracts are equal files."""
    result = BytesIO()
    with ZipFile(written) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            about = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            about.compress_type = ZIP_DEFLATED
            target.writestr(about, source.read(name))
    return result.getvalue()
