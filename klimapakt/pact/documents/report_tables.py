"""The annual report's tables by chapter, from frozen figures. What an older snapshot does not know has no table."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klimapakt.pact.documents import measure_tables, network_tables
from klimapakt.pact.documents.drawings import sector_name
from klimapakt.pact.documents.tables import (
    Cell,
    Row,
    Table,
    amount,
    amount_of,
    count,
    date,
    percent,
    words,
    year,
)
from klimapakt.pact.documents.words import Json, both, sources
from partners.models import Partner


def tables(figures: Json, language: str) -> dict[str, Table]:
    """By name, in the order in which they stand in the report; a table without rows is none."""
    source = sources(figures)
    made = [
        *network_tables.of_pact(figures, language),
        *of_partners(figures, source["office"]),
        *of_emissions(figures, source["checked"]),
        *of_targets(figures, source["told"]),
        *measure_tables.of_measures(figures, source["told"]),
        *network_tables.of_network(figures, language),
        *network_tables.of_outlook(figures, language),
    ]
    return {table.name: table for table in made if table.rows}


def of_partners(figures: Json, source: str) -> list[Table]:
    partners, changes = figures["partners"], figures.get("changes", {})
    order = [*Partner.Size.values, ""]
    sizes = sorted(partners["by_size"], key=lambda group: order.index(group[0]))
    unknown = _("not stated")

    def grouped(name: str, title: str, head: str, rows: list[tuple[str, int, int]]) -> Table:
        headers = (head, _("Partners"), _("Employees"))
        return Table(
            name,
            title,
            headers,
            (46, 26, 28),
            [(words(key), count(n), count(people)) for key, n, people in rows],
            source,
        )

    return [
        Table(
            "joined",
            _("Joined in %(year)s, as far as they agreed to be named") % {"year": figures["year"]},
            (_("Company"), _("Partner since")),
            (70, 30),
            [(words(name), date(iso)) for name, iso in changes.get("joined", ())],
            source,
        ),
        grouped(
            "sizes",
            _("Climate partners by size"),
            _("Size"),
            [(str(Partner.Size(key).label) if key else unknown, n, people) for key, n, people in sizes],
        ),
        grouped(
            "districts",
            _("Climate partners by district"),
            _("District"),
            [(key or unknown, n, people) for key, n, people in partners["by_district"]],
        ),
        Table(
            "names",
            _("All climate partners that agreed to be named"),
            (_("Company"), _("Partner since")),
            (70, 30),
            [(words(name), date(iso)) for name, iso in partners["names"]],
            source,
            is_long=True,
        ),
    ]


def of_emissions(figures: Json, source: str) -> list[Table]:
    found = figures["emissions"]
    with_data = [row for row in found["years"] if row["balances"]]
    apart = [row for row in with_data if row["scope2_market_n"] or row["scope3_n"]]
    minimum = figures["goal"]["suppression_minimum"]
    return [
        Table(
            "years",
            _("Gross sum of the partners with checked balances, sites in the city, t CO₂e"),
            (_("Year"), _("Balances"), _("Scope 1"), _("Scope 2 (location-based)"), _("Scope 1 and 2")),
            (16, 18, 20, 26, 20),
            [year_row(row) for row in with_data],
            source,
            _(
                "Who has a checked balance differs from year to year: the rows cannot be compared with each other. "
                "“Not given”: fewer partners than the minimum, or one that dominates the sum."
            ),
        ),
        Table(
            "apart",
            _("Stated apart, no part of the sums above, t CO₂e"),
            (_("Year"), _("Scope 2 (market-based)"), _("from balances"), _("Scope 3"), _("from balances")),
            (16, 22, 20, 22, 20),
            [
                (
                    year(row["year"]),
                    amount(row["scope2_market_t"], row["scope2_market_n"]),
                    count(row["scope2_market_n"]),
                    amount(row["scope3_t"], row["scope3_n"]),
                    count(row["scope3_n"]),
                )
                for row in apart
            ],
            source,
        ),
        Table(
            "constant",
            _("Partners with a balance in both years, scope 1 and 2 (location-based), sites in the city, t CO₂e"),
            (
                _("Years"),
                _("Partners"),
                _("before"),
                _("after"),
                _("Change"),
                _("of it consumption"),
                _("of it factors"),
            ),
            (14, 12, 16, 14, 14, 16, 14),
            [constant_row(row) for row in found["constant"]],
            source,
            _(
                "“Consumption” is the effect of less or more energy used, “factors” that of a cleaner or dirtier "
                "electricity mix; known only where a balance lists its consumption in both years, in brackets of how "
                "many partners. “Not given” also where the difference to the sums above would tell of a few partners."
            ),
        ),
        Table(
            "by_sector",
            _("Emissions %(year)s by sector, sites in the city, t CO₂e") % {"year": figures["year"]},
            (_("Sector"), _("Balances"), _("Scope 1"), _("Scope 2 (location-based)")),
            (46, 16, 18, 20),
            [
                (
                    words(sector_name(row["sector"])),
                    count(row["partners"]),
                    amount(row["scope1_t"], row["partners"]),
                    amount(row["scope2_t"], row["partners"]),
                )
                for row in found["sectors"]
            ],
            source,
            _("Sectors with fewer than %(minimum)s balances, or in which one partner dominates, are summarised.")
            % {"minimum": minimum},
        ),
    ]


def year_row(row: Json) -> Row:
    total = both(row)
    return (
        year(row["year"]),
        count(row["balances"]),
        amount(row["scope1_t"], row["scope1_n"]),
        amount(row["scope2_location_t"], row["scope2_location_n"]),
        amount(None if total is None else str(total)),
    )


def constant_row(row: Json) -> Row:
    explained = row["explained"] if row["activity_t"] is not None else 0

    def cause(text: str | None) -> Cell:
        return amount_of(text, explained) if explained else Cell("–", None, is_number=True)

    return (
        words(f"{row['from']}–{row['to']}"),
        count(row["partners"]),
        amount(row["before_t"], row["partners"]),
        amount(row["now_t"], row["partners"]),
        percent(row["change_percent"]),
        cause(row["activity_t"]),
        cause(row["factor_t"]),
    )


def of_targets(figures: Json, source: str) -> list[Table]:
    found = figures["targets"]
    promised = dict(found["path"]["path"])
    title = ngettext(
        "%(count)s partner with a target and a balance in every year, t CO₂e",
        "%(count)s partners with a target and a balance in every year, t CO₂e",
        found["path"]["partners"],
    ) % {"count": found["path"]["partners"]}
    return [
        Table(
            "target_years",
            _("Targets by target year"),
            (_("Target year"), _("Targets")),
            (60, 40),
            [(year(at), count(n)) for at, n in found["by_year"]],
            source,
        ),
        Table(
            "path",
            title,
            (_("Year"), _("Actual"), _("Sum of the pathways"), _("Actual minus pathway")),
            (22, 25, 25, 28),
            [
                (
                    year(at),
                    amount(actual),
                    amount(promised[at]),
                    amount(str(Decimal(actual) - Decimal(promised[at]))),
                )
                for at, actual in found["path"]["actual"]
            ],
            source,
            _("Whole companies, also their sites elsewhere, scope 1 and 2 (location-based): not the city's sums."),
        ),
    ]
