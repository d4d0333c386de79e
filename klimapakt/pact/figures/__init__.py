"""Every published number of the pact, computed from approved data at a cut-off, with its coverage.

The result is plain JSON: decimals are strings with a point, days are ISO. Tonnes are t CO2e of the sites in the city.
"""

import datetime as dt
from typing import Any

from klimapakt.pact.figures import changes, emissions, measures, network, partners, plans, progress
from klimapakt.pact.figures.disclosure import Rule
from partners.models import Pact

RULES_VERSION = "2026-3"
Figures = dict[str, Any]  # Any: JSON


def compute(*, year: int, cut_off: dt.datetime, pact: Pact) -> Figures:
    """All figures of the report for `year`, as known at `cut_off`."""
    rule = Rule(pact.suppression_minimum, pact.dominance_percent)
    return {
        "year": year,
        "cut_off": cut_off.isoformat(),
        "goal": goal(pact),
        "partners": partners.compute(cut_off),
        "emissions": emissions.compute(year, cut_off, rule),
        "targets": progress.targets(year, cut_off, rule),
        "measures": measures.compute(year, cut_off, rule),
        "events": progress.events(year, cut_off),
        "changes": changes.compute(year, cut_off),
        "network": network.compute(year, cut_off, rule),
        "plans": plans.compute(cut_off, rule),
    }


def goal(pact: Pact) -> Figures:
    """What the city aims at and how the pact speaks of itself, as it stood when the figures were frozen."""
    numbers = ("target_t_per_head", "business_share_percent", "saving_goal_t")
    return {
        "pact": pact.name,
        "city": pact.city,
        "office": pact.office_name,
        "office_address": pact.office_address,
        "office_email": pact.office_email,
        "summary_de": pact.summary_de,
        "summary_en": pact.summary_en or pact.summary_de,
        "target_year": pact.target_year,
        "inhabitants": pact.inhabitants,
        "founded_on": pact.founded_on.isoformat() if pact.founded_on else None,
        "suppression_minimum": pact.suppression_minimum,
        "dominance_percent": str(pact.dominance_percent),
        **{name: str(getattr(pact, name)) if getattr(pact, name) is not None else None for name in numbers},
    }
