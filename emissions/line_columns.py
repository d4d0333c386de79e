"""The one form of a table of lines: what a partner downloads, fills in, exports and imports has these columns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emissions.carriers import CARRIERS, Absence, Carrier
from emissions.comparison import carrier_of
from emissions.models import Consumption
from klimapakt.lib import numbers, sheet_import
from klimapakt.lib.sheet_import import Column
from partners.models import Site

Row = list[object]
SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {  # besides the titles in both languages
    "site": ("Betriebsstätte", "Liegenschaft"),
    "carrier": ("Träger", "Medium", "Energieart"),
    "amount": ("Verbrauch", "Wert"),
    "quality": ("Datenqualität", "Qualität"),
    "note": ("Notiz", "Anmerkung", "Note"),
}
TITLES: Final[Mapping[str, str | Promise]] = {
    "site": gettext_lazy("Site"),
    "carrier": gettext_lazy("Carrier"),
    "amount": gettext_lazy("Amount"),
    "unit": gettext_lazy("Unit"),
    "quality": gettext_lazy("Origin"),
    "note": gettext_lazy("Note on the amount"),
    "scope3": gettext_lazy("Category of scope 3"),
    "factor": gettext_lazy("Key of the factor"),
}
TYPED: Final = ("site", "carrier", "amount", "unit", "quality", "note")  # the template asks for no others
TOLD: Final[Sequence[str | Promise]] = (  # what an export says besides; an import passes over it
    gettext_lazy("Factor"),
    gettext_lazy("kg CO₂e per unit"),
    gettext_lazy("Year of the factor"),
    gettext_lazy("Source of the factor"),
    gettext_lazy("kg CO₂e"),
    gettext_lazy("kg biogenic CO₂"),
    gettext_lazy("Own factor"),
)
IGNORED: Final = (*TOLD, "Last year", "Row", "Result", "Comment")
UNITS: Final = ("kWh", "MWh", "kWh (Hs)", "kWh (Hi)", "l", "km", "kg")


def columns(sites: Sequence[Site] = ()) -> list[Column]:
    """Those that people fill in, explained; and those by which an import knows activities of scope 3."""
    allowed = {
        "site": tuple(site.name for site in sites),
        "carrier": tuple(str(carrier.label) for carrier in CARRIERS),
        "unit": UNITS,
        "quality": tuple(str(label) for _key, label in (*Consumption.Quality.choices, *Absence.choices)),
    }
    helps = {
        "site": _("Name of your site as in the portal. Empty: the company as a whole."),
        "carrier": _("One of the rows of the consumption page."),
        "amount": _("Of the whole year. An empty cell changes nothing."),
        "unit": _("kWh or MWh, l, km, kg. Gas: kWh (Hs) as on the bill, or kWh (Hi)."),
        "quality": _("Where the amount comes from, or why there is none. Empty: from the bill."),
        "note": _("For example why it has changed so much. Optional."),
    }
    examples = {"amount": numbers.number(120_000), "unit": "kWh"}
    return [
        Column(
            key,
            str(title),
            (*both(title), *SPELLINGS.get(key, ())),
            helps.get(key, ""),
            allowed.get(key, ()),
            examples.get(key, ""),
            is_required=key in ("carrier", "amount"),
        )
        for key, title in TITLES.items()
    ]


def typed_columns(sites: Sequence[Site]) -> list[Column]:
    return [column for column in columns(sites) if column.key in TYPED]


def find_columns(sheet: sheet_import.Sheet) -> sheet_import.Columns:
    """Raises UploadRefused."""
    return sheet_import.arrange(sheet, columns(), [name for title in IGNORED for name in both(title)])


def both(title: str | Promise) -> list[str]:
    """In German and in English, whichever language the page has."""
    found = []
    for language in ("de", "en"):
        with translation.override(language):
            found.append(_(title) if isinstance(title, str) else str(title))
    return found


def template_rows(sites: Sequence[Site], lines: Iterable[Consumption], before: Iterable[Consumption]) -> Iterator[Row]:
    """Each site with what nearly all have, and what is stored; last year's value beside it."""
    stored = {place_of(line): line for line in lines}
    then = {place_of(line): line for line in before}
    places: list[Site | None] = [*sites, None]
    for site in places:
        for carrier in CARRIERS:
            place = (site.pk if site else None, carrier.slug)
            line, old = stored.get(place), then.get(place)
            if line is None and old is None and not (site and carrier.is_common):
                continue
            yield [*typed(site, carrier, line, unit_of(carrier, line or old)), old.amount if old else None]


def export_titles() -> list[str]:
    return [str(title) for title in (*TITLES.values(), *TOLD)]


def export_rows(lines: Iterable[Consumption]) -> Iterator[Row]:
    """What was typed, as an import reads it; behind it what came of it."""
    for line in lines:
        carrier, factor, used = carrier_of(line), line.factor, line.used
        yield [
            *typed(line.site, carrier, line, unit_of(carrier, line)),
            line.scope3_category,
            factor.key if factor else "",
            used.name if used else "",
            trimmed(line.kg_co2e_per_unit),
            used.valid_year if used else None,
            used.source if used else "",
            trimmed(line.kg),
            trimmed(line.biogenic_kg),
            line.own_factor.name if line.own_factor else "",
        ]


def typed(site: Site | None, carrier: Carrier, line: Consumption | None, unit: str) -> Row:
    said = [site.name if site else "", str(carrier.label)]
    if line is None:
        return [*said, None, unit, "", ""]
    return [*said, trimmed(line.amount), unit, state_label(line), line.note]


def unit_of(carrier: Carrier, line: Consumption | None) -> str:
    """With the calorific value where the carrier has two."""
    if len(carrier.variants) == 1:
        return carrier.variants[0].unit
    key = line.factor.key if line and line.factor else carrier.variants[0].key
    return f"{carrier.variants[0].unit} ({key.rpartition('_')[2].capitalize()})"


def state_label(line: Consumption) -> str:
    if line.amount is not None:
        return str(line.get_quality_display())
    return str(Absence(line.absence_reason).label) if line.absence_reason in Absence.values else line.absence_reason


def place_of(line: Consumption) -> tuple[int | None, str]:
    return line.site_id, carrier_of(line).slug


def trimmed(value: Decimal | None) -> Decimal | None:
    """As exact, without the zeros that the column adds."""
    return None if value is None else Decimal(numbers.plain(value))
