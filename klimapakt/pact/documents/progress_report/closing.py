"""How the figures came about, what the company took part in, all values, words, and whom to ask."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emissions.models import Balance
from events.models import Event
from klimapakt.lib import numbers
from klimapakt.lib.charts import Chart
from klimapakt.pact.documents.progress_report import blocks, emissions
from klimapakt.pact.documents.progress_report.blocks import Block, Cell, Column, Points, Subhead, Table, Words
from klimapakt.pact.documents.words import Json, day, decimal
from klimapakt.pact.models import ProgressReport
from partners.models import Offer

SPLIT_FROM = 8  # rows: a shorter table is not torn apart


def quality(figures: Json) -> list[Block]:
    return blocks.there(
        [
            Words(
                _(
                    "Calculated by the GHG Protocol Corporate Standard and its Scope 2 Guidance. The figures are those "
                    "of the company; the office of the pact has checked them for plausibility against the year "
                    "before, units and factors. That is no assurance by an auditor."
                )
            ),
            Words(" ".join(_boundary(figures))),
            Points([*_rules(figures["balance"]), *_lines(figures["lines"])]),
            _credits(figures),
        ]
    )


def _boundary(figures: Json) -> list[str]:
    balance = figures["balance"]
    found = [
        _("The figures are those of the whole company within the boundary “%(boundary)s”.")
        % {"boundary": Balance.Boundary(balance["boundary"]).label}
    ]
    if (share := decimal(balance["city_share_percent"])) is not None:
        words = {"share": numbers.percent(share, 0), "city": figures["pact"]["city"]}
        found.append(_("%(share)s of the emissions belong to sites in %(city)s.") % words)
    return found


def _rules(balance: Json) -> list[str]:
    found = [
        _("Factors: edition %(edition)s of the portal; a factor of the balance's year, else the latest before.")
        % {"edition": balance["factor_edition"] or "–"},
        _("Global warming potentials: %(set)s, over one hundred years.") % {"set": balance["gwp_set"]},
        _("Calculated is with all digits; only what is shown is rounded, half up."),
    ]
    if balance["correction_reason"]:
        words = {"version": balance["version"], "reason": balance["correction_reason"]}
        found.append(_("Corrected version %(version)s: %(reason)s") % words)
    return found


def _lines(lines: list[Json]) -> list[str]:
    """Bills, meters, estimates; factors of other years; what has no amount."""
    found = []
    if kinds := emissions.quality(lines):
        found.append(_("Amounts: %(kinds)s.") % {"kinds": ", ".join(f"{name} ({n})" for name, n in kinds)})
    if gaps := sum(bool(line["year_gap"]) for line in lines):
        text = ngettext(
            "%(count)s line is calculated with a factor of another year.",
            "%(count)s lines are calculated with factors of another year.",
            gaps,
        )
        found.append(text % {"count": gaps})
    absent = [line for line in lines if line["absence"] and line["amount"] is None]
    if absent:
        names = "; ".join(f"{emissions.carrier_name(line)} ({line['absence']})" for line in absent)
        found.append(_("Without an amount: %(lines)s.") % {"lines": names})
    return found


def _credits(figures: Json) -> Table | None:
    if not figures["credits"]:
        return None
    return Table(
        _("Credits"),
        _("Credits retired for the year; they stand apart and reduce nothing"),
        [
            Column(_("Standard"), 28),
            Column(_("Project"), 42),
            Column(_("Vintage"), 14),
            Column("t CO₂e", 16, is_number=True),
        ],
        [
            [
                blocks.words(row["standard"]),
                blocks.words(row["project"]),
                blocks.year(row["vintage"]),
                blocks.tonnes(row["t"]),
            ]
            for row in figures["credits"]
        ],
    )


def participation(figures: Json, language: str) -> list[Block]:
    joined = figures["partner"]["joined_on"]
    opening = (
        _("The company has been a partner of the pact since %(day)s.") % {"day": day(joined)}
        if joined
        else _("The company is a partner of the pact.")
    )
    events, training = figures["events"], figures["training"]
    found: list[Block | None] = [Words(opening)]
    if events:
        found.append(
            Table(
                _("Events"),
                _("Events of %(year)s in which the company took part") % {"year": figures["year"]},
                [
                    Column(_("Day"), 20),
                    Column(_("Event"), 46),
                    Column(_("Kind"), 18),
                    Column(_("People"), 16, is_number=True),
                ],
                [
                    [
                        blocks.date(row["day"]),
                        blocks.words(row[f"title_{language}"]),
                        blocks.words(str(Event.Kind(row["kind"]).label)),
                        blocks.year(row["people"]),
                    ]
                    for row in events
                ],
            )
        )
    else:
        found.append(Words(_("No event of %(year)s is recorded with it.") % {"year": figures["year"]}))
    if training:
        found.append(
            Table(
                _("Advice and training"),
                _("Advice, funding and training of %(year)s") % {"year": figures["year"]},
                [Column(_("Offer"), 50), Column(_("Kind"), 20), Column(_("State"), 30)],
                [
                    [
                        blocks.words(row[f"title_{language}"]),
                        blocks.words(str(Offer.Kind(row["kind"]).label)),
                        blocks.words(_("finished") if row["is_done"] else _("granted")),
                    ]
                    for row in training
                ],
            )
        )
    return blocks.there(found)


def annex(report: ProgressReport, album: blocks.Album) -> list[Block]:
    figures = report.snapshot.figures
    pact = figures["pact"]
    contact = [pact["office"], *pact["office_address"].splitlines(), pact["office_email"], pact["office_phone"]]
    return [
        *([Subhead("values", _("Values of the figures"))] if album.to_tell else []),
        *(of_chart(chart, number) for number, chart in album.to_tell),
        Subhead("glossary", _("Words")),
        Points(
            [
                _("Scope 1: emissions of own plants and vehicles."),
                _(
                    "Scope 2: emissions of the electricity, heat and cold that are bought; location-based with the "
                    "mix of the country, market-based with the contracts of the company."
                ),
                _("Scope 3: emissions up and down the value chain, as far as the company states them."),
                _("CO₂e: all greenhouse gases, converted to the effect of carbon dioxide over one hundred years."),
            ]
        ),
        Subhead("contact", _("Contact")),
        Words(figures["partner"]["name"], "whole"),
        *(Words(line, "whole") for line in report.contacts.splitlines()),
        *([Words(figures["partner"]["website"], "whole")] if figures["partner"]["website"] else []),
        *(Words(line, "whole" if place else "whole apart") for place, line in enumerate(contact) if line.strip()),
        Words(_("SHA-256 of the frozen figures: %(hash)s") % {"hash": report.snapshot.sha256}, "hash"),
    ]


def of_chart(chart: Chart, number: int) -> Table:
    width = 66 // max(1, len(chart.headers) - 1)
    return Table(
        _("Figure %(number)s") % {"number": number},
        _("Values of figure %(number)s") % {"number": number},
        [
            Column(header, 34 if place == 0 else width, is_number=place > 0)
            for place, header in enumerate(chart.headers)
        ],
        [
            [
                blocks.words(row[0]),
                *(Cell("–" if value is None else text, value) for text, value in zip(row[1:], values, strict=True)),
            ]
            for row, values in zip(chart.rows, chart.values, strict=True)
        ],
        is_long=len(chart.rows) > SPLIT_FROM,
    )
