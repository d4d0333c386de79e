"""Text with a little shape, as the office types it: headings, paragraphs, lists, bold, links. Nothing else is HTML.

    ## Heading
    ### Smaller heading
    - point of a list
    1. point of a numbered list
    **bold**, [words of a link](https://example.org)

An empty line ends a paragraph. Everything is escaped first; an address that is none stays text.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_SIGNS: Final = ((re.compile(r"## +(.+)"), "h2"), (re.compile(r"### +(.+)"), "h3"))
_POINTS: Final = ((re.compile(r"[-*•] +(.+)"), "ul"), (re.compile(r"\d{1,3}[.)] +(.+)"), "ol"))
_BOLD: Final = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_LINK: Final = re.compile(r"\[([^\[\]]+)\]\(((?:https?://|mailto:|tel:|/(?!/)|#)[^\s()]+)\)")


class Line(NamedTuple):
    """One line: what it is (h2, h3, ul, ol, p, or nothing) and its words."""

    kind: str
    words: str


class Section(NamedTuple):
    """A heading with what follows it; the first may have no heading. Level 2 or 3, 0 without heading."""

    level: int
    title: SafeString
    body: SafeString


def render(text: str) -> SafeString:
    return _html(_lines(text))


def sections(text: str) -> list[Section]:
    """The text by its headings, for pages that lay them out as questions or as terms."""
    found: list[tuple[Line, list[Line]]] = [(Line("", ""), [])]
    for line in _lines(text):
        if line.kind in ("h2", "h3"):
            found.append((line, []))
        else:
            found[-1][1].append(line)
    made = [Section(int(head.kind[1:] or 0), _inline(head.words), _html(body)) for head, body in found]
    return [section for section in made if section.level or section.body]


def _lines(text: str) -> list[Line]:
    return [_line(line.strip()) for line in text.splitlines()]


def _line(line: str) -> Line:
    for sign, kind in (*_SIGNS, *_POINTS):
        if found := sign.fullmatch(line):
            return Line(kind, found[1].strip())
    return Line("p" if line else "", line)


def _html(lines: list[Line]) -> SafeString:
    return mark_safe("\n".join(_blocks(lines)))  # noqa: S308 -- each word went through escape


def _blocks(lines: list[Line]) -> Iterator[str]:
    for kind, group in groupby(lines, key=lambda line: line.kind):
        words = [_inline(line.words) for line in group]
        if kind == "p":
            yield f"<p>{'<br>'.join(words)}</p>"
        elif kind in ("ul", "ol"):
            yield f"<{kind}>{''.join(f'<li>{point}</li>' for point in words)}</{kind}>"
        elif kind:
            size = {"h2": "medium", "h3": "small"}[kind]
            yield from (f'<{kind} class="kern-heading-{size}">{title}</{kind}>' for title in words)


def _inline(words: str) -> SafeString:
    safe = _BOLD.sub(r"<strong>\1</strong>", escape(words))
    return mark_safe(_LINK.sub(r'<a class="kern-link" href="\2">\1</a>', safe))  # noqa: S308 -- escaped above
