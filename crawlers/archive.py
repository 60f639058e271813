"""Reading evidence back: the records of a WARC that `crawlers.evidence` wrote, each checked as it is read."""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from scrapy import Request
from scrapy.http import Headers, Response, TextResponse
from scrapy.responsetypes import responsetypes
from warcio.recordloader import ArcWarcRecordLoader

from crawlers.columns import Row

# gzip's first bytes as we write them: without a time or a name, which could be changed unnoticed.
_GZIP = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0])


class DamagedRecord(Exception):
    """A record that is not what was written; the message says in what."""


@dataclass(frozen=True)
class Stored:
    """One record of a WARC: an answer, or what was read from one that is no text."""

    number: int  # 0: warcinfo
    begin: int  # of its bytes in the file
    end: int
    at: datetime
    kind: str  # warcinfo | response | conversion
    url: str
    status: int
    headers: dict[str, str]
    payload: bytes
    encoding: str  # empty for what is no text
    original_digest: str
    is_redacted: bool
    fingerprint: str
    # What the spider's `receive` was given: the method that read it, the address, and the rest.
    reading: dict[str, Any]

    def response(self, request: Request | None = None) -> Response:
        """The answer as the spider read it."""
        headers = Headers(self.headers)
        kind = responsetypes.from_args(headers=headers, url=self.url, body=self.payload)
        response = kind(self.url, self.status, headers, self.payload, flags=["held"], request=request)
        if isinstance(response, TextResponse) and self.encoding:
            return response.replace(encoding=self.encoding)
        return response

    @property
    def rows(self) -> list[Row]:
        """Of a conversion, the entries."""
        rows: list[Row] = json.loads(self.payload)
        return rows


def records(path: Path) -> Iterator[Stored | DamagedRecord]:
    """Every record of a file in order; of damaged ones the damage. After it nothing else can be read."""
    with path.open("rb") as file:
        number = begin = 0
        while begin < path.stat().st_size:
            try:
                stored = _read(file, number, begin)
            except DamagedRecord as damage:
                yield damage
                return
            yield stored
            number, begin = number + 1, stored.end


def record_at(path: Path, number: int, begin: int) -> Stored:
    """The record that begins at a byte; raises DamagedRecord."""
    with path.open("rb") as file:
        return _read(file, number, begin)


def find_record(path: Path, number: int) -> Stored:
    """Record `number` of a file; raises DamagedRecord if it or one before it is damaged, or there is none."""
    for stored in records(path):
        if isinstance(stored, DamagedRecord):
            raise stored
        if stored.number == number:
            return stored
    raise DamagedRecord(f"record {number} is not there")


def _read(file: BinaryIO, number: int, begin: int) -> Stored:
    content, end = _unpack(file, number, begin)
    try:
        record = ArcWarcRecordLoader().parse_record_stream(BytesIO(content), known_format="warc")
        payload: bytes = record.raw_stream.read()
        said = record.rec_headers.get_header
        headers = dict(record.http_headers.headers) if record.http_headers else {}
        stored = Stored(
            number=number,
            begin=begin,
            end=end,
            at=datetime.fromisoformat(said("WARC-Date").removesuffix("Z")),
            kind=record.rec_type,
            url=said("WARC-Target-URI") or "",
            status=int(record.http_headers.get_statuscode()) if record.http_headers else 0,
            headers=headers,
            payload=payload,
            encoding=said("Mingce-Encoding") or "",
            original_digest=said("Mingce-Original-Digest") or "",
            is_redacted=said("Mingce-Redacted") == "yes",
            fingerprint=said("Mingce-Fingerprint") or "",
            reading=json.loads(said("Mingce-Read") or "{}"),
        )
        stated = said("WARC-Payload-Digest")
    except Exception as error:
        # Whatever a parser makes of bytes that are not as they were.
        raise DamagedRecord(f"record {number}: no WARC record ({type(error).__name__})") from None
    if stored.kind != "warcinfo" and stated != payload_digest(payload):
        raise DamagedRecord(f"record {number}: the payload does not have the digest {stated}")
    return stored


def payload_digest(payload: bytes) -> str:
    """The digest of a stored payload: sha1 in base32, as web archives state it."""
    return f"sha1:{base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()}"


def _unpack(file: BinaryIO, number: int, begin: int) -> tuple[bytes, int]:
    """The gzip member at a byte, and where it ends."""
    file.seek(begin)
    packer = zlib.decompressobj(wbits=31)
    parts, read = [], 0
    try:
        while not packer.eof:
            chunk = file.read(1 << 16)
            if not chunk:
                raise DamagedRecord(f"record {number}: torn off")
            if not read and not chunk.startswith(_GZIP):
                raise DamagedRecord(f"record {number}: does not begin as a record")
            parts.append(packer.decompress(chunk))
            read += len(chunk)
    except zlib.error as error:
        raise DamagedRecord(f"record {number}: {error}") from None
    return b"".join(parts), begin + read - len(packer.unused_data)
