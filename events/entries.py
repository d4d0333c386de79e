"""What people enter, once it is understood."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody who wants to come."""

    name: str
    email: str = ""
    needs: str = ""
    may_be_photographed: bool = False
