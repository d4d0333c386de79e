"""What a company usually consumes: the rows of the consumption page, each with the factors suggested for it."""

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Absence(models.TextChoices):
    """Why a row has no amount. Stored as the reason itself, so that it can be read everywhere."""

    NOT_USED = "haben wir nicht", _("we do not have this")
    NOT_KNOWN = "noch nicht bekannt", _("not known yet")


@dataclass(frozen=True)
class Variant:
    """One way to state the amount, with the key of its factor."""

    key: str
    unit: str
    label: str | Promise = ""


@dataclass(frozen=True)
class Carrier:
    """A row. More than one variant: the page asks which one is meant."""

    slug: str
    label: str | Promise
    hint: str | Promise
    variants: tuple[Variant, ...]
    is_common: bool = True

    def variant(self, key: str) -> Variant:
        return next((variant for variant in self.variants if variant.key == key), self.variants[0])


CARRIERS: Final = (
    Carrier(
        "electricity",
        _("Electricity"),
        _("What you bought, from the bill of the year. Your own solar power does not belong here."),
        (Variant("uba.electricity.mix.co2e_direct.kwh", "kWh"),),
    ),
    Carrier(
        "gas",
        _("Natural gas"),
        _("Bills state kWh by gross calorific value (Hs)."),
        (
            Variant("ebev.natural_gas.kwh_hs", "kWh", _("from the bill (gross calorific value, Hs)")),
            Variant("bafa.natural_gas.kwh_hi", "kWh", _("net calorific value (Hi)")),
        ),
    ),
    Carrier(
        "district_heat",
        _("District heat"),
        _("From the bill of your heat supplier."),
        (Variant("bafa.district_heat.kwh_hi", "kWh"),),
    ),
    Carrier(
        "heating_oil", _("Heating oil"), _("Litres burnt, not litres bought."), (Variant("de.heating_oil.l", "l"),)
    ),
    Carrier("diesel", _("Diesel"), _("Own and leased vehicles, from fuel cards."), (Variant("de.diesel.l", "l"),)),
    Carrier("petrol", _("Petrol"), _("Own and leased vehicles, from fuel cards."), (Variant("de.petrol.l", "l"),)),
    Carrier(
        "lpg",
        _("Liquefied gas"),
        _("By net calorific value (Hi)."),
        (Variant("bafa.lpg.kwh_hi", "kWh"),),
        is_common=False,
    ),
    Carrier(
        "wood_pellets",
        _("Wood pellets"),
        _("By net calorific value (Hi): about 4,800 kWh per tonne."),
        (Variant("defra.wood_pellets.kwh", "kWh"),),
        is_common=False,
    ),
    Carrier(
        "diesel_km",
        _("Diesel cars, by distance"),
        _("Only for vehicles whose litres you do not know: each car either in litres or in kilometres."),
        (Variant("defra.car.diesel.km", "km"),),
        is_common=False,
    ),
    Carrier(
        "petrol_km",
        _("Petrol cars, by distance"),
        _("Only for vehicles whose litres you do not know: each car either in litres or in kilometres."),
        (Variant("defra.car.petrol.km", "km"),),
        is_common=False,
    ),
    Carrier(
        "hybrid_km",
        _("Hybrid cars, by distance"),
        _("Without plug. The power of electric cars that you charge yourselves is part of your electricity."),
        (Variant("defra.car.hybrid.km", "km"),),
        is_common=False,
    ),
    Carrier(
        "refrigerant_r134a",
        _("Refrigerant R-134a"),
        _("Kilograms refilled in the year, from the maintenance log: what was refilled had escaped."),
        (Variant("gwp.ar5.r134a.kg", "kg"),),
        is_common=False,
    ),
    Carrier(
        "refrigerant_r32",
        _("Refrigerant R-32"),
        _("Kilograms refilled in the year, from the maintenance log: what was refilled had escaped."),
        (Variant("gwp.ar5.r32.kg", "kg"),),
        is_common=False,
    ),
    Carrier(
        "refrigerant_r410a",
        _("Refrigerant R-410A"),
        _("Kilograms refilled in the year, from the maintenance log: what was refilled had escaped."),
        (Variant("gwp.ar5.r410a.kg", "kg"),),
        is_common=False,
    ),
)
NO_OWN_FACTOR: Final = ("uba.electricity.", "bafa.district_heat.", "gwp.")
BY_KEY: Final = {variant.key: carrier for carrier in CARRIERS for variant in carrier.variants}
KEYS: Final = tuple(BY_KEY)
# Power and heat have contracts for that; the effect of a refrigerant is nobody's own.
OWN_KEYS: Final = tuple(key for key in KEYS if not key.startswith(NO_OWN_FACTOR))
POSITIONS: Final = {carrier.slug: place for place, carrier in enumerate(CARRIERS, start=1)}
