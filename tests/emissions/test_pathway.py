from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emissions import pathway
from emissions.pathway import Path, Status

D = Decimal
PATH = Path(2025, D(200), 2035, D(84))


def test_path_is_linear():
    values = PATH.values()

    assert list(values) == list(range(2025, 2036))
    assert values[2025] == 200
    assert values[2026] == D("188.4")
    assert values[2030] == 142
    assert values[2035] == 84
    assert PATH.reduction_percent == 58
    assert PATH.annual_rate_percent == D("5.8")


def test_path_before_and_after():
    assert PATH.at(2020) == 200
    assert PATH.at(2040) == 84


def test_path_through_interim_targets():
    path = Path(2025, D(200), 2035, D(84), interim={2030: D(140)})

    assert path.at(2026) == 188
    assert path.at(2030) == 140
    assert path.at(2031) == D("128.8")
    assert path.budget_t == 200 + 188 + 176 + 164 + 152 + 140 + D("128.8") + D("117.6") + D("106.4") + D("95.2") + 84


def test_by_reduction():
    assert Path.by_reduction(base_year=2025, base_t=D(200), target_year=2035, reduction_percent=D(58)) == PATH


def test_by_annual_rate_is_linear_not_compound():
    """ghg.md A10: ten years of 4.2 % leave 58 % of the base, not 65.1 %."""
    path = Path.by_annual_rate(base_year=2025, base_t=D(100), target_year=2035, annual_rate_percent=D("4.2"))

    assert path.target_t == 58
    assert path.at(2030) == 79


def test_by_annual_rate_ends_at_zero():
    path = Path.by_annual_rate(base_year=2020, base_t=D(100), target_year=2050, annual_rate_percent=D(5))

    assert path.target_t == 0


def test_interim_targets_pass_through():
    interim = {2030: D(150)}
    path = Path.by_reduction(base_year=2025, base_t=D(200), target_year=2035, reduction_percent=D(58), interim=interim)

    assert path.at(2030) == 150


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Path(2025, D(0), 2035, D(0)), "base_t"),
        (lambda: Path(2025, D(200), 2025, D(84)), "target_year"),
        (lambda: Path(2025, D(200), 2024, D(84)), "target_year"),
        (lambda: Path(2025, D(200), 2035, D(201)), "target_t"),
        (lambda: Path(2025, D(200), 2035, D(-1)), "target_t"),
        (lambda: Path(2025, D(200), 2035, D(84), {2035: D(90)}), "interim"),
        (lambda: Path(2025, D(200), 2035, D(84), {2030: D(-1)}), "interim"),
        (
            lambda: Path.by_reduction(base_year=1, base_t=D(1), target_year=2, reduction_percent=D(0)),
            "reduction_percent",
        ),
        (
            lambda: Path.by_reduction(base_year=1, base_t=D(1), target_year=2, reduction_percent=D(101)),
            "reduction_percent",
        ),
        (
            lambda: Path.by_annual_rate(base_year=1, base_t=D(1), target_year=2, annual_rate_percent=D(0)),
            "annual_rate_percent",
        ),
    ],
)
def test_what_is_no_path_is_refused(make, field):
    with pytest.raises(pathway.InvalidPath) as caught:
        make()
    assert caught.value.field == field
    assert caught.value.reason


@given(
    st.integers(1990, 2030),
    st.integers(1, 40),
    st.decimals(min_value=1, max_value=10**9, places=3),
    st.decimals(min_value=0, max_value=100, places=2),
)
def test_path_falls_and_the_budget_is_its_sum(base_year, span, base_t, percent):
    path = Path(base_year, base_t, base_year + span, base_t * percent / 100)
    values = list(path.values().values())

    assert all(one >= other for one, other in pairwise(values))
    assert abs(path.budget_t - (span + 1) * (path.base_t + path.target_t) / 2) < D("0.000001")


@pytest.mark.parametrize(
    ("actual", "status"),
    [("188.4", "on_track"), ("188.400001", "close"), ("198.4", "close"), ("198.400001", "behind"), ("0", "on_track")],
)
def test_status_is_close_up_to_five_percent_of_the_base(actual, status):
    standing = pathway.assess(PATH, {2026: D(actual)})

    assert standing.status == status
    assert standing.gap_t == D(actual) - D("188.4")


