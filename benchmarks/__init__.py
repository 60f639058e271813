"""Measurements: each module prints a table for docs/benchmarks.md, and none is a test."""

import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from statistics import median


def heading(command: str, columns: Sequence[str]) -> str:
    """Machine, versions and command, then the head of a Markdown table."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "pyarrow"))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}"
    return f"{machine}: {command}\n\n| {' | '.join(columns)} |\n{'|---:' * len(columns)}|"


def alone(module: str, *arguments: object) -> list[float]:
    """Run `python -m MODULE --measure ARGUMENTS`, a process whose memory is its own; return the numbers it prints."""
    command = [sys.executable, "-m", module, "--measure", *map(str, arguments)]
    return [float(word) for word in subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.split()]


def middle(values: Sequence[float], digits: int = 1) -> str:
    """Say the median and the range of several runs."""
    if len(values) == 1:
        return f"{values[0]:,.{digits}f}"
    return f"{median(values):,.{digits}f} ({min(values):,.{digits}f}-{max(values):,.{digits}f})"
