"""Receipts: an answer bound by keyed digests to itself, so that a change shows, and to the records it rests on.

A receipt is a JSON object: the fields of an `Answer`, `release_id` and `as_of`, and `receipt` with `issuer` (which
workspace's key), `parts` (a digest per field, so that it can be said what was altered) and `digest` (of all).
"""

import hmac
import json
from collections.abc import Mapping
from typing import Any

from warehouse.errors import FileError

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_SEAL = ("issuer", "parts", "digest")


def seal(answer: Mapping[str, Any], *, release_id: str, as_of: str, is_simulated: bool, secret: str) -> dict[str, Any]:
    """The receipt of an answer (its `as_json`), keyed with the workspace's secret."""
    content = {"release_id": release_id, "as_of": as_of, "simulated": is_simulated, **answer}
    return {**content, "receipt": _sealed(content, secret)}


def altered(receipt: Mapping[str, Any], secret: str) -> list[str]:
    """What of a receipt is not as it was issued: names of fields, in order; empty if nothing.

    `issuer` alone where another workspace issued it: its key is needed to say more. Raises FileError for a file that
    is no receipt.
    """
    if (
        not isinstance(receipt, dict)
        or not isinstance(sealed := receipt.get("receipt"), dict)
        or set(sealed) != {*_SEAL}
    ):
        raise FileError("not a receipt: `mingce lookup ... -o FILE` writes one")
    content = {name: value for name, value in receipt.items() if name != "receipt"}
    expected = _sealed(content, secret)
    if not hmac.compare_digest(str(sealed["issuer"]), expected["issuer"]):
        return ["issuer"]
    stated = sealed["parts"] if isinstance(sealed["parts"], dict) else {}
    parts = {**stated, **expected["parts"]}
    faults = [name for name in parts if stated.get(name) != expected["parts"].get(name)]
    if not faults and not hmac.compare_digest(str(sealed["digest"]), expected["digest"]):
        return ["receipt"]
    return faults


def _sealed(content: Mapping[str, Any], secret: str) -> dict[str, Any]:
    key = secret.encode()

    def keyed(kind: str, text: str) -> str:
        return hmac.digest(key, f"receipt\x1f{kind}\x1f{text}".encode(), "sha256").hex()

    # Canonical: keys in order, no blanks; the whole is its parts in order.
    texts = {name: _encode(value) for name, value in content.items()}
    return {
        "issuer": keyed("issuer", "")[:16],
        "parts": {name: keyed(f"part {name}", text)[:16] for name, text in texts.items()},
        "digest": keyed("whole", "".join(f"{_encode(name)}:{texts[name]}\n" for name in sorted(texts))),
    }
