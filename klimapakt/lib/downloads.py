"""Private files leave the house as downloads: no browser guesses what they are or shows them in our name."""

from typing import Any

from django.http import FileResponse


def download(file: Any, name: str) -> FileResponse:  # Any: a stored file has no type of its own
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
