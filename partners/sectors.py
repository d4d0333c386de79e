"""The German classification of economic activities, WZ 2008: 21 sections, 88 divisions; NACE Rev. 2 by its English."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

FILE = Path(__file__).parent / "data" / "wz2008.csv"


@dataclass(frozen=True)
class Line:
    """A section (division is empty) or one of its divisions."""

    section: str
    division: str
    name_de: str
    name_en: str

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_de


@cache
def lines() -> tuple[Line, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(Line(**row) for row in csv.DictReader(file))


@cache
def divisions() -> dict[str, Line]:
    return {line.division: line for line in lines() if line.division}


def section_of(division: str) -> str:
    """Its letter; nothing for nothing."""
    return divisions()[division].section if division else ""


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Divisions by section, in the language of the page, for a list to choose from."""
    groups: dict[str, list[tuple[str, str]]] = {}
    heading = ""
    for line in lines():
        if line.division:
            groups[heading].append((line.division, f"{line.division} {line.name}"))
        else:
            heading = f"{line.section} {line.name}"
            groups[heading] = []
    return list(groups.items())
