"""A partner's own report as PDF/UA, page, workbook and JSON: from its snapshot and nothing else."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from PIL import Image

from emissions import vsme_file, vsme_json
from emissions.models import Balance
from klimapakt.lib import pdf
from klimapakt.lib.tables import Sheet
from klimapakt.pact.documents.progress_report import closing, emissions, glance, measures, targets
from klimapakt.pact.documents.progress_report.blocks import Album, Chapter, Table
from klimapakt.pact.documents.words import Json, day
from klimapakt.pact.models import ProgressReport


@dataclass(frozen=True)
class Told:
    title: str
    company: str
    checked: str
    facts: list[tuple[str, str]]
    chapters: list[Chapter]

    @property
    def tables(self) -> Iterator[Table]:
        for chapter in self.chapters:
            for block in chapter.blocks:
                if isinstance(block, Table):
                    yield block


def told(report: ProgressReport) -> Told:
    """In the language of the report, whoever looks."""
    figures, language = report.snapshot.figures, report.language
    with translation.override(language):
        checked = _("Data of the company, checked by the office on %(day)s") % {
            "day": day(figures["balance"]["checked_on"])
        }
        album = Album(f"{checked}.")
        chapters = [
            Chapter("glance", _("1 At a glance"), glance.chapter(figures)),
            Chapter(
                "emissions",
                _("2 Emissions"),
                emissions.chapter(figures, language, album, with_turnover=report.with_costs),
            ),
            Chapter("target", _("3 Target and target path"), targets.chapter(figures, album)),
            Chapter("measures", _("4 Measures"), measures.chapter(figures, album, with_costs=report.with_costs)),
            Chapter("quality", _("5 Data quality and method"), closing.quality(figures)),
            Chapter("participation", _("6 Taking part"), closing.participation(figures, language)),
        ]
        chapters.append(Chapter("annex", _("Annex"), closing.annex(report, album)))
        return Told(
            title=_("Progress report %(year)s") % {"year": figures["year"]},
            company=figures["partner"]["name"],
            checked=checked,
            facts=cover(report, checked),
            chapters=chapters,
        )


def cover(report: ProgressReport, checked: str) -> list[tuple[str, str]]:
    figures = report.snapshot.figures
    balance = figures["balance"]
    ends_on = balance["business_year_ends_on"]
    period = (
        _("business year up to %(day)s") % {"day": day(ends_on)}
        if ends_on
        else _("calendar year %(year)s") % {"year": figures["year"]}
    )
    as_of = date_format(timezone.localtime(dt.datetime.fromisoformat(figures["cut_off"])), "DATE_FORMAT")
    return [
        (_("Company"), figures["partner"]["name"]),
        (_("Period"), period),
        (_("Boundary"), str(Balance.Boundary(balance["boundary"]).label)),
        (_("Check"), checked),
        (_("As of"), str(as_of)),
        (_("Document number"), report.number),
    ]


def progress_report(report: ProgressReport) -> bytes:
    found, pact = told(report), report.snapshot.figures["pact"]
    pictures, has_logo = {}, False
    if content := logo_of(report):
        pictures, has_logo = {"logo": content}, True
    context: dict[str, Any] = {  # Any: what the template shows
        "told": found,
        "title": f"{found.title}, {found.company}",
        "head_left": found.company,
        "head_right": found.title,
        "author": found.company,
        "pact": pact,
        "has_logo": has_logo,
    }
    return pdf.render(
        "pact/pdf/progress_report.html",
        context,
        language=report.language,
        pictures=pictures,
        created=report.snapshot.created_at,
    )


def logo_of(report: ProgressReport) -> bytes | None:
    """A picture that is gone, or is none, leaves a report without it."""
    if not report.logo or not report.logo.storage.exists(str(report.logo.name)):
        return None
    with report.logo.open("rb") as file:
        content = bytes(file.read())
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.verify()
    except (OSError, SyntaxError):  # what Pillow says of a picture that cannot be read
        return None
    return content


def sheets(report: ProgressReport) -> Iterator[Sheet]:
    """Every table with real numbers and days, the datapoints of VSME, and a sheet that explains."""
    with translation.override(report.language):
        found, names = told(report), set[str]()
        yield Sheet(_("Explanation"), (found.title, found.company), [*found.facts, *explanation(report)], (44, 90))
        for table in found.tables:
            yield Sheet(
                unused(table.sheet, names),
                [column.title for column in table.columns],
                [[cell.value for cell in row] for row in table.rows],
                [max(14, column.width) for column in table.columns],
            )
        for sheet in vsme_file.sheets(vsme_json.read(vsme_of(report))):
            yield Sheet(unused(f"VSME {sheet.title}", names), sheet.headers, sheet.rows, sheet.widths)


def explanation(report: ProgressReport) -> list[tuple[str, str]]:
    return [
        (_("Values"), _("Not rounded; an empty cell is not stated, which is not zero. Emissions are t CO₂e.")),
        (_("SHA-256 of the figures"), report.snapshot.sha256),
        (_("SHA-256 of the PDF"), report.file_sha256),
    ]


def unused(name: str, names: set[str]) -> str:
    """At most 31 signs, without those that spreadsheets forbid, each once."""
    plain = "".join(sign for sign in name if sign not in "[]:*?/\\")[:28] or "–"
    number, title = 1, plain
    while title.casefold() in names:
        number += 1
        title = f"{plain} {number}"
    names.add(title.casefold())
    return title


def vsme_of(report: ProgressReport) -> Json:
    """B3 and C3 by element name, as frozen."""
    found: Json = report.snapshot.figures["vsme"][report.language]
    return found
