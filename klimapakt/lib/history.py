"""Who changed what: kept by triggers, so that changes in bulk and in the shell are seen too.

The history holds keys in place of people: what must not be kept is named where a model is kept.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import pghistory
import structlog
from celery import Task
from django.conf import settings
from django.db import models
from django.db.migrations.state import ProjectState
from django.http import HttpRequest, HttpResponseBase
from pgtrigger.migrations import AddTrigger

MOST_NAME = 30  # letters of an index, Django's rule
SAFE = ("GET", "HEAD", "OPTIONS")


def keep(model: type[models.Model], *, without: Sequence[str] = (), index: Sequence[str] = ()) -> None:
    """Keep each state of a model's rows, except for the fields `without`. Nobody edits what is kept.

    `index`: fields by which the page of another record finds these changes.
    """
    pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=[*without],
        obj_field=pghistory.ObjForeignKey(related_name="+", related_query_name="+"),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]  # its documentation allows it
        append_only=True,
        model_name=f"{model.__name__}History",
        meta={
            "default_permissions": (),
            "indexes": [
                models.Index(fields=[name], name=f"history_{model._meta.model_name}_{name}"[:MOST_NAME])
                for name in index
            ],
        },
    )(model)


def add_trigger_to_state(self: AddTrigger, app_label: str, state: ProjectState) -> None:
    """A trigger changes no class. Left to pgtrigger, all classes of a migration are made anew for each trigger:
    half the time of a first start."""
    options = state.models[app_label, self.model_name.lower()].options
    options["triggers"] = [*options.get("triggers", ()), self.trigger]


def of_model(model: type[models.Model]) -> type[models.Model] | None:
    """The model of the kept states; None where a model is not kept."""
    return getattr(model, "pgh_event_model", None)


def on_behalf_of(user_id: int) -> AbstractContextManager[Any]:  # Any: pghistory's own
    """What happens inside is this person's doing."""
    context: AbstractContextManager[Any] = pghistory.context(user=user_id)
    return context


def keep_who(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: who asked, and the id under which the log knows the request. Looking changes nothing."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method in SAFE:
            return get_response(request)
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        with pghistory.context(user=request.user.pk if is_known else None, **request_id()):
            return get_response(request)

    return middleware


class KeepsWho(Task):  # type: ignore[misc]  # Celery has no types
    """Every task: its name, and the id of the request that asked for it."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # Any: as in Celery
        with pghistory.context(task=self.name, **request_id()):
            return super().__call__(*args, **kwargs)


def request_id() -> dict[str, str]:
    found = structlog.contextvars.get_contextvars().get("request_id")
    return {"request": found} if found else {}
