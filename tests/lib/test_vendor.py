import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings

VENDOR = Path(settings.BASE_DIR) / "static" / "vendor"
SUMS = sorted(VENDOR.rglob("SHA256SUMS"))


def test_something_is_vendored():
    assert SUMS


@pytest.mark.parametrize("sums", SUMS, ids=lambda path: path.parent.name)
def test_vendored_files_are_untouched(sums):
    for line in sums.read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((sums.parent / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("sheet", sorted(VENDOR.rglob("*.css")), ids=lambda path: path.name)
def test_vendored_css_names_no_remote_address(sheet):
    addresses = re.findall(r"url\((?![\"']?data:)[^)]*\)|@import[^;]*", sheet.read_text())

    assert addresses == []
