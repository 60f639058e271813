"""Evidence: the bytes that entries were read from, redacted, one WARC per run."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from uuid import NAMESPACE_URL, uuid5

from scrapy.http import Response, TextResponse
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from normalize.privacy import redact

# A cookie names a visitor; the others say nothing of what was shown.
_KEPT_HEADERS = ("Content-Type", "Date", "ETag", "Last-Modified")


class Evidence:
    """Writes one run's answers to evidence/SOURCE/RUN.warc.gz; a run that keeps nothing leaves no file."""

    def __init__(self, folder: Path, run_id: str) -> None:
        self._run_id = run_id
        self._path = folder / f"{run_id.rpartition('/')[2]}.warc.gz"
        self._file: BinaryIO | None = None
        self._writer: WARCWriter | None = None
        self._count = 0

    def keep(self, response: Response, at: datetime) -> str | None:
        """Store an answer, redacted; return its evidence id, RUN#n, or None for what is not text.

        Where nothing had to be redacted the bytes are those that came (decompressed).
        """
        if not isinstance(response, TextResponse):
            return None
        text = response.text
        redacted = redact(text)
        body = response.body if redacted == text else redacted.encode(response.encoding, "replace")
        self._count += 1
        evidence_id = f"{self._run_id}#{self._count}"
        headers = [
            (name, value.decode("latin-1"))
            for name in _KEPT_HEADERS
            if (value := response.headers.get(name)) is not None
        ]
        headers.append(("Content-Length", str(len(body))))
        writer = self._open(at)
        record = writer.create_warc_record(
            response.url,
            "response",
            payload=BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders(str(response.status), headers, protocol="HTTP/1.1"),
            warc_headers_dict={
                "WARC-Date": f"{at:%Y-%m-%dT%H:%M:%SZ}",
                "WARC-Record-ID": record_id(evidence_id),
            },
        )
        writer.write_record(record)
        return evidence_id

    def close(self) -> None:
        """Give the file its name, now that it is whole."""
        if self._file is not None:
            self._file.close()
            self._part.rename(self._path)

    @property
    def _part(self) -> Path:
        return self._path.with_suffix(".part")

    def _open(self, at: datetime) -> WARCWriter:
        if self._writer is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("wb")
            self._writer = WARCWriter(self._file, gzip=True)
            about = {"software": "mingce", "description": self._run_id, "format": "WARC File Format 1.0"}
            self._writer.write_record(self._writer.create_warcinfo_record(self._path.name, about))
        return self._writer


def record_id(evidence_id: str) -> str:
    """The WARC-Record-ID of an evidence id; one follows from the other."""
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, evidence_id)}>"
