"""Cells of a list of partners: what each may say, and in which words."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from klimapakt.lib import sheet_cells, sheet_import
from klimapakt.lib.sheet_cells import BadCell, Cell
from klimapakt.lib.sheet_import import plain
from partners import sectors
from partners.models import Partner

Value = str | int | None  # as JSON keeps it; a day is 2026-12-31
WZ_CODE: Final = re.compile(  # C 25 | 25 | 25.11 | 2511 | WZ 25 Herstellung von Metallerzeugnissen
    r"(?:WZ)?\s*(?:2008)?\s*([A-U])?[\s.-]*(\d{1,2})(?:[.,]\d[\d.]*|\d{2,3})?(?:\s+\D.*)?", re.IGNORECASE
)
MOST_PEOPLE: Final = 2_000_000
MOST_M2: Final = 100_000_000
LIMITS: Final = {
    "name": 160,
    "programmes": 200,
    "website": 200,
    "street": 120,
    "town": 80,
    "first_name": 80,
    "last_name": 80,
    "email": 254,
}


@dataclass(frozen=True)
class Lists:
    """What cells may name: keys by name."""

    districts: Mapping[str, int]
    district_numbers: Mapping[int, int]
    chambers: Mapping[str, int]


def labels(choices: Sequence[tuple[str, str | Promise]]) -> tuple[str, ...]:
    return tuple(str(label) for _value, label in choices)


def reader_of_each(lists: Lists, epoch: Any) -> dict[str, Callable[[Cell], dict[str, Value]]]:  # Any: openpyxl's epoch
    def words(key: str) -> Callable[[Cell], dict[str, Value]]:
        return lambda cell: {key: sheet_cells.text(cell, LIMITS[key])}

    def number(key: str, most: int) -> Callable[[Cell], dict[str, Value]]:
        return lambda cell: {key: sheet_cells.whole(cell, most)}

    def day(key: str) -> Callable[[Cell], dict[str, Value]]:
        return lambda cell: {key: found.isoformat() if (found := sheet_cells.day(cell, epoch)) else None}

    def choice(key: str, choices: Any) -> Callable[[Cell], dict[str, Value]]:  # Any: as Django names choices
        by_word = in_both_languages(choices)
        return lambda cell: {key: chosen(sheet_cells.text(cell), by_word, labels(choices))}

    return {
        **{key: words(key) for key in ("name", "programmes", "street", "town", "first_name", "last_name")},
        "employees": number("employees", MOST_PEOPLE),
        "floor_area_m2": number("floor_area_m2", MOST_M2),
        "joined_on": day("joined_on"),
        "left_on": day("left_on"),
        "kind": choice("kind", Partner.Kind.choices),
        "status": choice("status", Partner.Status.choices),
        "size": choice("size", Partner.Size.choices),
        "sector": read_sector,
        "district": lambda cell: {"district_id": read_district(cell, lists)},
        "chamber": lambda cell: {"chamber_id": read_chamber(cell, lists)},
        "postcode": lambda cell: {"postcode": read_postcode(cell)},
        "website": lambda cell: {"website": read_website(cell)},
        "email": lambda cell: {"email": read_email(cell)},
    }


def in_both_languages(choices: Any) -> dict[str, str]:  # Any: as Django names choices
    """What people may write for a choice: its key, or its label in German or English."""
    found = {plain(key): key for key, _label in choices}
    for language in ("de", "en"):
        with translation.override(language):
            found |= {plain(str(label)): key for key, label in choices}
    return found


@cache
def sector_words() -> dict[str, dict[str, Value]]:
    """Sections and divisions by their names in both languages."""
    found: dict[str, dict[str, Value]] = {}
    for line in sectors.lines():
        said: dict[str, Value] = {"sector": line.section, **({"division": line.division} if line.division else {})}
        for name in (line.name_de, line.name_en):
            found.setdefault(plain(name), said)
            found.setdefault(plain(f"{line.division or line.section}{name}"), said)
    return found | {word: {"sector": key} for word, key in in_both_languages(Partner.Sector.choices).items()}


def chosen(text: str, by_word: Mapping[str, str], allowed: Sequence[str]) -> str:
    if (key := by_word.get(plain(text))) is None:
        raise BadCell(_("This is not in the list."), sheet_import.closest(text, allowed) or ", ".join(allowed))
    return key


def read_sector(cell: Cell) -> dict[str, Value]:
    """A section by letter or name; a division by number or name, also with more digits behind it."""
    text = sheet_cells.text(cell)
    if code := WZ_CODE.fullmatch(text):
        line = sectors.divisions().get(code[2].zfill(2))
        if line is not None and (not code[1] or code[1].upper() == line.section):
            return {"sector": line.section, "division": line.division}
    if found := sector_words().get(plain(text)):
        return found
    raise BadCell(
        _("No section or division of WZ 2008."), sheet_import.closest(text, [line.name for line in sectors.lines()])
    )


def read_district(cell: Cell, lists: Lists) -> int:
    text = sheet_cells.text(cell)
    by_word = {plain(name): key for name, key in lists.districts.items()}
    by_word |= {str(number): key for number, key in lists.district_numbers.items()}
    word = plain(text)
    if found := by_word.get(word) or by_word.get(re.sub(r"^(?:stadtbezirk|bezirk|district)?0*", "", word)):
        return found
    raise BadCell(_("There is no such district."), sheet_import.closest(text, list(lists.districts)))


def read_chamber(cell: Cell, lists: Lists) -> int:
    """By the whole name, a part of it, or its initials, where that leaves no other."""
    text = sheet_cells.text(cell)
    wanted = plain(text)
    tests: tuple[Callable[[str], bool], ...] = (
        lambda name: plain(name) == wanted,
        lambda name: wanted[:3] == initials(name)[:3] and (len(wanted) <= 4 or plain(name).endswith(wanted[3:])),
        lambda name: len(wanted) > 3 and wanted in plain(name),
    )
    for test in tests:
        found = [key for name, key in lists.chambers.items() if wanted and test(name)]
        if len(found) == 1:
            return found[0]
    raise BadCell(
        _("No founding partner is called so."),
        sheet_import.closest(text, list(lists.chambers)) or ", ".join(lists.chambers),
    )


def initials(name: str) -> str:
    """ "Industrie- und Handelskammer" is ihk, "Handwerkskammer" hwk: as people shorten chambers."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z]+", letters.replace("handwerkskammer", "hand werks kammer"))
    words = [piece for word in words for piece in re.sub(r"kammer$", " kammer", word).split()]
    return "".join(word[0] for word in words if word not in ("und", "zu"))


def read_postcode(cell: Cell) -> str:
    """Excel takes postcodes for numbers and drops the zero in front."""
    text = sheet_cells.text(cell)
    text = re.sub(r"^D\s*-\s*", "", text, flags=re.IGNORECASE)
    digits = text.zfill(5) if isinstance(cell, int | float) and text.isdigit() and len(text) >= 4 else text
    if not re.fullmatch(r"[0-9]{5}", digits):
        raise BadCell(_("A postcode has five digits."))
    return digits


def read_website(cell: Cell) -> str:
    text = sheet_cells.text(cell, LIMITS["website"] - len("https://"))
    address = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise BadCell(_("This is no address of a website."), _("Write it like https://www.company.de.")) from None
    return address


def read_email(cell: Cell) -> str:
    text = sheet_cells.text(cell, LIMITS["email"]).removeprefix("mailto:").lower()
    try:
        validate_email(text)
    except ValidationError:
        raise BadCell(_("This is no e-mail address."), _("Write it like name@company.de.")) from None
    return text
