"""Emission factors as arithmetic sees them: rows of a file, the factor of a year, what may stand in which scope."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from klimapakt.lib import numbers

AR4, AR5, AR6, CO2_ONLY, UNKNOWN = "AR4", "AR5", "AR6", "CO2", ""
USES: Final = {"DEFAULT": "default", "ALT": "alternative", "REF": "reference", "PROXY-GB": "proxy"}
SCOPES: Final = frozenset({"1", "2", "3", "1+3", "2+3"})
COLUMNS: Final = (
    "key", "name_de", "name_en", "scope", "category", "ghgp_category", "activity_unit", "kgco2e_per_unit",
    "kgco2_biogenic_per_unit", "location_or_market", "region", "valid_year", "source", "source_url", "notes",
)  # fmt: skip
LICENCES: Final = {
    "defra": "OGL v3.0",
    "gwp": "CC0",
    "uba": "§ 5 UrhG",
    "bafa": "§ 5 UrhG",
    "ebev": "§ 5 UrhG",
    "geg": "§ 5 UrhG",
    "lfu_bb": "§ 5 UrhG",
}
NUMBER: Final = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,20})?")
REQUIRED: Final = ("key", "name_de", "activity_unit", "source")
FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST_ADDRESS: Final = 500
DIGITS: Final = 8  # after the point, of a factor
MOST: Final = Decimal(10) ** 9  # kg per unit: no activity emits as much
AR5_SINCE: Final = 2023  # the British factors' editions from then on


class InvalidRow(ValueError):
    """A line of a factor file that cannot be used; line counts the header as 1."""

    def __init__(self, line: int, column: str, value: str) -> None:
        super().__init__(f"line {line}, {column}: {value!r}")
        self.line, self.column, self.value = line, column, value


@dataclass(frozen=True)
class FactorRow:
    """Fields are named as those of the model, so that an import is `Factor(**asdict(row), factor_set=…)`."""

    key: str
    valid_year: int | None
    name_de: str
    name_en: str
    scope: str
    category: str
    ghgp_category: str
    unit: str
    kg_co2e_per_unit: Decimal
    kg_biogenic_per_unit: Decimal | None
    basis: str
    region: str
    gwp_set: str
    use: str
    source: str
    source_url: str
    licence: str
    note: str

    @property
    def is_electricity(self) -> bool:
        return is_electricity(self.key, self.scope)

    @property
    def is_usable_for_scope_1_2(self) -> bool:
        return is_usable_for_scope_1_2(self.scope)


def read(lines: Iterable[str]) -> Iterator[FactorRow]:
    """Rows of a file in the form of `data/emission_factors.csv`. Raises InvalidRow at the first one that is wrong."""
    reader = csv.DictReader(lines)
    if missing := set(COLUMNS) - set(reader.fieldnames or ()):
        raise InvalidRow(1, ", ".join(sorted(missing)), "")
    seen: set[tuple[str, int | None]] = set()
    for number, row in enumerate(reader, start=2):
        factor = parse(row, line=number)
        if (factor.key, factor.valid_year) in seen:
            raise InvalidRow(number, "key", factor.key)
        seen.add((factor.key, factor.valid_year))
        yield factor


def parse(row: dict[str, str], *, line: int) -> FactorRow:
    tag, note = _split_note(row["notes"], line=line)
    if missing := next((column for column in REQUIRED if not row[column]), ""):
        raise InvalidRow(line, missing, "")
    if row["scope"] not in SCOPES:
        raise InvalidRow(line, "scope", row["scope"])
    if (row["valid_year"] and not row["valid_year"].isascii()) or not (row["valid_year"] or "0").isdigit():
        raise InvalidRow(line, "valid_year", row["valid_year"])
    year = int(row["valid_year"]) if row["valid_year"] else None
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidRow(line, "valid_year", row["valid_year"])
    address = row["source_url"]
    if len(address) > LONGEST_ADDRESS or (address and not address.startswith(("https://", "http://"))):
        raise InvalidRow(line, "source_url", address)
    biogenic = row["kgco2_biogenic_per_unit"]
    return FactorRow(
        key=row["key"],
        valid_year=year,
        name_de=row["name_de"],
        name_en=row["name_en"],
        scope=row["scope"],
        category=row["category"],
        ghgp_category=row["ghgp_category"],
        unit=row["activity_unit"],
        kg_co2e_per_unit=_decimal(row, "kgco2e_per_unit", line=line),
        kg_biogenic_per_unit=_decimal(row, "kgco2_biogenic_per_unit", line=line) if biogenic else None,
        basis=row["location_or_market"],
        region=row["region"],
        gwp_set=gwp_set(row["key"], year, note),
        use=USES[tag],
        source=row["source"],
        source_url=row["source_url"],
        licence=LICENCES.get(row["key"].partition(".")[0], ""),
        note=note,
    )


def gwp_set(key: str, year: int | None, note: str) -> str:
    """What the note says, else what is known of the source: UBA counts with AR5, the British since 2023."""
    if "nur CO2" in note:
        return CO2_ONLY
    for known in (AR4, AR5, AR6):
        if f"GWP {known}" in note or key.startswith(f"gwp.{known.lower()}."):
            return known
    source = key.partition(".")[0]
    if source == "uba":
        return AR5
    if source == "defra" and year is not None:
        return AR5 if year >= AR5_SINCE else AR4
    return UNKNOWN


def mixes_gwp_sets(sets: Iterable[str]) -> bool:
    """Whether a balance counts with several sets of warming potentials; factors of CO2 alone mix with any."""
    return len({name for name in sets if name in {AR4, AR5, AR6}}) > 1


def year_for(years: Iterable[int | None], balance_year: int) -> int | None:
    """The latest not after the balance's year, else the earliest after it. An undated factor fits every year.

    Without any year a LookupError.
    """
    known = set(years)
    if balance_year in known:
        return balance_year
    if None in known:
        return None
    dated = {year for year in known if year is not None}
    earlier = {year for year in dated if year < balance_year}
    if not dated:
        raise LookupError(balance_year)
    return max(earlier) if earlier else min(dated)


def year_gap(balance_year: int, factor_year: int | None) -> int:
    """How old the factor is; negative if it is younger than the balance, 0 if it has no year."""
    return 0 if factor_year is None else balance_year - factor_year


def is_usable_for_scope_1_2(scope: str) -> bool:
    """Factors with the upstream chain inside ("1+3", "2+3") would count it in the wrong scope."""
    return scope in {"1", "2"}


def is_electricity(key: str, scope: str) -> bool:
    """What contracts for green power may cover; heat and steam have no such market here."""
    return scope == "2" and "electricity" in key


def is_district_heat(key: str, scope: str) -> bool:
    """What a contract about heat may cover."""
    return scope == "2" and "district_heat" in key


def is_usable_for_category(ghgp_category: str, number: int) -> bool:
    """Whether a factor stands for this category of scope 3: "1 | 3.6 | 3.7" does for 6 and 7."""
    return f"3.{number}" in {name.strip() for name in ghgp_category.split("|")}


def _split_note(note: str, *, line: int) -> tuple[str, str]:
    """ "[DEFAULT] nur CO2." is a tag and a note."""
    tag, bracket, rest = note.removeprefix("[").partition("]")
    if not note.startswith("[") or not bracket or tag not in USES:
        raise InvalidRow(line, "notes", note)
    return tag, rest.strip()


def _decimal(row: dict[str, str], column: str, *, line: int) -> Decimal:
    """With a point, as machines write it. What a German hand may mean as thousands ("1.500") is nobody's guess."""
    text = row[column]
    value = Decimal(text) if NUMBER.fullmatch(text) and not numbers.is_ambiguous(text) else MOST
    if value >= MOST or value != numbers.rounded(value, DIGITS):
        raise InvalidRow(line, column, text)
    return value
