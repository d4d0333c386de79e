"""A workbook whose bytes depend on nothing but its content: the moment of writing is taken out of it."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable

from klimapakt.lib.tables import Sheet, workbook

EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a ZIP
CORE, MOMENT = "docProps/core.xml", re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def frozen_workbook(sheets: Iterable[Sheet], *, created: dt.datetime) -> bytes:
    moment = f"{created.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(sheets))) as written,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as frozen,
    ):
        for name in written.namelist():
            content = written.read(name)
            if name == CORE:
                content = MOMENT.sub(rb"\g<1>" + moment + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, date_time=EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            frozen.writestr(entry, content)
    return result.getvalue()
