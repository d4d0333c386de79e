"""What the company does: planned, achieved and checked side by side; what is next; how much the measures explain."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emissions.effects import Effects
from emissions.models import Measure
from klimapakt.lib import charts, numbers
from klimapakt.lib.numbers import NBSP
from klimapakt.pact.documents.progress_report import blocks
from klimapakt.pact.documents.progress_report.blocks import Album, Block, Cell, Column, Points, Subhead, Table, Words
from klimapakt.pact.documents.words import Json, day, decimal

SUMS = ("planned_t", "achieved_t", "checked_t")
DONE = (Measure.Status.DONE,)


class Told(Effects):
    """The way from the base year to the year of the report, as a third party tells it."""

    @property
    def sentence(self) -> str:
        words = {
            "base_year": self.base_year,
            "year": self.year,
            "change": numbers.tonnes(abs(self.now_t - self.base_t)),
            "achieved": numbers.tonnes(self.achieved_t),
        }
        if self.now_t > self.base_t:
            return _("%(year)s: %(change)s more than in %(base_year)s. Measures saved %(achieved)s.") % words
        return _("%(year)s: %(change)s less than in %(base_year)s. Measures saved %(achieved)s.") % words


def effects(figures: Json) -> charts.Chart | None:
    row = figures["effects"]
    if row is None:
        return None
    by_field: Mapping[str, Decimal] = {field: Decimal(t) for field, t in row["by_field"].items()}
    base, now = Decimal(row["base_t"]), Decimal(row["now_t"])
    return Told(row["base_year"], base, figures["year"], now, by_field).chart() if by_field else None


def done(figures: Json) -> list[Json]:
    return [row for row in figures["measures"] if row["status"] in DONE]


def state(figures: Json) -> str:
    """How many, and the three sums side by side, each with how many measures it stands on."""
    rows = figures["measures"]
    if not rows:
        return _("The company has not recorded a measure in the portal yet.")
    opening = ngettext(
        "%(count)s measure is recorded, %(done)s of it done.",
        "%(count)s measures are recorded, %(done)s of them done.",
        len(rows),
    ) % {"count": len(rows), "done": len(done(figures))}
    parts = []
    for name, text in (
        ("planned_t", _("planned: %(t)s a year (%(n)s stated)")),
        ("achieved_t", _("achieved in the latest year reported: %(t)s (%(n)s stated)")),
        ("checked_t", _("of that kind checked by the office: %(t)s (%(n)s)")),
    ):
        values = [Decimal(row[name]) for row in rows if row[name] is not None]
        if values:
            parts.append(text % {"t": numbers.tonnes(sum(values, Decimal(0))), "n": len(values)})
    if not parts:
        return " ".join([opening, _("No effect in tonnes is stated yet.")])
    return " ".join([opening, _("Effect: %(parts)s.") % {"parts": "; ".join(parts)}])


def table(figures: Json, *, with_costs: bool) -> Table | None:
    rows = figures["measures"]
    if not rows:
        return None
    costs = [Column(_("Investment"), 13, is_number=True)] if with_costs else []
    return Table(
        _("Measures"),
        _("Measures: planned, achieved and checked by the office, t CO₂e a year; never added together"),
        [
            Column(_("Measure"), 33 if with_costs else 40),
            Column(_("Status"), 15 if with_costs else 18),
            *(
                Column(title, 13 if with_costs else 14, is_number=True)
                for title in (_("Planned"), _("Achieved"), _("Checked"))
            ),
            *costs,
        ],
        [
            [
                blocks.words(f"{row['title']} ({Measure.Field(row['field']).label})"),
                Cell(_span(row), _span(row)),
                blocks.tonnes(row["planned_t"]),
                _result(row, "achieved_t"),
                _result(row, "checked_t"),
                *([blocks.euros(row["cost_eur"])] if with_costs else []),
            ]
            for row in rows
        ],
        is_long=True,
    )


def _span(row: Json) -> str:
    begun = _("from %(year)s") % {"year": row["starts_on"][:4]}
    return f"{Measure.Status(row['status']).label}, {begun}"


def _result(row: Json, name: str) -> Cell:
    cell = blocks.tonnes(row[name])
    return Cell(f"{cell.text}{NBSP}({row['result_year']})", cell.value) if cell.value is not None else cell


def next_steps(figures: Json) -> Points | None:
    """What is planned or under way, the soonest first; what has an end names it."""
    open_ones = [row for row in figures["measures"] if row["status"] not in DONE]
    ordered = sorted(open_ones, key=lambda row: (row["ends_on"] or "9999", row["starts_on"], row["title"]))
    today = figures["cut_off"][:10]
    return Points([_step(row, today) for row in ordered[:8]]) if ordered else None


def _step(row: Json, today: str) -> str:
    words = {"title": row["title"]}
    planned = decimal(row["planned_t"])
    if planned:
        words["title"] = _("%(title)s (planned: %(t)s a year)") % {"title": row["title"], "t": numbers.tonnes(planned)}
    if row["ends_on"] and row["ends_on"] < today:
        return _("%(title)s: was to be done by %(day)s, not reported as done yet") % {
            **words,
            "day": day(row["ends_on"]),
        }
    if row["ends_on"]:
        return _("%(title)s: done by %(day)s") % {**words, "day": day(row["ends_on"])}
    begins = dt.date.fromisoformat(row["starts_on"])
    if row["status"] == Measure.Status.PLANNED:
        return _("%(title)s: begins on %(day)s") % {**words, "day": day(begins.isoformat())}
    return _("%(title)s: under way since %(day)s") % {**words, "day": day(begins.isoformat())}


def costs(figures: Json) -> str:
    known = [Decimal(row["cost_eur"]) for row in figures["measures"] if row["cost_eur"] is not None]
    if not known:
        return _("No investment is stated.")
    return _("Investment in all, as far as stated (%(n)s of %(all)s measures): %(sum)s.") % {
        "n": len(known),
        "all": len(figures["measures"]),
        "sum": numbers.euros(sum(known, Decimal(0))),
    }


def chapter(figures: Json, album: Album, *, with_costs: bool) -> list[Block]:
    steps = next_steps(figures)
    return blocks.there(
        [
            Words(state(figures)),
            table(figures, with_costs=with_costs),
            Words(_("In brackets: the year of the result. Planned and achieved are what the company says."), "small")
            if figures["measures"]
            else None,
            Words(costs(figures)) if with_costs and figures["measures"] else None,
            album.add(effects(figures)),
            Subhead("next", _("Next steps")) if steps else None,
            steps,
        ]
    )
