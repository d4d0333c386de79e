"""VSME datapoints as sheets of a workbook, with German and English labels and a sheet that explains."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _

from emissions.vsme import Datapoint, Disclosures
from klimapakt.lib.tables import Sheet

WIDTHS: Final = (64, 34, 20, 12, 60, 60, 30, 60)
CARRIER_WIDTHS: Final = (48, 14, 20, 12, 20)


def sheets(found: Disclosures) -> Iterator[Sheet]:
    headers = (
        _("Element"), _("Member"), _("Value"), _("Unit"), "Bezeichnung (de)", "Label (en)", _("Reference"),
        _("Why there is no value"),
    )  # fmt: skip
    for disclosure in ("B3", "C3"):
        points = [one for one in found.datapoints if one.disclosure == disclosure]
        if points:
            yield Sheet(disclosure, headers, [row(one) for one in points], WIDTHS)
    if found.carriers:
        columns = (_("Energy carrier"), _("Kind"), _("Amount"), _("Unit"), "MWh")
        rows = [(one.name, one.kind, one.amount, one.unit, one.mwh) for one in found.carriers]
        yield Sheet(_("Energy"), columns, rows, CARRIER_WIDTHS)
    yield Sheet(_("Explanation"), (_("Explanation"),), [[line] for line in explanation(found)], (120,))


def row(one: Datapoint) -> Sequence[object]:
    return (one.element, one.member, one.value, one.unit, one.label_de, one.label_en, one.reference, one.reason)


def explanation(found: Disclosures) -> Iterator[str]:
    yield _("%(partner)s: VSME disclosures by element name of the taxonomy %(taxonomy)s.") % {
        "partner": found.partner,
        "taxonomy": found.taxonomy,
    }
    if found.year:
        yield _("B3 is about the calendar year %(year)s; C3 is as the targets and measures stand now.") % {
            "year": found.year
        }
    yield _("An empty value is not known to the portal, which is not zero; the last column says why.")
    yield _(
        "Energy is in MWh by heating value. Heating values: BAFA (EEW, table 3); gas from the bill times 0.903 "
        "(EBeV 2030)."
    )
    yield _(
        "Emissions are gross, in t CO₂e, exact and not rounded. Credits are not deducted, biogenic CO₂ is not inside."
    )
    yield _("Scope 3 of several companies overlaps with their scope 1 and 2: such sums count twice.")
    yield from found.warnings
