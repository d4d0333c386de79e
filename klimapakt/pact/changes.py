"""What changed between two texts, line by line."""

import difflib
from typing import NamedTuple


class Change(NamedTuple):
    is_new: bool
    line: str


def between(old: str, new: str) -> list[Change]:
    """The lines that are gone and those that came, in the order of the text."""
    lines = [*difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")][2:]
    return [Change(line[0] == "+", line[1:]) for line in lines if line[0] in "+-" and line[1:].strip()]
