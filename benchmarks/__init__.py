"""Measurements: each module prints a table for docs/benchmarks.md, and none is a test."""

import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median


def heading(command: str, columns: Sequence[str]) -> str:
    """Machine, versions and command, then the head of a Markdown table."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "pyarrow"))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}"
    return f"{machine}: {command}\n\n| {' | '.join(columns)} |\n{'|---:' * len(columns)}|"


def alone(module: str, *arguments: object, timeout: float | None = None) -> list[float]:
    """Run `python -m MODULE --measure ARGUMENTS`, a process whose memory is its own; return the numbers it prints.

    Raises subprocess.TimeoutExpired if it is not done after so many seconds.
    """
    command = [sys.executable, "-m", module, "--measure", *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=timeout)
    return [float(word) for word in done.stdout.split()]


def middle(values: Sequence[float], digits: int = 1) -> str:
    """Say the median and the range of several runs."""
    if len(values) == 1:
        return f"{values[0]:,.{digits}f}"
    return f"{median(values):,.{digits}f} ({min(values):,.{digits}f}-{max(values):,.{digits}f})"


def peak_mib() -> int:
    """The most memory this process has held. getrusage's would count that of the process that started it, too."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak) // 1024
