"""What stands where in an annual report: chapters, and the charts and tables of each; which versions show what."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from klimapakt.lib.charts import Chart
from klimapakt.pact.documents.tables import Table, of_chart
from klimapakt.pact.models import CityReport, ReportFile, ReportText

C = ReportText.Chapter
Kind = ReportFile.Kind

UNNUMBERED: Final = (C.GREETING, C.GLANCE, C.ANNEX)
ALWAYS_WITH_TEXT: Final = (C.GREETING, C.GLANCE, C.OUTLOOK)  # elsewhere the short versions have figures alone
NEW_PAGE: Final = (C.GREETING, C.GLANCE, C.PACT, C.EMISSIONS, C.ANNEX)
CHARTS: Final[Mapping[str, Sequence[str]]] = {
    C.GLANCE: ("path", "reduction"),
    C.PARTNERS: ("steps", "sectors"),
    C.EMISSIONS: ("emissions", "waterfall"),
    C.TARGETS: ("target_years",),
    C.MEASURES: ("measures",),
    C.NETWORK: ("attendance",),
    C.CONTRIBUTION: ("shares",),
}
TABLES: Final[Mapping[str, Sequence[str]]] = {
    C.PACT: ("milestones",),
    C.PARTNERS: ("sizes", "districts", "joined", "names"),
    C.EMISSIONS: ("years", "apart", "constant", "by_sector"),
    C.TARGETS: ("target_years", "path"),
    C.MEASURES: ("fields", "types", "statuses", "investments", "late", "reasons"),
    C.NETWORK: ("year_events", "topics", "offers", "all_events"),
    C.OUTLOOK: ("needs", "planned"),
}
SECTIONS: Final[Mapping[str, Sequence[str]]] = {
    C.PARTNERS: ("names",),
    C.EMISSIONS: ("constant", "by-sector"),
    C.TARGETS: ("pathways",),
    C.MEASURES: ("money", "delays"),
    C.NETWORK: ("wishes", "support", "all-events"),
    C.ANNEX: ("method", "rounding", "values", "glossary", "imprint"),
}


@dataclass(frozen=True)
class Edition:
    """A version of the report: its chapters, and which charts and tables it shows (none named: all)."""

    chapters: Sequence[str]
    parts: Collection[str] | None = None

    def shows(self, name: str) -> bool:
        return self.parts is None or name in self.parts

    @property
    def is_full(self) -> bool:
        return self.parts is None


EDITIONS: Final = {
    Kind.FULL: Edition(C.values),
    Kind.COUNCIL: Edition(
        (C.GLANCE, C.EMISSIONS, C.MEASURES, C.OUTLOOK),
        {"path", "emissions", "measures", "constant", "by_sector", "fields", "reasons", "needs", "planned"},
    ),
    Kind.SHORT: Edition(
        (C.GLANCE, C.PARTNERS, C.EMISSIONS, C.TARGETS, C.MEASURES, C.CONTRIBUTION),
        {"path", "steps", "emissions", "measures", "constant", "path_table", "fields", "shares"},
    ),
}


@dataclass(frozen=True)
class Chapter:
    id: str
    title: str
    text: str
    follows: bool  # on the page of the chapter before

    @property
    def template(self) -> str:
        return f"pact/report/_{self.id}.html"


def chapters(report: CityReport, kind: str, language: str) -> list[Chapter]:
    """Numbered as in the full report, so that all versions name a chapter alike."""
    edition, number = EDITIONS[Kind(kind)], 0
    found: list[Chapter] = []
    for chapter in C:
        text = text_of(report, chapter, language) if edition.is_full or chapter in ALWAYS_WITH_TEXT else ""
        if (chapter in report.left_out and chapter not in ReportText.NEEDED) or is_empty(report, chapter, text):
            continue
        if chapter not in UNNUMBERED:
            number += 1
        title = str(chapter.label) if chapter in UNNUMBERED else f"{number} {chapter.label}"
        if chapter in edition.chapters:
            follows = bool(found) and not (edition.is_full and chapter in NEW_PAGE)
            found.append(Chapter(chapter.value, title, text, follows))
    return found


def is_empty(report: CityReport, chapter: str, text: str) -> bool:
    """Words of greeting that nobody wrote, examples that nobody chose."""
    return (chapter == C.GREETING and not text) or (chapter == C.EXAMPLES and not report.examples)


def text_of(report: CityReport, chapter: str, language: str) -> str:
    """As frozen with the report; a text that is missing in a language is left out there."""
    if chapter == C.GREETING and report.greeting and language == report.language:
        return report.greeting
    return str(report.texts.get(chapter, {}).get(language, ""))


def numbered_charts(
    made: Mapping[str, Chart], shown: Sequence[Chapter], edition: Edition
) -> dict[str, tuple[int, Chart]]:
    names = [name for chapter in shown for name in CHARTS.get(chapter.id, ()) if name in made and edition.shows(name)]
    return {name: (number, made[name]) for number, name in enumerate(names, start=1)}


def numbered_tables(made: Mapping[str, Table], shown: Sequence[Chapter], edition: Edition) -> dict[str, Table]:
    """`path` is the name of a chart too: the version that shows its table says so by `path_table`."""
    names = [
        name
        for chapter in shown
        for name in TABLES.get(chapter.id, ())
        if name in made and edition.shows("path_table" if name == "path" else name)
    ]
    return {name: made[name].at(number) for number, name in enumerate(names, start=1)}


def annex(charts: Mapping[str, tuple[int, Chart]], first: int) -> list[Table]:
    """The values of each chart, numbered on from the tables."""
    titled = _("Values of figure %(number)s: %(title)s")
    return [
        replace(of_chart(chart), title=titled % {"number": number, "title": chart.title}).at(first + index)
        for index, (number, chart) in enumerate(charts.values())
    ]


def contents(shown: Sequence[Chapter], anchors: Collection[str]) -> list[tuple[str, str, int]]:
    """(anchor, title, level); of the sections those that are there."""
    titles = {
        "names": _("Names"),
        "constant": _("Change of the constant group"),
        "by-sector": _("Emissions by sector"),
        "pathways": _("Actual emissions and pathways"),
        "money": _("Investments"),
        "delays": _("Delays and reasons"),
        "wishes": _("Topics"),
        "support": _("Advice, funding and training"),
        "all-events": _("All events"),
        "method": _("Method"),
        "rounding": _("Rounding and summarising"),
        "values": _("Values of the figures"),
        "glossary": _("Words"),
        "imprint": _("Imprint"),
    }
    return [
        line
        for chapter in shown
        for line in (
            (chapter.id, chapter.title, 1),
            *((name, titles[name], 2) for name in SECTIONS.get(chapter.id, ()) if name in anchors),
        )
    ]
