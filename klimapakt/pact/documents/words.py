"""The annual report's sentences: each figure in them is the one of the tables, written in the same way."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klimapakt.lib import numbers
from klimapakt.lib.numbers import NBSP

Json = dict[str, Any]  # Any: JSON
UNIT = "t CO₂e"


def decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def day(iso: str) -> str:
    return str(date_format(dt.date.fromisoformat(iso), "DATE_FORMAT"))


def tonnes(text: str | None) -> str:
    """A dash is a sum that is not told, or to which nobody added: the tables say which."""
    return "–" if text is None else numbers.number(decimal(text), 0)


def with_unit(text: str | None) -> str:
    return _("not given") if text is None else f"{tonnes(text)}{NBSP}t{NBSP}CO₂e"


def both(row: Json) -> Decimal | None:
    one, two = decimal(row["scope1_t"]), decimal(row["scope2_location_t"])
    return None if row["is_hidden"] or (one is None and two is None) else (one or Decimal(0)) + (two or Decimal(0))


def cut_off(figures: Json) -> str:
    return str(date_format(timezone.localtime(dt.datetime.fromisoformat(figures["cut_off"])), "DATE_FORMAT"))


def coverage(figures: Json, n: int | None = None) -> str:
    """Of how many partners a sum tells; without a count, of those with a checked balance of the year."""
    return _("Data of %(n)s of %(members)s partners, as of %(day)s") % {
        "n": figures["emissions"]["delivered"] if n is None else n,
        "members": figures["partners"]["members"],
        "day": cut_off(figures),
    }


def sources(figures: Json) -> Json:
    """Under each figure: who says so, and of which day it is."""
    known = {
        "checked": _("Source: data of the partners, checked by the office; as of %(day)s."),
        "told": _("Source: data of the partners; as of %(day)s."),
        "office": _("Source: register of the office; as of %(day)s."),
        "city": _("Source: the city; as of %(day)s."),
    }
    return {name: text % {"day": cut_off(figures)} for name, text in known.items()}


def glance(figures: Json) -> list[str]:
    """Five sentences, the city's goal first."""
    found = [
        city_goal(figures["goal"]),
        members(figures["partners"]),
        year_sum(figures),
        constant(figures["emissions"]["constant"]),
    ]
    return [sentence for sentence in [*found, measures(figures)] if sentence]


def city_goal(goal: Json) -> str:
    words = {"city": goal["city"], "year": goal["target_year"]}
    if goal["target_t_per_head"] is None:
        return _("%(city)s wants to be climate neutral by %(year)s.") % words
    words["value"] = f"{numbers.number(Decimal(goal['target_t_per_head']))}{NBSP}t{NBSP}CO₂"
    return _("%(city)s wants to be climate neutral by %(year)s, that is %(value)s per head and year.") % words


def members(partners: Json) -> str:
    if not partners["members"]:
        return _("No company is a climate partner yet.")
    joined = ngettext(
        "%(count)s company is a climate partner.", "%(count)s companies are climate partners.", partners["members"]
    ) % {"count": numbers.number(partners["members"])}
    if not partners["employees_n"]:
        return joined
    people = ngettext(
        "%(people)s people work for them (data of %(count)s partner).",
        "%(people)s people work for them (data of %(count)s partners).",
        partners["employees_n"],
    ) % {"people": numbers.number(partners["employees"]), "count": partners["employees_n"]}
    return f"{joined} {people}"


def year_sum(figures: Json) -> str:
    row = next((row for row in figures["emissions"]["years"] if row["year"] == figures["year"]), None)
    if row is None or not row["balances"]:
        return _("No balance of %(year)s has been checked yet.") % {"year": figures["year"]}
    if (total := both(row)) is None:
        return _(
            "The sum of the balances of %(year)s is not given: too few are checked, or one partner dominates it."
        ) % {"year": row["year"]}
    return _(
        "The balances of %(year)s that were checked (%(n)s of %(members)s partners) add up to %(total)s "
        "at the sites in the city (Scope 1 and 2, location-based)."
    ) % {
        "year": row["year"],
        "n": row["balances"],
        "members": figures["partners"]["members"],
        "total": with_unit(str(total)),
    }


def constant(pairs: list[Json]) -> str:
    row = next((pair for pair in pairs if pair["change_percent"] is not None), None)
    if row is None:
        return ""
    return ngettext(
        "%(count)s partner has balances of both %(before)s and %(now)s: its emissions changed by %(change)s.",
        "%(count)s partners have balances of both %(before)s and %(now)s: their emissions changed by %(change)s.",
        row["partners"],
    ) % {
        "count": row["partners"],
        "before": row["from"],
        "now": row["to"],
        "change": numbers.percent(decimal(row["change_percent"])),
    }


def measures(figures: Json) -> str:
    total = figures["measures"]["total"]
    if not total["measures"]:
        return _("No measure is recorded yet.")
    return ngettext(
        "%(count)s measure of %(partners)s of %(members)s partners is recorded: planned are %(planned)s a year; "
        "in %(year)s %(achieved)s were achieved, and %(checked)s of that kind are checked.",
        "%(count)s measures of %(partners)s of %(members)s partners are recorded: planned are %(planned)s a year; "
        "in %(year)s %(achieved)s were achieved, and %(checked)s of that kind are checked.",
        total["measures"],
    ) % {
        "count": numbers.number(total["measures"]),
        "partners": total["partners"],
        "members": figures["partners"]["members"],
        "year": figures["year"],
        **{name: with_unit(total[f"{name}_t"]) for name in ("planned", "achieved", "checked")},
    }


def path_gap(path: Json) -> str:
    """Where the partners stand in the last year that is known, against the sum of their pathways."""
    if not path["actual"]:
        return ""
    year, actual = path["actual"][-1]
    gap = Decimal(actual) - Decimal(dict(path["path"])[year])
    if not numbers.rounded(gap, 0):
        return _("In %(year)s their emissions lay on the sum of their pathways.") % {"year": year}
    text = (
        _("In %(year)s their emissions lay %(gap)s above the sum of their pathways.")
        if gap > 0
        else _("In %(year)s their emissions lay %(gap)s below the sum of their pathways.")
    )
    return text % {"year": year, "gap": with_unit(str(abs(gap)))}


def tiles(figures: Json) -> list[tuple[str, str, str]]:
    """(value, label, note)"""
    partners, targets, total = figures["partners"], figures["targets"], figures["measures"]["total"]
    of_members = {"n": targets["partners"], "members": partners["members"]}
    mean = decimal(targets["mean_reduction_percent"])
    return [
        (numbers.number(partners["members"]), _("climate partners"), _("%(n)s left so far") % {"n": partners["left"]}),
        (
            numbers.number(figures["emissions"]["delivered"]),
            _("checked balances"),
            _("of %(members)s partners") % of_members,
        ),
        (
            numbers.number(targets["partners"]),
            _("partners with a target"),
            _("of %(members)s partners") % of_members
            if mean is None
            else _("mean reduction %(percent)s") % {"percent": numbers.percent(mean, 0)},
        ),
        *(
            (
                tonnes(total[f"{name}_t"]),
                label,
                _("of %(n)s of %(members)s partners") % {**of_members, "n": total[f"{name}_partners"]},
            )
            for name, label in (
                ("planned", _("t CO₂e a year planned")),
                ("achieved", _("t CO₂e achieved in the year")),
                ("checked", _("t CO₂e of the year checked")),
            )
        ),
    ]
