"""What the company emits: by year, from which sources, with which factors, and in proportion to its size."""

from decimal import Decimal

from django.utils.translation import gettext as _

from emissions.carriers import CARRIERS
from emissions.models import Consumption, Denominators, Scope3Category, ScopeTotal
from emissions.progress import UNIT
from klimapakt.lib import charts, numbers
from klimapakt.pact.documents.progress_report import blocks
from klimapakt.pact.documents.progress_report.blocks import Album, Block, Cell, Column, Subhead, Table, Words
from klimapakt.pact.documents.words import Json, decimal

SCOPE = ScopeTotal.Scope
SHOWN = (SCOPE.SCOPE1, SCOPE.SCOPE2_LOCATION, SCOPE.SCOPE3)
CARRIER_NAMES = {carrier.slug: carrier.label for carrier in CARRIERS}


def both(row: Json) -> Decimal | None:
    """Scope 1 and 2 (location-based), if both are stated."""
    one, two = decimal(row["scope1_t"]), decimal(row["scope2_location_t"])
    return None if one is None or two is None else one + two


def of_year(figures: Json, year: int) -> Json | None:
    return next((row for row in figures["years"] if row["year"] == year), None)


def latest_before(figures: Json) -> Json | None:
    """The checked balance of the year before the report's, and of no other."""
    return of_year(figures, figures["year"] - 1)


def by_year(figures: Json) -> charts.Chart | None:
    """Years without a checked balance are gaps."""
    rows = figures["years"]
    shown = [scope for scope in SHOWN if any(row[f"{scope}_t"] is not None for row in rows)]
    if not shown:
        return None
    now = of_year(figures, figures["year"])
    value = both(now) if now else None
    return charts.stacked_bars(
        "scopes",
        title=_("Scope 1 and 2 in %(year)s: %(t)s") % {"year": figures["year"], "t": numbers.tonnes(value)}
        if value is not None
        else _("Emissions by scope and year"),
        unit=UNIT,
        years=list(range(rows[0]["year"], rows[-1]["year"] + 1)),
        series={str(scope.label): {row["year"]: decimal(row[f"{scope}_t"]) for row in rows} for scope in shown},
    )


def ranked(figures: Json) -> dict[str, Decimal]:
    """Sources of scope 1 and 2, the largest first: by carrier where there are lines, else by scope."""
    found: dict[str, Decimal] = {}
    for line in figures["lines"]:
        if t := decimal(line["t"]):
            name = carrier_name(line)
            found[name] = found.get(name, Decimal(0)) + t
    if not found:
        row = of_year(figures, figures["year"]) or {}
        found = {str(scope.label): t for scope in SHOWN[:2] if (t := decimal(row.get(f"{scope}_t")))}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def sources(figures: Json) -> charts.Chart | None:
    found = ranked(figures)
    if not found:
        return None
    first, most = next(iter(found.items()))
    title = _("In %(year)s the largest source was %(name)s: %(percent)s of scope 1 and 2.") % {
        "year": figures["year"],
        "name": first,
        "percent": numbers.percent(most / sum(found.values()) * 100, 0),
    }
    return charts.horizontal_bars("sources", title=title, unit=UNIT, series={_("Emissions"): found})


def carrier_name(line: Json) -> str:
    return str(CARRIER_NAMES.get(line["carrier"], line["carrier"]))


def year_table(figures: Json) -> Table:
    scopes = [scope for scope in SCOPE if any(row[f"{scope}_t"] is not None for row in figures["years"])]
    width = 84 // max(1, len(scopes) + 1)
    rows = []
    for row in figures["years"]:
        sum_of_both = both(row)
        cells = [Cell(*_scope_cell(row, scope)) for scope in scopes]
        rows.append([blocks.year(row["year"]), *cells, blocks.number(sum_of_both)])
    return Table(
        _("Emissions by year"),
        _("Emissions of the whole company by year, t CO₂e, from checked balances"),
        [
            Column(_("Year"), 16),
            *(Column(str(scope.label), width, is_number=True) for scope in scopes),
            Column(_("Scope 1 and 2 (location-based)"), width, is_number=True),
        ],
        rows,
    )


def _scope_cell(row: Json, scope: str) -> tuple[str, Decimal | None]:
    cell = blocks.tonnes(row[f"{scope}_t"])
    mark = "*" if scope == SCOPE.SCOPE2_MARKET and row["is_market_fallback"] and cell.value is not None else ""
    return cell.text + mark, cell.value  # type: ignore[return-value]  # a decimal or none


def line_table(lines: list[Json], language: str, *, sheet: str, caption: str) -> Table:
    """Amount × factor = t, and who says so."""
    return Table(
        sheet,
        caption,
        [
            Column(_("Source of emissions"), 26),
            Column(_("Amount"), 16, is_number=True),
            Column(_("Factor, kg CO₂e per unit"), 15, is_number=True),
            Column("t CO₂e", 11, is_number=True),
            Column(_("Source of the factor"), 32),
        ],
        [
            [
                blocks.words(_line_name(line, language)),
                Cell(
                    numbers.with_unit(decimal(line["amount"]), line["unit"])
                    if line["amount"]
                    else line["absence"] or "–",
                    decimal(line["amount"]),
                ),
                blocks.figure(line["kg_per_unit"], None),
                blocks.tonnes(line["t"]),
                blocks.words(_factor_source(line)),
            ]
            for line in lines
        ],
        is_long=True,
    )


