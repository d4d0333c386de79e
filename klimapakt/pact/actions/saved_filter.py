"""Filters of the list of partners that the office keeps."""

from django.db import IntegrityError, transaction

from klimapakt.pact.errors import FilterNameTaken
from klimapakt.pact.models import SavedFilter
from partners.models import User


def save_filter(*, name: str, query: str, by: User) -> SavedFilter:
    """Raises FilterNameTaken."""
    try:
        with transaction.atomic():
            return SavedFilter.objects.create(name=name, query=query, created_by=by)
    except IntegrityError as error:
        raise FilterNameTaken(name) from error
