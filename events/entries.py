"""What people enter, once it is understood."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody who wants to come. A companion comes with the first person of the list."""

    name: str
    email: str = ""
    needs: str = ""
    may_be_photographed: bool = False
    is_companion: bool = False
    stands_in_for: str = ""
    phone: str = ""
