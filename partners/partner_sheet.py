"""A list of partners as a sheet: its columns, and what a row says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klimapakt.lib import sheet_cells, sheet_import
from klimapakt.lib.sheet_cells import BadCell, Cell
from klimapakt.lib.sheet_import import Column, Columns, Row
from partners import sectors
from partners.models import Partner
from partners.partner_cells import Lists, Value, labels, reader_of_each

# key: heading, what else it may be called, what belongs in, an example
WORDS: Final[dict[str, tuple[Any, tuple[str, ...], Any, str]]] = {  # Any: text, or lazily translated text
    "name": (
        gettext_lazy("Name"),
        ("Name", "Firma", "Firmenname", "Unternehmen", "Partner", "Company", "Organisation"),
        gettext_lazy("Full name of the company. A partner of the same name is changed, else a new one is recorded."),
        "Muster Metallbau GmbH",
    ),
    "kind": (gettext_lazy("Kind"), ("Art", "Kind"), gettext_lazy("If it is empty: climate partner."), ""),
    "status": (
        gettext_lazy("Status"),
        ("Status", "Stand"),
        gettext_lazy("If it is empty: interested, or active where there is a day of joining."),
        "",
    ),
    "joined_on": (
        gettext_lazy("Joined on"),
        ("Beigetreten am", "Beitritt", "Beitrittsdatum", "Partner seit", "Joined on", "Joined"),
        gettext_lazy("Needed for active partners."),
        "05.12.2022",
    ),
    "left_on": (
        gettext_lazy("Left on"),
        ("Ausgetreten am", "Austritt", "Left on"),
        gettext_lazy("Only for new partners with the status “left”."),
        "",
    ),
    "sector": (
        gettext_lazy("Sector"),
        ("Branche", "Wirtschaftszweig", "WZ", "WZ 2008", "WZ-Code", "Sector", "NACE"),
        gettext_lazy("WZ 2008: section (C), division (25), a longer code (25.11), or the name of one of them."),
        "25",
    ),
    "size": (
        gettext_lazy("Size"),
        ("Größe", "Größenklasse", "Unternehmensgröße", "Size"),
        gettext_lazy("Class by employees."),
        "",
    ),
    "employees": (
        gettext_lazy("Employees"),
        ("Beschäftigte", "Mitarbeitende", "Mitarbeiter", "Anzahl Beschäftigte", "Employees"),
        gettext_lazy("A whole number."),
        "120",
    ),
    "district": (
        gettext_lazy("District"),
        ("Stadtbezirk", "Bezirk", "Stadtteil", "District"),
        gettext_lazy("Name or number."),
        "",
    ),
    "chamber": (
        gettext_lazy("Chamber"),
        ("Kammer", "Zuständige Kammer", "Initialpartner", "Chamber"),
        gettext_lazy("Name of a founding partner, or a part of it."),
        "",
    ),
    "programmes": (
        gettext_lazy("Programmes"),
        ("Programme", "Zertifikate", "Programmes"),
        gettext_lazy("For example ÖKOPROFIT, EMAS, SBTi."),
        "ÖKOPROFIT, EMAS",
    ),
    "website": (
        gettext_lazy("Website"),
        ("Website", "Webseite", "Internet", "Homepage", "URL"),
        gettext_lazy("With or without https://."),
        "https://www.muster-metallbau.example",
    ),
    "street": (
        gettext_lazy("Street and number"),
        ("Straße und Hausnummer", "Straße", "Anschrift", "Adresse", "Street", "Street and number"),
        gettext_lazy("Of the main site."),
        "Beispielallee 5",
    ),
    "postcode": (
        gettext_lazy("Postcode"),
        ("Postleitzahl", "PLZ", "Postcode", "ZIP"),
        gettext_lazy("Five digits. Needed for a new site."),
        "40213",
    ),
    "town": (gettext_lazy("Town"), ("Ort", "Stadt", "Town", "City"), gettext_lazy("Of the main site."), "Düsseldorf"),
    "floor_area_m2": (
        gettext_lazy("Floor area in m²"),
        ("Fläche in m²", "Fläche", "Nutzfläche", "Floor area", "Floor area in m²"),
        gettext_lazy("Of the main site, a whole number."),
        "1.850",
    ),
    "first_name": (
        gettext_lazy("Contact: first name"),
        ("Ansprechperson: Vorname", "Vorname", "First name"),
        gettext_lazy("Goes with the e-mail address."),
        "Kim",
    ),
    "last_name": (
        gettext_lazy("Contact: last name"),
        ("Ansprechperson: Nachname", "Nachname", "Last name", "Surname"),
        gettext_lazy("Goes with the e-mail address."),
        "Muster",
    ),
    "email": (
        gettext_lazy("Contact: e-mail address"),
        ("Ansprechperson: E-Mail-Adresse", "E-Mail", "E-Mail-Adresse", "Mail", "E-mail address"),
        gettext_lazy("No mail goes out with the import: an invitation is prepared, which you send later."),
        "kim.muster@muster-metallbau.example",
    ),
}
SITE: Final = ("street", "postcode", "town", "floor_area_m2")
CONTACT: Final = ("first_name", "last_name", "email")
# What our own files say besides: the office's list, and a file that comes back with comments.
NOT_TAKEN: Final = (
    "Delivery",
    "Delivery due on",
    "Has a target",
    "Somebody signs in",
    "Tags",
    "Row",
    "Result",
    "Comment",
)


@dataclass(frozen=True)
class Problem:
    column: str
    value: str
    reason: str
    suggestion: str = ""


@dataclass
class Reading:
    """What a row says: values by key, without what it leaves open; and what cannot be understood."""

    row: Row
    values: dict[str, Value] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.values.get("name") or "")

    def has_problem(self, key: str) -> bool:
        return any(problem.column == key for problem in self.problems)

    def refuse(self, key: str, reason: str, suggestion: str = "") -> None:
        self.problems.append(Problem(key, self.cells.get(key, ""), reason, suggestion))


def columns(lists: Lists | None = None) -> list[Column]:
    """In the language of the page; with the lists, also what may stand in each."""
    allowed: dict[str, tuple[str, ...]] = {
        "kind": labels(Partner.Kind.choices),
        "status": labels(Partner.Status.choices),
        "size": labels(Partner.Size.choices),
        "sector": tuple(f"{line.division or line.section} {line.name}" for line in sectors.lines()),
        "district": tuple(lists.districts) if lists else (),
        "chamber": tuple(lists.chambers) if lists else (),
    }
    return [
        Column(
            key=key,
            title=str(title),
            names=(*names, *in_both_languages(title)),
            help=str(text),
            allowed=allowed.get(key, ()),
            example=example,
            is_required=key == "name",
        )
        for key, (title, names, text, example) in WORDS.items()
    ]


def find_columns(sheet: sheet_import.Sheet) -> Columns:
    """Raises UploadRefused."""
    ignored = [name for title in NOT_TAKEN for name in in_both_languages(title)]
    return sheet_import.arrange(sheet, columns(), ignored)


def in_both_languages(title: Any) -> list[str]:  # Any: a message, or text that is translated lazily
    found = []
    for language in ("de", "en"):
        with translation.override(language):
            found.append(_(title) if isinstance(title, str) else str(title))
    return found


def read_rows(sheet: sheet_import.Sheet, found: Columns, lists: Lists) -> list[Reading]:
    readers = reader_of_each(lists, sheet.epoch)
    return [read_row(row, found, readers) for row in sheet.rows]


def read_row(row: Row, found: Columns, readers: Mapping[str, Callable[[Cell], dict[str, Value]]]) -> Reading:
    reading = Reading(row)
    for key in found.places:
        cell = found.cell(row, key)
        if cell is None:
            continue
        reading.cells[key] = sheet_cells.shown(cell)[:200]
        try:
            said = readers[key](cell)
        except BadCell as bad:
            reading.refuse(key, bad.reason, bad.suggestion)
        else:
            reading.values |= {name: value for name, value in said.items() if value not in ("", None)}
    compare_fields(reading)
    return reading


def compare_fields(reading: Reading) -> None:
    values = reading.values
    if "name" not in values and not reading.has_problem("name"):
        reading.refuse("name", _("The name is missing."))
    joined, left = values.get("joined_on"), values.get("left_on")
    if joined and left and str(left) < str(joined):
        reading.refuse("left_on", _("A partner cannot leave before it joined."))
    if "email" not in values and not reading.has_problem("email") and {"first_name", "last_name"} & set(values):
        reading.refuse("email", _("The contact has no e-mail address."), _("Add it, or leave the contact out."))
