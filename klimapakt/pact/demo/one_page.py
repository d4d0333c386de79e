"""A PDF of one page with a few lines of text, without the wait for a real typesetter."""

from collections.abc import Sequence

TOP, LEFT, LINE = 760, 60, 24


def one_page(lines: Sequence[str]) -> bytes:
    shown = b"".join(b"(%s) Tj T*\n" % quoted(line) for line in lines)
    text = b"BT /F1 15 Tf %d TL %d %d Td\n%sET" % (LINE, LEFT, TOP, shown)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, starts = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    count = len(parts) + 1
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        out, count, table, count, len(out),
    )  # fmt: skip


def quoted(line: str) -> bytes:
    return line.encode("cp1252", errors="replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
