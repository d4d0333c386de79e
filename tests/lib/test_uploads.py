import io
import socketserver
import struct
import threading

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from klimapakt.lib import uploads
from klimapakt.lib.uploads import UploadRefused, check_upload

EICAR = b"EICAR-TEST"


def pdf(pages: int = 1, **options) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page()
        document.save(out, **options)
    return out.getvalue()


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (40, 20), **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "green").save(out, kind, **options)
    return out.getvalue()


def upload(content: bytes, name: str = "datei.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("content", "kind"),
    ((pdf(), "pdf"), (picture("JPEG"), "jpg"), (picture("PNG"), "png"), (picture("PNG", "RGBA"), "png")),
)
def test_what_counts_is_the_content_not_the_name(content, kind):
    assert check_upload(upload(content, "harmlos.exe")).kind == kind


def test_pictures_are_drawn_anew_without_what_they_carried():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "SECRET PLACE"
    content = picture("JPEG", exif=exif) + b"<script>SECRET</script>"

    checked = check_upload(upload(content))

    assert b"SECRET" not in checked.content
    with Image.open(io.BytesIO(checked.content)) as drawn:
        assert (drawn.size, dict(drawn.getexif())) == ((20, 40), {})


@pytest.mark.parametrize(
    ("content", "words"),
    (
        (b"", "leer"),
        (b"MZ\x90\x00", "nicht möglich"),
        (b"<html>%PDF-1.7", "nicht möglich"),
        (b"%PDF-1.7 broken", "beschädigt"),
        (pdf(encryption=pikepdf.Encryption(user="a", owner="b")), "Kennwort"),
        (pdf(0), "keine oder zu viele Seiten"),
        (picture("PNG")[:45], "beschädigt"),
        (b"\xff\xd8\xff\xe0 broken", "beschädigt"),
        (b"%PDF-" + b"x" * 30_000_000, "zu groß"),
    ),
    ids=("empty", "program", "page", "broken pdf", "locked pdf", "no page", "cut png", "broken jpg", "30 MB"),
)
def test_what_cannot_be_used_is_refused_in_words(content, words):
    with pytest.raises(UploadRefused, match=words):
        check_upload(upload(content))


def test_huge_pictures_are_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_PIXELS", 100)

    with pytest.raises(UploadRefused, match="zu groß"):
        check_upload(upload(picture("PNG")))


def test_only_the_kinds_that_are_asked_for():
    with pytest.raises(UploadRefused, match="JPG, PNG"):
        check_upload(upload(pdf()), kinds=(uploads.JPEG, uploads.PNG))


def test_the_field_gives_the_file_a_name_of_our_own():
    field = uploads.UploadField()

    assert field.clean(upload(pdf(), "../../böse.exe")).name == "upload.pdf"


class Clamd(socketserver.BaseRequestHandler):
    """Speaks INSTREAM as clamd does."""

    def handle(self) -> None:
        stream = self.request.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(length)
        self.request.sendall(b"stream: Eicar FOUND\0" if EICAR in content else b"stream: OK\0")


@pytest.fixture
def clamd(settings):
    with socketserver.TCPServer(("127.0.0.1", 0), Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


def test_a_scanner_is_asked_where_there_is_one(clamd):
    assert check_upload(upload(pdf())).kind == "pdf"
    with pytest.raises(UploadRefused, match="Virenscanner"):
        check_upload(upload(pdf() + EICAR))


def test_without_an_answer_of_the_scanner_nothing_is_taken(settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"

    with pytest.raises(UploadRefused, match="später"):
        check_upload(upload(pdf()))
