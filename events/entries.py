"""What people enter, once it is understood."""

from dataclasses import dataclass

from events.models import Registration
from events.models.needs import NEEDS


@dataclass(frozen=True)
class Person:
    """Somebody who wants to come. A companion comes with the first person of the list."""

    name: str
    email: str = ""
    needs_sign_language: bool = False
    needs_wheelchair: bool = False
    needs: str = ""
    may_be_photographed: bool = False
    is_companion: bool = False
    stands_in_for: str = ""
    phone: str = ""

    @classmethod
    def of(cls, one: Registration) -> "Person":
        """As registered already."""
        same = ("name", "email", *NEEDS, "may_be_photographed", "stands_in_for")
        return cls(**{name: getattr(one, name) for name in same}, is_companion=one.host_id is not None)
