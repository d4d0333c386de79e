"""What of this app is kept. Factors are not: they never change."""

from emissions.models.balance import Balance, ScopeTotal
from emissions.models.beside import Credit, Denominators, OwnGeneration, Scope3Category
from emissions.models.consumption import Consumption
from emissions.models.delegation import Delegation
from emissions.models.delivery import Delivery, Round
from emissions.models.factor import FactorSet
from emissions.models.market import Contract, ResidualMix
from emissions.models.measure import Measure, MeasureUpdate
from emissions.models.own_factor import OwnFactor
from emissions.models.recalculation import BaseYearRecalculation
from emissions.models.review import Question, Receipt, Review
from emissions.models.target import Target
from klimapakt.lib.history import keep

keep(FactorSet)
keep(Round)
keep(Delivery)
keep(Review)
keep(Question, index=("balance",))
keep(Receipt)
keep(Balance, without=("changed_at",))
keep(Consumption, index=("balance",))
keep(ScopeTotal, index=("balance",))
keep(Contract, index=("balance",))
keep(OwnFactor, index=("balance",))
keep(ResidualMix)
keep(Scope3Category, index=("balance",))
keep(Credit, index=("balance",))
keep(OwnGeneration, index=("balance",))
keep(Denominators, without=("turnover_eur",), index=("balance",))
keep(Delegation, index=("balance",))
keep(Target)
keep(BaseYearRecalculation)
keep(Measure, without=("owner", "changed_at"))
keep(MeasureUpdate, index=("measure",))
