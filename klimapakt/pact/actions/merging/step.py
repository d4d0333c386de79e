"""What cannot simply move from one entry to the other, and what becomes of it."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from klimapakt.pact.merge_values import Pair

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Step:
    """Says what will happen, and does it. One that cannot be done stands in the way of the merge."""

    text: str
    do: Callable[[], object] | None = None


def twins(
    rows: QuerySet[Row],
    pair: Pair,
    key: Callable[[Any], Hashable] = lambda _row: None,  # Any: such a row
) -> list[tuple[Row, Row]]:
    """Rows of which one partner may have only one for each key, where both have one: that of the kept, the other's."""
    found: dict[int, dict[Hashable, Row]] = {pair.kept.pk: {}, pair.other.pk: {}}
    for row in rows.filter(partner__in=(pair.kept, pair.other)).order_by("pk"):
        found[row.partner_id][key(row)] = row  # type: ignore[attr-defined]  # each of them has a partner
    mine, theirs = found[pair.kept.pk], found[pair.other.pk]
    return [(mine[one], theirs[one]) for one in mine if one in theirs]


def theirs(
    rows: QuerySet[Row], pair: Pair, key: Callable[[Any], Hashable] = lambda _row: None
) -> list[Row]:  # Any: as above
    """Of such twins the rows of the entry that goes."""
    return [their for _mine, their in twins(rows, pair, key)]
