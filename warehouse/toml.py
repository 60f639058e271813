"""Reading TOML files that people write."""

import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from warehouse.errors import MingceError


def read_toml(file: Path | Traversable, error: type[MingceError]) -> dict[str, Any]:
    """The values of a file; raise `error` that names file, line and reason where it is not TOML in UTF-8."""
    content = file.read_bytes()
    try:
        # Editors on Windows begin UTF-8 with a mark.
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise error(f"{file}, line {line}: not UTF-8; save the file in that encoding") from None
    except tomllib.TOMLDecodeError as fault:
        raise error(f"{file}: {fault}") from None
