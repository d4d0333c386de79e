"""Translations without gettext's programs: what the code says, what has no German yet, the compiled catalogue."""

import io
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

LOCALE = Path(settings.LOCALE_PATHS[0])
CATALOGUE = LOCALE / "de" / "LC_MESSAGES" / "django.po"
PACKAGES = ("klimapakt", "partners", "events", "emissions")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}

Key = tuple[str | None, str]


def messages() -> dict[Key, str]:
    """Every message that code and templates mark: (context, message id) -> where it stands."""
    return {(context, message): place for place, source in _sources() for context, message in _marked(source)}


def missing() -> dict[Key, str]:
    """Messages without German."""
    known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGUE)) if entry.translated()}
    return {key: place for key, place in messages().items() if key not in known}


def unused() -> list[Key]:
    """Entries of the catalogue that no code asks for any more."""
    marked = messages()
    return [key for entry in polib.pofile(str(CATALOGUE)) if (key := (entry.msgctxt, entry.msgid)) not in marked]


def prune() -> None:
    """Remove the unused, sort the rest, compile."""
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=120)
    gone = set(unused())
    for entry in [entry for entry in catalogue if (entry.msgctxt, entry.msgid) in gone]:
        catalogue.remove(entry)
    catalogue.save(str(CATALOGUE))
    CATALOGUE.with_suffix(".mo").write_bytes(compiled())


def compiled() -> bytes:
    """The catalogue as gettext reads it."""
    return bytes(polib.pofile(str(CATALOGUE)).to_binary())


def _sources() -> Iterator[tuple[str, str]]:
    root = Path(settings.BASE_DIR)
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*.py")):
            if "migrations" not in file.parts:
                yield str(file.relative_to(root)), file.read_text()
    for file in sorted((root / "templates").rglob("*.*")):
        if file.suffix in (".html", ".txt"):
            yield str(file.relative_to(root)), _as_python(file)


def _as_python(template: Path) -> str:
    """The template as Django prepares it for xgettext, without its indentation, which Python would read."""
    source = templatize(template.read_text(), origin=str(template))
    return "\n".join(line.strip() for line in source.splitlines())


def _marked(source: str) -> Iterator[Key]:
    for _line, found, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        yield context, found[0] if isinstance(found, tuple) else found
