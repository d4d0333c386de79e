"""What was emitted: by year and scope, for the constant group, by sector with small cells summarised."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from emissions.models import Balance, ScopeTotal
from partners.models import Pact, Partner

Json = dict[str, Any]  # Any: JSON
SCOPE = ScopeTotal.Scope
FIRST_YEAR = 2019
T = DecimalField(max_digits=40, decimal_places=14)
IN_CITY = F("kg") * Coalesce("city_share", Decimal(1)) / 1000


def balances(cut_off: dt.datetime) -> QuerySet[Balance]:
    """Approved by the cut-off, valid then, of climate partners that have not left by then."""
    valid = Q(superseded_at__isnull=True) | Q(superseded_at__gt=cut_off)
    return Balance.objects.filter(
        valid, approved_at__lte=cut_off, partner__in=Partner.objects.joined_by(cut_off.date())
    )


def totals(cut_off: dt.datetime, *scopes: str) -> QuerySet[ScopeTotal]:
    return ScopeTotal.objects.filter(balance__in=balances(cut_off), scope__in=scopes)


def text(value: Decimal | None) -> str | None:
    """Exact: eight decimals of a tonne are hundredths of a gram."""
    return None if value is None else f"{value:.8f}"


def compute(year: int, cut_off: dt.datetime, pact: Pact) -> Json:
    known = hide_unsafe(by_year(cut_off, year), cut_off, pact)
    return {
        "years": known,
        "delivered": next((row["balances"] for row in known if row["year"] == year), 0),
        "constant": [
            pair for before in (year - 1, first_year(known)) if before and (pair := constant(before, year, cut_off))
        ],
        "sectors": sectors(year, cut_off, pact),
    }


def first_year(known: list[Json]) -> int | None:
    return min((row["year"] for row in known if row["balances"]), default=None)


def by_year(cut_off: dt.datetime, last: int) -> list[Json]:
    """One row per year: scopes 1 and 2 (location) side by side, market-based and scope 3 apart with their counts."""
    sums: dict[int, Json] = {
        row["balance__year"]: dict(row)
        for row in totals(cut_off, *SCOPE.values)
        .values("balance__year")
        .annotate(
            **{f"{scope}_t": Sum(IN_CITY, filter=Q(scope=scope), output_field=T) for scope in SCOPE.values},
            **{f"{scope}_n": Count("pk", filter=Q(scope=scope)) for scope in SCOPE.values},
        )
    }
    counts: dict[int, Json] = {
        row["year"]: dict(row)
        for row in balances(cut_off)
        .values("year")
        .annotate(
            n=Count("pk"),
            upstream=Count("pk", filter=Q(includes_upstream=True)),
            unknown=Count(
                "pk", filter=Exists(ScopeTotal.objects.filter(balance=OuterRef("pk"), city_share__isnull=True))
            ),
        )
    }
    return [row_of(year, sums.get(year), counts.get(year)) for year in range(FIRST_YEAR, last + 1)]


def hide_unsafe(rows: list[Json], cut_off: dt.datetime, pact: Pact) -> list[Json]:
    """Sums of a year that would tell of a single partner are not given."""
    safe = {
        row["year"]
        for row in with_scopes(balances(cut_off)).values("year").annotate(**CELL).order_by("year")
        if is_safe(dict(row), pact.suppression_minimum, pact.dominance_percent)
    }
    hidden = {f"{scope}_t": None for scope in SCOPE.values}
    return [row if row["year"] in safe else {**row, **hidden, "is_hidden": row["balances"] > 0} for row in rows]


def with_scopes(rows: QuerySet[Balance]) -> QuerySet[Balance]:
    """Adds s1, s2 and both, in t of the sites in the city."""
    total = ScopeTotal.objects.filter(balance=OuterRef("pk"))

    def of(scope: str) -> Coalesce:
        sums = total.filter(scope=scope).values("balance").annotate(sum_t=Sum(IN_CITY, output_field=T)).values("sum_t")
        return Coalesce(Subquery(sums), Decimal(0), output_field=T)

    return rows.annotate(s1=of(SCOPE.SCOPE1), s2=of(SCOPE.SCOPE2_LOCATION)).annotate(both=F("s1") + F("s2"))


CELL = {
    "n": Count("pk"),
    "scope1": Sum("s1"),
    "scope2": Sum("s2"),
    "largest1": Max("s1"),
    "largest2": Max("s2"),
    "largest": Max("both"),
}


def row_of(year: int, sums: Json | None, counts: Json | None) -> Json:
    row: Json = {"year": year, "balances": 0, "upstream": 0, "unknown_share": 0}
    if counts:
        row |= {"balances": counts["n"], "upstream": counts["upstream"], "unknown_share": counts["unknown"]}
    for scope in SCOPE.values:
        row[f"{scope}_t"] = text(sums[f"{scope}_t"]) if sums else None
        row[f"{scope}_n"] = sums[f"{scope}_n"] if sums else 0
    return row


def constant(before: int, year: int, cut_off: dt.datetime) -> Json | None:
    """Scope 1 and 2 of the partners with a balance in both years, none with upstream inside; the change, its causes."""
    own = balances(cut_off).filter(includes_upstream=False)
    both = own.filter(year=before).values("partner")
    group = own.filter(year__in=(before, year), partner__in=both)
    group = group.filter(partner__in=own.filter(year=year).values("partner"))
    if before == year:
        return None
    rows = ScopeTotal.objects.filter(balance__in=group, scope__in=(SCOPE.SCOPE1, SCOPE.SCOPE2_LOCATION))
    of = {name: Q(balance__year=at) for name, at in (("before", before), ("now", year))}
    result = rows.aggregate(
        **{f"{name}_t": Sum(IN_CITY, filter=which, output_field=T) for name, which in of.items()},
        partners=Count("balance__partner", distinct=True),
        activity_t=Sum(
            F("activity_effect_kg") * Coalesce("city_share", Decimal(1)) / 1000, filter=of["now"], output_field=T
        ),
        factor_t=Sum(
            F("factor_effect_kg") * Coalesce("city_share", Decimal(1)) / 1000, filter=of["now"], output_field=T
        ),
        explained=Count("balance", filter=of["now"] & Q(activity_effect_kg__isnull=False), distinct=True),
    )
    if not result["partners"] or result["before_t"] is None or result["now_t"] is None:
        return None
    change = result["now_t"] - result["before_t"]
    is_next = year - before == 1
    return {
        "from": before,
        "to": year,
        "partners": result["partners"],
        "before_t": text(result["before_t"]),
        "now_t": text(result["now_t"]),
        "change_t": text(change),
        "change_percent": text(change / result["before_t"] * 100) if result["before_t"] else None,
        "activity_t": text(result["activity_t"]) if is_next else None,
        "factor_t": text(result["factor_t"]) if is_next else None,
        "explained": result["explained"] if is_next else 0,
    }


def sectors(year: int, cut_off: dt.datetime, pact: Pact) -> list[Json]:
    """Scope 1 and 2 by sector; what would show a single partner is summarised in one row with sector None."""
    own = with_scopes(balances(cut_off).filter(year=year))
    rows = own.values("partner__sector").annotate(**CELL).order_by("-n", "partner__sector")  # type: ignore[misc]  # annotated above
    return summarise([dict(row) for row in rows], pact.suppression_minimum, pact.dominance_percent)


def summarise(rows: list[Json], minimum: int, dominance_percent: Decimal) -> list[Json]:
    """Cells under `minimum` partners, or with one above the dominance share, go into one row together.

    If that row itself still gave one away, the next smallest sector joins it, so that no difference tells it either.
    """
    open_rows = [row for row in rows if is_safe(row, minimum, dominance_percent)]
    hidden = [row for row in rows if row not in open_rows]
    while hidden and open_rows and not is_safe(merged(hidden), minimum, dominance_percent):
        hidden.append(open_rows.pop())
    shown = [cell(row["partner__sector"], row) for row in open_rows]
    if hidden:
        rest = merged(hidden)
        shown.append(cell(None, rest) if is_safe(rest, minimum, dominance_percent) else hidden_cell(rest))
    return shown


def is_safe(row: Json, minimum: int, dominance_percent: Decimal) -> bool:
    if row["n"] < minimum:
        return False
    pairs = (
        (row["largest1"], row["scope1"]),
        (row["largest2"], row["scope2"]),
        (row["largest"], row["scope1"] + row["scope2"]),
    )
    return all(largest * 100 <= total * dominance_percent for largest, total in pairs)


def merged(rows: list[Json]) -> Json:
    return {
        "n": sum(row["n"] for row in rows),
        "scope1": sum((row["scope1"] for row in rows), Decimal(0)),
        "scope2": sum((row["scope2"] for row in rows), Decimal(0)),
        **{name: max(row[name] for row in rows) for name in ("largest", "largest1", "largest2")},
    }


def cell(sector: str | None, row: Json) -> Json:
    return {"sector": sector, "partners": row["n"], "scope1_t": text(row["scope1"]), "scope2_t": text(row["scope2"])}


def hidden_cell(row: Json) -> Json:
    return {"sector": None, "partners": row["n"], "scope1_t": None, "scope2_t": None}
