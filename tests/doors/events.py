"""Doors of the app `events`."""

DOORS: dict[str, tuple[tuple[object, ...], dict[str, object]]] = {}
