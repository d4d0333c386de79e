"""How the row of sums of a checked balance is written: by the database itself, whoever checks, replaces or moves it."""

from typing import Final

import pgtrigger

COLUMNS: Final = (
    "balance_id, partner_id, year, approved_at, superseded_at, has_upstream, has_unknown_share, scope1_kg,"
    " scope2_location_kg, scope2_market_kg, scope3_kg, biogenic_kg, both_kg, company_kg, activity_kg, factor_kg"
)
# Power without proof counts with the grid's average once, in the location-based total. An unknown share counts in full.
SUMS: Final = f"""
    INSERT INTO emissions_balancesum ({COLUMNS})
    SELECT one.id, one.partner_id, one.year, one.approved_at, one.superseded_at, one.includes_upstream,
        COALESCE(bool_or(part.share IS NULL) FILTER (WHERE part.scope IS NOT NULL), false),
        sum(part.kg * part.inside) FILTER (WHERE part.scope = 'scope1'),
        sum(part.kg * part.inside) FILTER (WHERE part.scope = 'scope2_location'),
        sum(part.kg * part.inside) FILTER (WHERE part.scope = 'scope2_market'),
        sum(part.kg * part.inside) FILTER (WHERE part.scope = 'scope3'),
        sum(part.kg * part.inside) FILTER (WHERE part.scope = 'biogenic'),
        COALESCE(sum(part.kg * part.inside) FILTER (WHERE part.on_path), 0),
        COALESCE(sum(part.kg) FILTER (WHERE part.on_path), 0),
        sum(part.activity * part.inside) FILTER (WHERE part.on_path AND part.factor IS NOT NULL),
        sum(part.factor * part.inside) FILTER (WHERE part.on_path AND part.activity IS NOT NULL)
    FROM {{balances}} AS one
    LEFT JOIN LATERAL (
        SELECT scope, kg, city_share AS share, COALESCE(city_share, 1) AS inside,
            scope IN ('scope1', 'scope2_location') AS on_path,
            activity_effect_kg AS activity, factor_effect_kg AS factor
        FROM emissions_scopetotal
        WHERE balance_id = one.id AND NOT (one.is_market_fallback AND scope = 'scope2_market')
    ) AS part ON true
    WHERE one.approved_at IS NOT NULL
    GROUP BY one.id, one.partner_id, one.year, one.approved_at, one.superseded_at, one.includes_upstream
    ON CONFLICT (balance_id) DO UPDATE
        SET partner_id = EXCLUDED.partner_id, superseded_at = EXCLUDED.superseded_at
"""  # noqa: S608 -- names of our own columns


def sums_of_checked_balance_are_kept() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="sums_of_checked_balance_are_kept",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("approved_at", "superseded_at", "partner_id"),  # type: ignore[no-untyped-call]  # no types
        condition=pgtrigger.Q(new__approved_at__isnull=False),
        func=f"{SUMS.format(balances='(SELECT NEW.*)')}; RETURN NULL;",
    )