def _line_name(line: Json, language: str) -> str:
    name = line[f"name_{language}"] if line["category"] else carrier_name(line)
    return f"{name}, {line['site']}" if line["site"] else name


def _factor_source(line: Json) -> str:
    if not line["source"]:
        return ""
    text = f"{line['source']}, {line['factor_year']}" if line["factor_year"] else line["source"]
    return _("own factor: %(source)s") % {"source": text} if line["is_own_factor"] else text


def scope3_table(figures: Json) -> Table | None:
    if not figures["scope3"]:
        return None
    return Table(
        _("Scope 3"),
        _("Scope 3 by category; it stands apart and is no part of the target unless the target says so"),
        [Column(_("Category"), 42), Column("t CO₂e", 14, is_number=True), Column(_("State"), 44)],
        [
            [
                blocks.words(f"3.{row['number']} {Scope3Category.Category(row['number']).label}"),
                blocks.tonnes(row["t"]),
                blocks.words(
                    ": ".join(part for part in (str(Scope3Category.Status(row["status"]).label), row["reason"]) if part)
                ),
            ]
            for row in figures["scope3"]
        ],
        is_long=True,
    )


def intensity_table(figures: Json, *, with_turnover: bool) -> Table | None:
    """Turnover is nobody's business unless the company shows what things cost."""
    rows = [row for row in figures["intensities"] if with_turnover or row["kind"] != "turnover_eur"]
    if not rows:
        return None
    return Table(
        _("Intensity"),
        _("Scope 1 and 2 in proportion to the size of the company, kg CO₂e"),
        [
            Column(_("Per"), 46),
            Column(_("Number"), 18, is_number=True),
            Column(_("location-based"), 18, is_number=True),
            Column(_("market-based"), 18, is_number=True),
        ],
        [
            [
                blocks.words(_intensity_name(row)),
                blocks.figure(row["divided_by"], 2 if row["kind"] == "turnover_eur" else 0),
                blocks.figure(row["location_kg"]),
                blocks.figure(row["market_kg"]),
            ]
            for row in rows
        ],
    )


def _intensity_name(row: Json) -> str:
    if row["kind"] == "employees":
        return _("Employee (%(counting)s)") % {"counting": Denominators.Counting(row["counting"]).label}
    if row["kind"] == "floor_area_m2":
        return _("m² of %(area)s") % {"area": Denominators.Area(row["area"]).label}
    return _("Million euros of turnover")


def quality(lines: list[Json]) -> list[tuple[str, int]]:
    """How many lines stand on bills, meters, estimates."""
    known = [line for line in lines if line["t"] is not None]
    counts = {kind: sum(line["quality"] == kind for line in known) for kind in Consumption.Quality.values}
    return [(str(Consumption.Quality(kind).label), n) for kind, n in counts.items() if n]


def chapter(figures: Json, language: str, album: Album, *, with_turnover: bool) -> list[Block]:
    found: list[Block | None] = [
        Words(
            _(
                "Counted are scope 1 (own combustion and fleet) and scope 2 (purchased electricity and heat). "
                "Location-based means with the German electricity mix, market-based with the contracts of the "
                "company; the two are alternatives and are never added together."
            )
        ),
        album.add(by_year(figures), has_table=True),
        year_table(figures),
        Words(_("* Power without proof of origin counts with the average of the grid."), "small")
        if any(row["is_market_fallback"] for row in figures["years"])
        else None,
        *_made_differently(figures),
        Subhead("sources", _("Sources of emissions")),
        album.add(sources(figures)),
    ]
    if figures["lines"]:
        caption = _("How scope 1 and 2 (location-based) of %(year)s are calculated: amount × factor") % {
            "year": figures["year"]
        }
        found.append(line_table(figures["lines"], language, sheet=_("Calculation"), caption=caption))
    else:
        tool = figures["balance"]["tool"]
        found.append(Words(_("The company has stated totals by scope; how they were calculated lies with it.")))
        found.append(Words(_("Where they come from: %(tool)s.") % {"tool": tool}) if tool else None)
    if figures["scope3_lines"]:
        caption = _("How lines of scope 3 are calculated: amount × factor")
        found.append(line_table(figures["scope3_lines"], language, sheet=_("Calculation of scope 3"), caption=caption))
    found += [scope3_table(figures), intensity_table(figures, with_turnover=with_turnover)]
    return blocks.there(found)


def _made_differently(figures: Json) -> list[Block]:
    years = [str(row["year"]) for row in figures["years"] if row["has_upstream"]]
    if not years:
        return []
    text = _(
        "Scope 1 and 2 of these years include upstream emissions and cannot be compared with the others: %(years)s."
    )
    return [Words(text % {"years": ", ".join(years)}, "small")]
