from emissions.models import history  # noqa: F401 -- keeps them
from emissions.models.balance import Balance, Consumption, ScopeTotal
from emissions.models.delivery import Delivery, Round
from emissions.models.factor import Factor, FactorSet
from emissions.models.measure import Measure, MeasureUpdate
from emissions.models.recalculation import BaseYearRecalculation
from emissions.models.review import Question, Receipt, Review
from emissions.models.target import Target

__all__ = [
    "Balance",
    "BaseYearRecalculation",
    "Consumption",
    "Delivery",
    "Factor",
    "FactorSet",
    "Measure",
    "MeasureUpdate",
    "Question",
    "Receipt",
    "Review",
    "Round",
    "ScopeTotal",
    "Target",
]
