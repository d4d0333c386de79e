"""Two people in one form: each keeps what is new, and only what both have changed is asked about."""

import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, cast

from django import forms
from django.core.files.base import File
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from klimapakt.lib import numbers
from klimapakt.lib.forms import KeepsEdition, shown

LONGEST: Final = 20_000  # of the marks of one page

Marks = Mapping[str, str]  # by group of fields; what is empty has none


class MergingForm(KeepsEdition):
    """A form that compares each group of fields with what is stored (`initial`) and with what the page showed (`seen`).

    What a colleague has changed meanwhile stays, unless it was changed here too. `has_theirs`: there was such a thing.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # Any: as in Django
        super().__init__(*args, **options)
        self.has_theirs = False
        self.fields["seen"] = forms.CharField(
            required=False, max_length=LONGEST, widget=forms.HiddenInput, initial=lambda: written(self.stored)
        )

    def group_of(self, name: str) -> str:
        """Fields that say one thing together."""
        return name

    @property
    def groups_of_fields(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for name in self.fields:
            if name != "seen":
                found[self.group_of(name)].append(name)
        return dict(found)

    @property
    def stored(self) -> Marks:
        names = [name for name in self.fields if name != "seen"]
        return self._marks({name: self.get_initial_for_field(self.fields[name], name) for name in names})

    @property
    def typed(self) -> Marks:
        """Of a valid form."""
        return self._marks(self.cleaned_data)

    @property
    def says_something_new(self) -> bool:
        return self.typed != self.stored

    def merge(self, message: Any) -> bool:  # Any: maybe lazy text
        """Of a valid form that was shown before. False: both have changed the same, and the form says so."""
        typed, stored, page = self.typed, self.stored, read(self.cleaned_data["seen"])
        theirs: list[str] = []
        both: list[str] = []
        for group in self.groups_of_fields:
            mine, now, then = (marks.get(group, "") for marks in (typed, stored, page))
            if now not in (then, mine):
                (theirs if mine == then else both).append(group)
        if both:
            self._ask(both, {**page, **{group: stored.get(group, "") for group in both}}, message)
            return False
        self.has_theirs = bool(theirs)
        for group in theirs:
            for name in self.groups_of_fields[group]:
                self.cleaned_data[name] = self.get_initial_for_field(self.fields[name], name)
        return True

    def _ask(self, groups: Sequence[str], page: Marks, message: Any) -> None:  # Any: maybe lazy text
        """The stored values stand beside; sending it once more takes those that were typed."""
        self.add_error(None, message)
        for group in groups:
            names = self.groups_of_fields[group]
            values = {name: self.get_initial_for_field(self.fields[name], name) for name in names}
            different = [name for name in names if plain(values[name]) != plain(self.cleaned_data.get(name))]
            for name in different:
                words = {"field": self.fields[name].label, "value": shown(self.fields[name], values[name])}
                self.add_error(name, gettext("%(field)s, stored at the moment: “%(value)s”.") % words)
        data = cast(MultiValueDict[str, Any], self.data)
        self.data = MultiValueDict({**dict(data.lists()), self.add_prefix("seen"): [written(page)]})

    def _marks(self, values: Mapping[str, Any]) -> Marks:  # Any: of whichever field
        found = {}
        for group, names in self.groups_of_fields.items():
            said = [plain(values.get(name)) for name in names]
            empty = [plain(self.fields[name].initial) for name in names]
            if any(one not in ("", default) for one, default in zip(said, empty, strict=True)):
                found[group] = f"{zlib.crc32('|'.join(said).encode()):x}"
        return found


def plain(value: Any) -> str:  # Any: of whichever field
    if isinstance(value, Decimal):
        return numbers.plain(value)
    if isinstance(value, File):
        return str(value.size)
    return "" if value in (None, False) else str(value).strip()


def written(marks: Marks) -> str:
    """Never empty: a page that showed nothing says so."""
    return " ".join(("page", *(f"{group}={mark}" for group, mark in marks.items() if mark)))


def read(text: str) -> Marks:
    return dict(pair.split("=", 1) for pair in text.split() if "=" in pair)
