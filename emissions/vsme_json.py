"""VSME disclosures as JSON that can be kept: decimals are strings with a point, and it reads back to the same."""

from decimal import Decimal
from typing import Any

from emissions.vsme import Carrier, Datapoint, Disclosures
from klimapakt.lib import numbers

Json = dict[str, Any]  # Any: JSON


def written(found: Disclosures) -> Json:
    return {
        "taxonomy": found.taxonomy,
        "partner": found.partner,
        "year": found.year,
        "datapoints": [point(one) for one in found.datapoints],
        "carriers": [
            {
                "name": one.name,
                "kind": str(one.kind),
                "amount": numbers.plain(one.amount),
                "unit": one.unit,
                "mwh": None if one.mwh is None else numbers.plain(one.mwh),
            }
            for one in found.carriers
        ],
        "warnings": [str(text) for text in found.warnings],
    }


def point(one: Datapoint) -> Json:
    """`value` is a string for decimals and texts, a number for years; null: see `reason`."""
    return {
        "disclosure": one.disclosure,
        "element": one.element,
        "member": one.member,
        "value": numbers.plain(one.value) if isinstance(one.value, Decimal) else one.value,
        "unit": one.unit,
        "reason": str(one.reason),
        "label_de": one.label_de,
        "label_en": one.label_en,
        "reference": one.reference,
    }


def read(values: Json) -> Disclosures:
    return Disclosures(
        partner=values["partner"],
        year=values["year"],
        datapoints=[
            Datapoint(
                one["disclosure"],
                one["element"],
                Decimal(one["value"]) if one["unit"] and one["value"] is not None else one["value"],
                one["unit"],
                one["member"],
                one["reason"],
            )
            for one in values["datapoints"]
        ],
        carriers=[
            Carrier(
                one["name"],
                one["kind"],
                Decimal(one["amount"]),
                one["unit"],
                None if one["mwh"] is None else Decimal(one["mwh"]),
            )
            for one in values["carriers"]
        ],
        warnings=values["warnings"],
        taxonomy=values["taxonomy"],
    )
