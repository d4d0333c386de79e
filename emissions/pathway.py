"""The way down: path, status, budget and trend of one target. Linear on the base year, never compound.

Status is a convention of our own: on track at or below the path, close up to 5 % of the base value above it, else
behind. A year without data is not guessed, and the base year is not graded.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import Final, Self

CLOSE_PERCENT: Final = Decimal(5)
MIN_TREND_YEARS: Final = 3
SBTI_RATE_PERCENT: Final = Decimal("4.2")  # a year, of the base year: 1.5 °C, scope 1 and 2
SBTI_BASE_YEAR: Final = 2020
ZERO, HUNDRED = Decimal(0), Decimal(100)


class InvalidPath(ValueError):
    """A target that is none; `field` names what is wrong."""

    def __init__(self, field_name: str, reason: str) -> None:
        super().__init__(f"{field_name}: {reason}")
        self.field, self.reason = field_name, reason


class Status(StrEnum):
    ON_TRACK = "on_track"
    CLOSE = "close"
    BEHIND = "behind"
    NO_DATA = "no_data"


@dataclass(frozen=True)
class Path:
    """From the base value to the target value, in a straight line from point to point."""

    base_year: int
    base_t: Decimal
    target_year: int
    target_t: Decimal
    interim: Mapping[int, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.base_t <= 0:
            raise InvalidPath("base_t", "must be above 0")
        if self.target_year <= self.base_year:
            raise InvalidPath("target_year", "must lie after the base year")
        if not 0 <= self.target_t <= self.base_t:
            raise InvalidPath("target_t", "must lie between 0 and the base value")
        for year, value in self.interim.items():
            if not self.base_year < year < self.target_year:
                raise InvalidPath("interim", "must lie between base year and target year")
            if value < 0:
                raise InvalidPath("interim", "must not be negative")

    @classmethod
    def by_reduction(
        cls,
        *,
        base_year: int,
        base_t: Decimal,
        target_year: int,
        reduction_percent: Decimal,
        interim: Mapping[int, Decimal] | None = None,
    ) -> Self:
        if not 0 < reduction_percent <= 100:
            raise InvalidPath("reduction_percent", "must lie above 0 and not above 100")
        target_t = base_t * (HUNDRED - reduction_percent) / HUNDRED
        return cls(base_year, base_t, target_year, target_t, interim or {})

    @classmethod
    def by_annual_rate(
        cls,
        *,
        base_year: int,
        base_t: Decimal,
        target_year: int,
        annual_rate_percent: Decimal,
        interim: Mapping[int, Decimal] | None = None,
    ) -> Self:
        """The rate is a share of the base year's value, every year the same amount; it ends at 0."""
        if annual_rate_percent <= 0:
            raise InvalidPath("annual_rate_percent", "must be above 0")
        left = HUNDRED - annual_rate_percent * (target_year - base_year)
        return cls(base_year, base_t, target_year, max(ZERO, base_t * left / HUNDRED), interim or {})

    def at(self, year: int) -> Decimal:
        """What the path allows; before the base year its value, after the target year the target."""
        points = sorted({self.base_year: self.base_t, **self.interim, self.target_year: self.target_t}.items())
        if year <= self.base_year:
            return self.base_t
        for (left, high), (right, low) in pairwise(points):
            if year <= right:
                return high + (low - high) * (year - left) / (right - left)
        return self.target_t

    def reduction_by(self, year: int) -> Decimal:
        """In percent of the base value."""
        return (self.base_t - self.at(year)) / self.base_t * HUNDRED

    def values(self) -> dict[int, Decimal]:
        return {year: self.at(year) for year in range(self.base_year, self.target_year + 1)}

    @property
    def reduction_percent(self) -> Decimal:
        return (self.base_t - self.target_t) / self.base_t * HUNDRED

    @property
    def annual_rate_percent(self) -> Decimal:
        return self.reduction_percent / (self.target_year - self.base_year)

    @property
    def budget_t(self) -> Decimal:
        """All that may be emitted from the base year to the target year, both included."""
        return sum(self.values().values(), ZERO)


@dataclass(frozen=True)
class Standing:
    """Where one is. None: cannot be said. `filled_years` were missing and are interpolated for the budget alone."""

    status: Status
    year: int | None
    actual_t: Decimal | None
    path_t: Decimal | None
    gap_t: Decimal | None
    progress: Decimal | None
    elapsed: Decimal | None
    needed_annual_percent: Decimal | None
    trend_t: Decimal | None
    budget_t: Decimal
    used_t: Decimal
    overspend_t: Decimal
    remaining_t: Decimal
    filled_years: tuple[int, ...] = ()

    @property
    def years_left(self) -> Decimal | None:
        """How long the rest of the budget lasts at the latest value; nothing emitted lasts for ever."""
        return max(ZERO, self.remaining_t) / self.actual_t if self.actual_t else None