def test_standing():
    standing = pathway.assess(PATH, {2026: D(190)})

    assert standing == pathway.Standing(
        status=Status.CLOSE,
        year=2026,
        actual_t=D(190),
        path_t=D("188.4"),
        gap_t=D("1.6"),
        progress=D(10) / D(116),
        elapsed=D("0.1"),
        needed_annual_percent=(D(106) / 9 / 200 * 100),
        trend_t=None,
        budget_t=D(1562),
        used_t=D(390),
        overspend_t=D("1.6"),
        remaining_t=D(1172),
    )


def test_progress_and_elapsed_agree_with_the_status():
    for actual in (100, 150, 180, 188, 189, 200, 250):
        standing = pathway.assess(PATH, {2026: D(actual)})

        assert (standing.progress >= standing.elapsed) == (standing.status is Status.ON_TRACK)


def test_progress_may_be_negative_or_above_one():
    assert pathway.assess(PATH, {2026: D(258)}).progress == D("-0.5")
    assert pathway.assess(PATH, {2026: D(26)}).progress == D("1.5")


def test_target_equal_to_base_has_no_progress():
    standing = pathway.assess(Path(2025, D(200), 2035, D(200)), {2026: D(190)})

    assert standing.progress is None
    assert standing.status is Status.ON_TRACK


@pytest.mark.parametrize("actuals", [{}, {2026: None}, {2025: D(200)}, {2020: D(300)}])
def test_without_data_after_the_base_year_nothing_is_graded(actuals):
    standing = pathway.assess(PATH, actuals)

    assert standing.status is Status.NO_DATA
    assert (standing.year, standing.gap_t, standing.progress, standing.elapsed) == (None, None, None, None)
    assert standing.needed_annual_percent is None
    assert standing.overspend_t == 0


def test_year_without_data_is_not_guessed():
    standing = pathway.assess(PATH, {2026: D(190), 2028: D(170)}, year=2027)

    assert standing.status is Status.NO_DATA
    assert standing.path_t == D("176.8")
    assert standing.elapsed == D("0.2")


def test_base_year_is_not_graded():
    assert pathway.assess(PATH, {2025: D(200)}, year=2025).status is Status.NO_DATA


def test_year_after_the_target_is_measured_against_the_target():
    standing = pathway.assess(PATH, {2037: D(90)})

    assert standing.path_t == 84
    assert standing.gap_t == 6
    assert standing.elapsed == D("1.2")
    assert standing.needed_annual_percent is None


def test_target_year_leaves_nothing_to_need():
    assert pathway.assess(PATH, {2035: D(84)}).needed_annual_percent is None


def test_gaps_are_filled_for_the_budget_only():
    standing = pathway.assess(PATH, {2026: D(190), 2028: D(170)})

    assert standing.filled_years == (2027,)
    assert standing.used_t == 200 + 190 + 180 + 170
    assert standing.overspend_t == standing.used_t - (200 + D("188.4") + D("176.8") + D("165.2"))
    assert standing.remaining_t == 1562 - 740


def test_on_track_this_year_and_over_budget_in_all():
    standing = pathway.assess(PATH, {2026: D(260), 2027: D(170)})

    assert standing.status is Status.ON_TRACK
    assert standing.overspend_t > 0


def test_trend_needs_three_years():
    assert pathway.trend({2025: D(200), 2026: D(190)}, 2035) is None
    assert pathway.trend({2025: D(200), 2026: D(190), 2027: D(180)}, 2035) == 100
    assert pathway.assess(PATH, {2026: D(190), 2027: D(180)}).trend_t == 100


def test_trend_is_least_squares():
    assert pathway.trend({2020: D(1), 2021: D(3), 2022: D(2), 2023: D(4)}, 2025) == D("5.3") - D("0.4") + D("0.4") - D(
        "0.0"
    )


def test_trend_stays_above_zero():
    assert pathway.trend({2025: D(200), 2026: D(100), 2027: D(50)}, 2035) == 0


@pytest.mark.parametrize(
    ("statuses", "result"),
    [
        ([Status.ON_TRACK, Status.BEHIND, Status.CLOSE], Status.BEHIND),
        ([Status.ON_TRACK, Status.CLOSE], Status.CLOSE),
        ([Status.NO_DATA, Status.ON_TRACK], Status.ON_TRACK),
        ([Status.NO_DATA], Status.NO_DATA),
        ([], Status.NO_DATA),
    ],
)
def test_worst(statuses, result):
    assert pathway.worst(statuses) is result


@pytest.mark.parametrize(("base_year", "percent"), [(2018, "50.4"), (2020, "42"), (2021, "42"), (2025, "42")])
def test_sbti_minimum_wins_nothing_by_a_later_base_year(base_year, percent):
    assert pathway.sbti_minimum_percent(base_year, 2030) == D(percent)
