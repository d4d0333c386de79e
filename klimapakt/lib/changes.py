"""The history of one record in words: when, who, what, from what to what."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klimapakt.lib import history, numbers

PER_PAGE = 25
VERBS = {
    "insert": gettext_lazy("recorded"),
    "update": gettext_lazy("changed"),
    "delete": gettext_lazy("removed"),
}
Kept = models.Model  # one kept state of a row
Names = dict[type[models.Model], dict[Any, models.Model]]  # Any: primary keys


@dataclass(frozen=True)
class Change:
    """One step of a record, or of what is edited with it."""

    at: dt.datetime
    by: str
    verb: str
    record: str  # empty: the record itself
    fields: list[tuple[str, str, str]]  # name, before, after


def of(record: models.Model, children: Iterable[type[models.Model]] = (), number: object = 1) -> Page[Any]:
    """One page of the changes of a record and of its `children`, the latest first. The queries do not grow with it."""
    page: Page[Any] = Paginator(references(record, children), PER_PAGE).get_page(number)  # type: ignore[arg-type]  # a queryset of tuples
    kept = {model._meta.label: model for model in sources(record, children)}
    keys = defaultdict(list)
    for label, key, _at in page.object_list:
        keys[label].append(key)
    states = {(label, state.pk): state for label, found in keys.items() for state in latest(kept[label], found)}
    before = {
        (label, state.pk): state
        for label in keys
        for state in kept[label]._base_manager.filter(
            pk__in=[one.before_id for (name, _key), one in states.items() if name == label]  # type: ignore[attr-defined]  # annotated
        )
    }
    names = related([*states.values(), *before.values()])
    page.object_list = [
        change(record, states[label, key], before.get((label, states[label, key].before_id)), names)  # type: ignore[attr-defined]  # annotated
        for label, key, _at in page.object_list
    ]
    return page


def sources(record: models.Model, children: Iterable[type[models.Model]]) -> dict[type[models.Model], str]:
    """The models of the kept states, each with the field that names the record."""
    found = {}
    if own := history.of_model(type(record)):
        found[own] = "pgh_obj"
    for child in children:
        if model := history.of_model(child):
            parents = (field for field in model._meta.fields if field.related_model is type(record))
            found[model] = next(field.name for field in parents if field.name != "pgh_obj")
    return found


def references(record: models.Model, children: Iterable[type[models.Model]]) -> QuerySet[Any, Any]:
    """(model, key, time) of each change, over all tables in one query. Any: rows of a union."""
    parts = [
        model._base_manager.filter(**{name: record.pk})
        .order_by()
        .annotate(model=Value(model._meta.label))
        .values_list("model", "pgh_id", "pgh_created_at")
        for model, name in sources(record, children).items()
    ]
    nothing: QuerySet[Any, Any] = get_user_model()._base_manager.none()
    return nothing.union(*parts, all=True).order_by("-pgh_created_at", "-pgh_id") if parts else nothing


def latest(model: type[Kept], keys: Sequence[int]) -> QuerySet[Kept]:
    """The states with the key of the one before, if it is known."""
    earlier = model._base_manager.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
    states: QuerySet[Kept] = model._base_manager.filter(pk__in=keys)
    with_key: QuerySet[Kept] = states.annotate(before_id=Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1]))
    return with_key


def related(states: Sequence[Kept]) -> Names:
    """Everything that the states point at, and who changed them: one query per model."""
    people = get_user_model()
    keys: dict[type[models.Model], set[Any]] = defaultdict(set)  # Any: primary keys
    for state in states:
        keys[people].add((state.pgh_context or {}).get("user"))  # type: ignore[attr-defined]  # pghistory's field
        for field in state._meta.fields:
            if isinstance(field.related_model, type):
                keys[field.related_model].add(getattr(state, field.attname))
    return {
        model: model._base_manager.select_related().in_bulk([key for key in found if key is not None])
        for model, found in keys.items()
    }


def change(record: models.Model, state: Any, before: Any, names: Names) -> Change:  # Any: kept states
    is_gone = state.pgh_label == "delete"
    old, new = (state, None) if is_gone else (before, state)
    fields = [
        (str(field.verbose_name), shown(field, old, names), shown(field, new, names))
        for field in state._meta.fields
        if is_told(field, record) and (None in (old, new) or value(field, old) != value(field, new))
    ]
    return Change(
        at=state.pgh_created_at,
        by=who(state.pgh_context or {}, names),
        verb=str(VERBS[state.pgh_label]),
        record=name_of(record, state, names),
        fields=[(name, one, other) for name, one, other in fields if one or other],
    )


def is_told(field: models.Field[Any, Any], record: models.Model) -> bool:
    """Keys say nothing to people, and of which record the page is, they know."""
    return not (field.name.startswith("pgh_") or field.name == "id" or field.related_model is type(record))


def name_of(record: models.Model, state: Any, names: Names) -> str:  # Any: a kept state
    model = state.pgh_tracked_model
    if model is type(record):
        return ""
    one = names.get(model, {}).get(state.pgh_obj_id)
    return f"{model._meta.verbose_name} {one}" if one else str(model._meta.verbose_name)


def who(context: dict[str, Any], names: Names) -> str:  # Any: JSON
    if person := names[get_user_model()].get(context.get("user")):
        return str(person)
    if "task" in context:
        return _("the portal by itself")
    return _("a person without an account") if "request" in context else _("outside the portal")


def value(field: models.Field[Any, Any], state: Any) -> Any:  # Any: of whichever field
    return None if state is None else getattr(state, field.attname)


def shown(field: models.Field[Any, Any], state: Any, names: Names) -> str:
    found = value(field, state)
    if isinstance(field.related_model, type) and found is not None:
        return str(names[field.related_model].get(found, found))
    return told(field, found)


def told(field: models.Field[Any, Any], found: Any) -> str:
    """A value as people read it. Any: of whichever field."""
    if found in (None, ""):
        return ""
    if field.flatchoices:
        return str(dict(field.flatchoices).get(found, found))
    if isinstance(found, bool):
        return _("yes") if found else _("no")
    if isinstance(found, dt.datetime):
        return date_format(timezone.localtime(found), "SHORT_DATETIME_FORMAT")
    if isinstance(found, dt.date):
        return date_format(found, "SHORT_DATE_FORMAT")
    return numbers.number(found) if isinstance(found, Decimal) else str(found)
