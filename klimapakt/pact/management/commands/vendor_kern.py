"""Vendor KERN: `manage.py vendor_kern FILE.tgz`, the file fetched with `npm pack @kern-ux/native@2.7.2`."""

import base64
import hashlib
import tarfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

VERSION = "2.7.2"
SHA512 = "TN0Mqbasp7S1IOqurXickde8MDj5hIcgT4s3f1i33wyv2iVgA1dTO/FoQyi6rgM9KYTYkIthl9k72g7fBUUvHg=="
FILES = {"package/dist/kern.min.css": "kern.min.css", "package/LICENSE.md": "LICENSE.md"}
FOLDER = Path(settings.BASE_DIR) / "static" / "vendor" / "kern" / VERSION


class Command(BaseCommand):
    help = "Checks the pinned KERN package and copies its stylesheet and licence into static/vendor."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("package", type=Path)

    def handle(self, *, package: Path, **_options: object) -> None:
        if base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode() != SHA512:
            raise CommandError(f"{package} is not @kern-ux/native {VERSION}: its SHA-512 differs.")
        FOLDER.mkdir(parents=True, exist_ok=True)
        sums = []
        with tarfile.open(package) as archive:
            for member, name in FILES.items():
                source = archive.extractfile(member)
                if source is None:
                    raise CommandError(f"{member} is missing in {package}.")
                content = source.read()
                (FOLDER / name).write_bytes(content)
                sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        (FOLDER / "SHA256SUMS").write_text("".join(sums))
