"""Properties of a pathway through interim targets."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emissions.pathway import Path, added_up, assess, in_one_line, used_by_year

D = Decimal
tonnes = st.decimals(min_value=0, max_value=10**9, places=3)


@st.composite
def paths(draw):
    """From any base through up to three steps, each not above the one before, down to the target."""
    base_year = draw(st.integers(1990, 2030))
    target_year = draw(st.integers(base_year + 4, base_year + 40))
    base = draw(st.decimals(min_value="0.001", max_value=10**9, places=3))
    years = draw(st.sets(st.integers(base_year + 1, target_year - 1), max_size=3))
    values = sorted(
        draw(st.lists(st.decimals(0, base, places=3), min_size=len(years) + 1, max_size=len(years) + 1)), reverse=True
    )
    return Path(base_year, base, target_year, values[-1], dict(zip(sorted(years), values, strict=False)))


@given(paths())
def test_every_step_is_hit_exactly(path):
    assert {year: path.at(year) for year in path.interim} == dict(path.interim)
    assert (path.at(path.base_year), path.at(path.target_year)) == (path.base_t, path.target_t)


@given(paths())
def test_a_path_of_falling_steps_never_rises(path):
    assert all(after <= before for before, after in pairwise(path.values().values()))


@given(paths())
def test_between_two_points_every_year_takes_the_same(path):
    points = sorted({path.base_year, *path.interim, path.target_year})

    for left, right in pairwise(points):
        falls = [path.at(year) - path.at(year + 1) for year in range(left, right)]
        assert max(falls) - min(falls) <= path.base_t * D("1e-20")


@given(paths())
def test_budget_is_the_sum_of_the_years_and_the_end_of_what_adds_up(path):
    assert path.budget_t == sum(path.values().values())
    assert added_up(path.values())[path.target_year] == path.budget_t


@given(paths(), st.lists(tonnes, min_size=1, max_size=6))
def test_what_is_used_by_the_last_year_is_what_the_standing_says(path, values):
    actuals = {path.base_year + 1 + number: value for number, value in enumerate(values)}
    actuals = {year: value for year, value in actuals.items() if year <= path.target_year}

    used = used_by_year(path, actuals)

    assert used[max(used)] == assess(path, actuals).used_t


@given(paths())
def test_who_emits_what_the_path_allows_is_on_track_and_overspends_nothing(path):
    standing = assess(path, path.values())

    assert (standing.gap_t, standing.overspend_t, standing.remaining_t) == (0, 0, 0)


def test_a_gap_counts_as_the_straight_line_between_its_neighbours():
    path = Path(2020, D(100), 2030, D(50))

    assert used_by_year(path, {2022: D(80)}) == {2020: 100, 2021: 190, 2022: 270}


def test_years_left_at_the_latest_value():
    assert assess(Path(2020, D(100), 2022, D(50)), {2021: D(50)}).years_left == D("1.5")
    assert assess(Path(2020, D(100), 2022, D(50)), {2021: D(0)}).years_left is None


def test_a_trend_joins_only_what_is_comparable():
    path, actuals = Path(2020, D(100), 2030, D(50)), {2021: D(90), 2022: D(300), 2023: D(70)}

    assert in_one_line(path, actuals, {2020, 2021, 2023}) == {2020: 100, 2021: 90, 2023: 70}
    assert assess(path, actuals, comparable={2020, 2021, 2023}).trend_t == 0
    assert assess(path, actuals, comparable={2020, 2021}).trend_t is None


@pytest.mark.parametrize(("base", "target", "percent"), ((D(323), D(258), "20.1"), (D("1.84"), D("1.3"), "29.3")))
def test_published_intensities(base, target, percent):
    """worked_examples.csv W06h (METRO) and W20 (Flughafen Düsseldorf)."""
    path = Path(2011, base, 2030, target)

    assert round(path.reduction_by(2030), 1) == D(percent)
    assert path.reduction_by(2011) == 0
