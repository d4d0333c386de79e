from emissions.models import history  # noqa: F401 -- keeps them
from emissions.models.balance import Balance, ScopeTotal
from emissions.models.balance_sum import BalanceSum
from emissions.models.beside import Credit, Denominators, OwnGeneration, Scope3Category
from emissions.models.consumption import Consumption
from emissions.models.delegation import Delegation
from emissions.models.delivery import Delivery, Round
from emissions.models.factor import Factor, FactorSet
from emissions.models.factor_upload import FactorUpload
from emissions.models.line_import import LineImport
from emissions.models.market import Contract, ResidualMix
from emissions.models.measure import Measure, MeasureUpdate
from emissions.models.own_factor import OwnFactor
from emissions.models.recalculation import BaseYearRecalculation
from emissions.models.review import Question, Receipt, Review
from emissions.models.target import Target

__all__ = [
    "Balance",
    "BalanceSum",
    "BaseYearRecalculation",
    "Consumption",
    "Contract",
    "Credit",
    "Delegation",
    "Delivery",
    "Denominators",
    "Factor",
    "FactorSet",
    "FactorUpload",
    "LineImport",
    "Measure",
    "MeasureUpdate",
    "OwnFactor",
    "OwnGeneration",
    "Question",
    "Receipt",
    "ResidualMix",
    "Review",
    "Round",
    "Scope3Category",
    "ScopeTotal",
    "Target",
]
