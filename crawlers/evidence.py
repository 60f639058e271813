"""Evidence: the bytes that entries were read from, one WARC per run, written answer by answer.

Each record is one gzip member of its own, written at once: what a killed run leaves is whole records and at most one
that is torn. Record n of run RUN has the evidence id RUN#n; record 0 is the `warcinfo`. A `response` record holds

    WARC-Payload-Digest         sha1, base32: of the payload as stored, that is decompressed and redacted
    Mingce-Original-Digest      BLAKE2b-128 keyed with the workspace's secret: of the payload as it came, decompressed
    Mingce-Redacted             `yes` where the two payloads differ
    Mingce-Encoding             what the payload is text in, whatever its own header claims
    Mingce-Fingerprint          Scrapy's fingerprint (method, URL, body) of the request as it was asked
    Mingce-Read                 JSON: the spider's method that read it, and what else that was given

What is no text (PDF, XLSX, ZIP) cannot be redacted and is not kept. In its place stands a `conversion` record: the
entries read from it, as JSON, with the digest of the original.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from uuid import NAMESPACE_URL, uuid5

from scrapy.http import Response, TextResponse
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.columns import Row
from warehouse.workspace import Workspace

# A cookie names a visitor; the others say nothing of what was shown.
_KEPT_HEADERS = ("Content-Type", "Date", "ETag", "Last-Modified")
# Pages of 30 KB: level 6 takes a third of the time of level 9 for 1 % more bytes.
_LEVEL = 6


class Evidence:
    """Writes one run's answers to evidence/SOURCE/RUN.warc.gz; a run that keeps nothing leaves no file."""

    def __init__(self, workspace: Workspace, run_id: str) -> None:
        self._run_id = run_id
        self._path = evidence_path(workspace, run_id)
        self._file: BinaryIO | None = None
        self._digest = hashlib.sha256()
        self._count = 0

    def resume(self, count: int, end: int) -> None:
        """Go on after record `count` of a run that died, which ends at byte `end`; what follows it is cut off."""
        if unfinished_path(self._path).exists():
            self._file = unfinished_path(self._path).open("r+b")
            self._digest.update(self._file.read(end))
            self._file.truncate(end)
            self._count = count
            if not end:
                self._begin()

    def keep(self, response: Response, rows: Sequence[Row], at: datetime) -> str:
        """Store an answer that holds nothing personal; return its evidence id. `rows` stand for what is no text."""
        meta = response.meta
        about = {
            "WARC-Date": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "Mingce-Original-Digest": meta["body_digest"],
            "Mingce-Redacted": "yes" if meta["is_redacted"] else "no",
            "Mingce-Fingerprint": meta["fingerprint"],
            "Mingce-Read": json.dumps(response.cb_kwargs),
        }
        self._count += 1
        evidence_id = f"{self._run_id}#{self._count}"
        about["WARC-Record-ID"] = record_id(evidence_id)
        if isinstance(response, TextResponse):
            headers = [
                (name, value.decode("latin-1"))
                for name in _KEPT_HEADERS
                if (value := response.headers.get(name)) is not None
            ]
            headers.append(("Content-Length", str(len(response.body))))
            about["Mingce-Encoding"] = response.encoding
            http = StatusAndHeaders(str(response.status), headers, protocol="HTTP/1.1")
            self._write("response", response.url, response.body, about, http)
        else:
            text = json.dumps(list(rows), ensure_ascii=False).encode()
            self._write("conversion", response.url, text, about, None)
        return evidence_id

    def close(self) -> str | None:
        """Give the file its name, now that it is whole; return its sha256, None if nothing was kept."""
        if self._file is None:
            return None
        self._file.close()
        unfinished_path(self._path).rename(self._path)
        return self._digest.hexdigest()

    def _write(
        self, kind: str, url: str, payload: bytes, about: Mapping[str, str], http: StatusAndHeaders | None
    ) -> None:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._path.exists():
                raise FileExistsError(f"{self._path}: evidence of a run of that name is kept already")
            self._file = unfinished_path(self._path).open("xb")
            self._begin()
        self._put(
            lambda writer: writer.create_warc_record(
                url, kind, payload=BytesIO(payload), length=len(payload), http_headers=http,
                warc_content_type="" if http else "application/json", warc_headers_dict=dict(about),
            )
        )  # fmt: skip

    def _begin(self) -> None:
        about = {"software": "mingce", "description": self._run_id, "format": "WARC File Format 1.0"}
        self._put(lambda writer: writer.create_warcinfo_record(self._path.name, about))

    def _put(self, make: Any) -> None:
        assert self._file is not None
        buffer = BytesIO()
        writer = WARCWriter(buffer, gzip=False)
        writer.write_record(make(writer))
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
        member = packer.compress(buffer.getvalue()) + packer.flush()
        self._digest.update(member)
        self._file.write(member)
        # Not to the disk, but out of this process: a killed crawl has lost nothing it noted.
        self._file.flush()


def evidence_path(workspace: Workspace, evidence_id: str) -> Path:
    """The WARC of a run, or of an evidence id."""
    source_id, _, run = evidence_id.partition("#")[0].partition("/")
    return workspace.evidence(source_id) / f"{run}.warc.gz"


def original_digest(workspace: Workspace, body: bytes) -> str:
    """Digest of an answer as it came: BLAKE2b-128, keyed, since a bare one of a short page can be guessed."""
    return hashlib.blake2b(body, digest_size=16, key=workspace.settings.secret.encode()[:64]).hexdigest()


def removed(workspace: Workspace, source_id: str) -> set[str]:
    """The runs of a source whose evidence was removed when its time was over (`crawlers.retention`)."""
    path = workspace.evidence(source_id) / "removed.txt"
    return set(path.read_text(encoding="utf-8").split()) if path.exists() else set()


def note_removed(workspace: Workspace, source_id: str, run: str) -> None:
    """Note that a run's evidence goes by rule."""
    with (workspace.evidence(source_id) / "removed.txt").open("a", encoding="utf-8") as notes:
        notes.write(f"{run}\n")


def unfinished_path(path: Path) -> Path:
    """The name of a WARC while its run goes on."""
    return path.with_suffix(".part")


def reopen(path: Path) -> None:
    """Give a WARC the name of one that goes on, for a run that died between closing its evidence and itself."""
    if path.exists():
        path.rename(unfinished_path(path))


def record_id(evidence_id: str) -> str:
    """The WARC-Record-ID of an evidence id; one follows from the other."""
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, evidence_id)}>"
