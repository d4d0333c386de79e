"""Tables of milestones, of the network and of the outlook."""

from django.utils.translation import gettext as _

from events.models import Event, TopicWish
from klimapakt.pact.documents.tables import Table, amount, count, date, euros, plain, words
from klimapakt.pact.documents.words import Json, sources
from partners.models import Offer


def of_pact(figures: Json, language: str) -> list[Table]:
    return [
        Table(
            "milestones",
            _("Milestones of %(year)s") % {"year": figures["year"]},
            (_("Day"), _("What happened")),
            (26, 74),
            [(date(row["day"]), words(row[f"title_{language}"])) for row in network(figures).get("milestones", ())],
            sources(figures)["office"],
        )
    ]


def network(figures: Json) -> Json:
    found: Json = figures.get("network", {})
    return found


def of_network(figures: Json, language: str) -> list[Table]:
    found, source = network(figures), sources(figures)["office"]
    kinds, wishes = dict(Event.Kind.choices), dict(TopicWish.Kind.choices)
    return [
        Table(
            "year_events",
            _("Events of %(year)s") % {"year": figures["year"]},
            (_("Day"), _("Event"), _("Kind"), _("People"), _("Companies"), _("Mark (1 to 5)")),
            (20, 30, 16, 10, 12, 12),
            [
                (
                    date(row["day"]),
                    words(row[f"title_{language}"]),
                    words(str(kinds[row["kind"]])),
                    plain(row["people"]),
                    plain(row["companies"]),
                    amount(row["overall"], 0, digits=1),
                )
                for row in found.get("events", ())
            ],
            source,
            _("The mark is the mean of what guests gave the event as a whole, 5 is best; told from five answers on."),
        ),
        Table(
            "topics",
            _("What partners want to talk about, with the number of companies"),
            (_("Topic"), _("Kind"), _("Companies")),
            (54, 28, 18),
            [
                (words(row["text"]), words(str(wishes[row["kind"]])), count(row["companies"]))
                for row in found.get("topics", ())
            ],
            source,
        ),
        Table(
            "offers",
            _("Advice, funding and training in %(year)s") % {"year": figures["year"]},
            (_("Offer"), _("Partners"), _("Requests"), _("Granted"), _("Seats"), _("EUR")),
            (28, 14, 14, 14, 12, 18),
            [
                (
                    words(
                        str(Offer.Kind(row["kind"]).label) if row["kind"] else _("Summarised, for few partners each")
                    ),
                    count(row["partners"]),
                    count(row["asked"]),
                    count(row["given"]),
                    count(row["seats"]),
                    euros(row["eur"], 0 if row["partners"] else None),
                )
                for row in found.get("offers", ())
            ],
            source,
        ),
        Table(
            "all_events",
            _("All events since the founding"),
            (_("Day"), _("Event"), _("Theme"), _("Venue"), _("People")),
            (20, 22, 20, 26, 12),
            [
                (
                    date(row["day"]),
                    words(row[f"title_{language}"]),
                    words(row[f"theme_{language}"]),
                    words(row["venue"]),
                    plain(row["people"]),
                )
                for row in figures["events"]
            ],
            source,
            is_long=True,
        ),
    ]


def of_outlook(figures: Json, language: str) -> list[Table]:
    members, total = figures["partners"]["members"], figures["measures"]["total"]
    have = (
        (_("Checked balance of %(year)s") % {"year": figures["year"]}, figures["emissions"]["delivered"]),
        (_("Target"), figures["targets"]["partners"]),
        (_("Recorded measure"), total["partners"]),
        (_("Checked result of a measure"), total["checked_partners"]),
    )
    source = sources(figures)["office"]
    return [
        Table(
            "needs",
            _("What is there, and what is still open"),
            (_("What a partner contributes"), _("Partners that have it"), _("Still open")),
            (54, 26, 20),
            [(words(name), count(n), count(members - n)) for name, n in have] if members else [],
            source,
        ),
        Table(
            "planned",
            _("Announced events"),
            (_("Day"), _("Event")),
            (26, 74),
            [(date(row["day"]), words(row[f"title_{language}"])) for row in network(figures).get("planned", ())],
            source,
        ),
    ]
