"""Tables of measures: what they save and cost, what is late, and why some were dropped."""

from django.utils.translation import gettext as _

from emissions.models import Measure
from klimapakt.pact.documents.drawings import field_name
from klimapakt.pact.documents.tables import Row, Table, amount_of, count, euros, words
from klimapakt.pact.documents.words import Json

COLUMNS = ("planned", "achieved", "checked")


def of_measures(figures: Json, source: str) -> list[Table]:
    found, plans = figures["measures"], figures.get("plans", {})
    fields = [measure_row(field_name(row["field"]), row) for row in found["by_field"]]
    invested = plans.get("investments", {})
    return [
        Table(
            "fields",
            _("Measures by field of action, t CO₂e a year; in brackets from how many measures"),
            (_("Field of action"), _("Number"), _("Planned"), _("Achieved"), _("Checked")),
            (30, 10, 20, 20, 20),
            [*fields, measure_row(_("Total"), found["total"])] if fields else [],
            source,
            _("Fields in which few partners report, or in which one dominates, are summarised."),
            has_total=True,
        ),
        Table(
            "statuses",
            _("Measures by status at the cut-off"),
            (_("Status"), _("Number")),
            (60, 40),
            [(words(str(Measure.Status(status).label)), count(n)) for status, n in found["by_status"]],
            source,
        ),
        Table(
            "investments",
            _("Investments by field of action, EUR, where a cost is stated"),
            (_("Field of action"), _("Measures"), _("Partners"), _("Investment")),
            (40, 18, 18, 24),
            [
                (words(field_name(row["field"])), count(row["measures"]), count(row["partners"]), euros(row["eur"]))
                for row in invested.get("by_field", ())
            ],
            source,
        ),
        counted(
            "late", _("Measures that are behind their date, by field of action"), _("Field of action"), plans, source
        ),
        counted("reasons", _("Why measures were dropped"), _("Reason"), plans, source),
        counted("types", _("The most common kinds of measures"), _("Field of action"), plans, source),
    ]


def counted(name: str, title: str, head: str, plans: Json, source: str) -> Table:
    labels = dict(Measure.Cause.choices if name == "reasons" else Measure.Field.choices)
    return Table(
        name,
        title,
        (head, _("Measures"), _("Partners")),
        (60, 20, 20),
        [
            (
                words(str(labels[row["group"]]) if row["group"] else _("Summarised, for few partners each")),
                count(row["measures"]),
                count(row["partners"]),
            )
            for row in plans.get(name, ())
        ],
        source,
    )


def measure_row(name: str, row: Json) -> Row:
    return (
        words(name),
        count(row["measures"]),
        *(amount_of(row[f"{column}_t"], row[f"{column}_n"]) for column in COLUMNS),
    )