def assess(
    path: Path,
    actuals: Mapping[int, Decimal | None],
    *,
    year: int | None = None,
    close_percent: Decimal = CLOSE_PERCENT,
    comparable: Collection[int] | None = None,
) -> Standing:
    """The latest year with data, or the year asked for. The base year's value is the path's own.

    `comparable`: years that may stand in one trend; without it, all.
    """
    known = {at: value for at, value in actuals.items() if value is not None and at > path.base_year}
    if year is None:
        year = max(known, default=None)
    actual = None if year is None else known.get(year)
    spent, filled = _filled({path.base_year: path.base_t, **known}, path.target_year)
    used = sum(spent.values(), ZERO)
    allowed = sum((path.at(at) for at in spent), ZERO)
    is_graded = year is not None and actual is not None
    gap = actual - path.at(year) if is_graded else None  # type: ignore[operator,arg-type] # both are known then
    return Standing(
        status=Status.NO_DATA if gap is None else status_of(gap, path.base_t, close_percent=close_percent),
        year=year,
        actual_t=actual,
        path_t=None if year is None else path.at(year),
        gap_t=gap,
        progress=None if actual is None else _progress(path, actual),
        elapsed=None if year is None else Decimal(year - path.base_year) / (path.target_year - path.base_year),
        needed_annual_percent=None if actual is None else _needed(path, actual, year),
        trend_t=trend(in_one_line(path, known, comparable), path.target_year),
        budget_t=path.budget_t,
        used_t=used,
        overspend_t=used - allowed,
        remaining_t=path.budget_t - used,
        filled_years=filled,
    )


def status_of(gap_t: Decimal, base_t: Decimal, *, close_percent: Decimal = CLOSE_PERCENT) -> Status:
    if gap_t <= 0:
        return Status.ON_TRACK
    return Status.CLOSE if gap_t * HUNDRED <= base_t * close_percent else Status.BEHIND


def worst(statuses: Iterable[Status]) -> Status:
    """Of several targets: the one that needs attention first; without data only if none has any."""
    order = (Status.BEHIND, Status.CLOSE, Status.ON_TRACK)
    return next((status for status in order if status in set(statuses)), Status.NO_DATA)


def in_one_line(
    path: Path, known: Mapping[int, Decimal], comparable: Collection[int] | None = None
) -> dict[int, Decimal]:
    """The years from the base year on that a trend may join."""
    every = {path.base_year: path.base_t, **{year: value for year, value in known.items() if year > path.base_year}}
    return {year: value for year, value in every.items() if comparable is None or year in comparable}


def used_by_year(path: Path, actuals: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """What has been emitted up to each year since the base year, gaps between known years filled."""
    known = {year: value for year, value in actuals.items() if year > path.base_year}
    spent, _years = _filled({path.base_year: path.base_t, **known}, path.target_year)
    return added_up(spent)


def added_up(values: Mapping[int, Decimal]) -> dict[int, Decimal]:
    years = sorted(values)
    return dict(zip(years, accumulate(values[year] for year in years), strict=True))


def trend(actuals: Mapping[int, Decimal], year: int) -> Decimal | None:
    """A straight line through all known years (least squares), continued to the year; needs three. Never below 0."""
    if len(actuals) < MIN_TREND_YEARS:
        return None
    count = len(actuals)
    mean_year = Decimal(sum(actuals)) / count
    mean = sum(actuals.values(), ZERO) / count
    over = sum(((at - mean_year) * (value - mean) for at, value in actuals.items()), ZERO)
    under = sum(((at - mean_year) ** 2 for at in actuals), ZERO)
    return max(ZERO, mean + over / under * (year - mean_year))


def sbti_minimum_percent(base_year: int, target_year: int, *, rate_percent: Decimal = SBTI_RATE_PERCENT) -> Decimal:
    """What SBTi asks of a near-term target; a base year after 2020 wins nothing."""
    return rate_percent * (target_year - min(base_year, SBTI_BASE_YEAR))


def _progress(path: Path, actual: Decimal) -> Decimal | None:
    way = path.base_t - path.target_t
    return (path.base_t - actual) / way if way else None


def _needed(path: Path, actual: Decimal, year: int | None) -> Decimal | None:
    """Per cent of the base value a year from now on; negative if the target is behind one already."""
    if year is None or year >= path.target_year:
        return None
    return (actual - path.target_t) / (path.target_year - year) / path.base_t * HUNDRED


def _filled(known: Mapping[int, Decimal], last: int) -> tuple[dict[int, Decimal], tuple[int, ...]]:
    """Years up to the target, with gaps between known years filled in a straight line."""
    years = sorted(year for year in known if year <= last)
    spent = {year: known[year] for year in years}
    filled = []
    for left, right in pairwise(years):
        for year in range(left + 1, right):
            spent[year] = known[left] + (known[right] - known[left]) * (year - left) / (right - left)
            filled.append(year)
    return spent, tuple(filled)
