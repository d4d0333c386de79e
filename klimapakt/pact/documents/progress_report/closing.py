"""How the figures came about, what the company took part in, all values, words, and whom to ask."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emissions.models import Balance
from events.models import Event
from klimapakt.pact.documents.progress_report import blocks, emissions
from klimapakt.pact.documents.progress_report.blocks import Block, Cell, Column, Points, Subhead, Table, Words
from klimapakt.pact.documents.words import Json, day
from klimapakt.pact.models import ProgressReport
from partners.models import Offer


def quality(figures: Json) -> list[Block]:
    balance = figures["balance"]
    gaps = [line for line in figures["lines"] if line["year_gap"]]
    absent = [line for line in figures["lines"] if line["absence"] and line["amount"] is None]
    kinds = emissions.quality(figures)
    whole = _("The figures are those of the whole company within the boundary “%(boundary)s”.") % {
        "boundary": Balance.Boundary(balance["boundary"]).label
    }
    share = balance["city_share_percent"]
    found: list[Block | None] = [
        Words(
            _(
                "Calculated by the GHG Protocol Corporate Standard and its Scope 2 Guidance. The figures are those of "
                "the company; the office of the pact has checked them for plausibility against the year before, units "
                "and factors. That is no assurance by an auditor."
            )
        ),
        Words(
            whole
            + (
                " "
                + _("%(share)s %% of the emissions belong to sites in %(city)s.")
                % {
                    "share": blocks.figure(share, 0).text,
                    "city": figures["pact"]["city"],
                }
                if share
                else ""
            )
        ),
        Points(
            [
                _("Factors: edition %(edition)s of the portal; a factor of the balance's year, else the latest before.")
                % {"edition": balance["factor_edition"] or "–"},
                _("Global warming potentials: %(set)s, over one hundred years.") % {"set": balance["gwp_set"]},
                _("Calculated is with all digits; only what is shown is rounded, half up."),
                *(
                    [_("Amounts: %(kinds)s.") % {"kinds": ", ".join(f"{name} ({n})" for name, n in kinds)}]
                    if kinds
                    else []
                ),
                *(
                    [
                        ngettext(
                            "%(count)s line is calculated with a factor of another year.",
                            "%(count)s lines are calculated with factors of other years.",
                            len(gaps),
                        )
                        % {"count": len(gaps)}
                    ]
                    if gaps
                    else []
                ),
                *(
                    [
                        _("Without an amount: %(lines)s.")
                        % {"lines": "; ".join(f"{emissions.carrier_name(line)} ({line['absence']})" for line in absent)}
                    ]
                    if absent
                    else []
                ),
                *(
                    [
                        _("Corrected version %(version)s: %(reason)s")
                        % {"version": balance["version"], "reason": balance["correction_reason"]}
                    ]
                    if balance["correction_reason"]
                    else []
                ),
            ]
        ),
        _credits(figures),
    ]
    return blocks.there(found)


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
        Subhead("values", _("Values of the figures")),
        *(
            of_chart(picture.title, picture.headers, picture.rows, picture.values, n)
            for n, picture in enumerate(album.charts, 1)
        ),
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
        *(Words(line) for line in [", ".join((figures["partner"]["name"], *report.contacts.splitlines()))] if line),
        Words(", ".join(line for line in contact if line.strip())),
        Words(_("SHA-256 of the frozen figures: %(hash)s") % {"hash": report.snapshot.sha256}, "hash"),
    ]


def of_chart(title: str, headers: tuple[str, ...], rows: tuple[tuple[str, ...], ...], values: object, n: int) -> Table:
    width = 78 // max(1, len(headers) - 1)
    return Table(
        _("Figure %(number)s") % {"number": n},
        _("Values of figure %(number)s: %(title)s") % {"number": n, "title": title},
        [Column(header, 22 if place == 0 else width, is_number=place > 0) for place, header in enumerate(headers)],
        [
            [
                blocks.words(row[0]),
                *(Cell("–" if value is None else text, value) for text, value in zip(row[1:], counted, strict=True)),
            ]
            for row, counted in zip(rows, values, strict=True)  # type: ignore[call-overload]  # as a chart has them
        ],
        is_long=True,
    )
