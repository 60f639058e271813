"""Progress on standard error: a bar on a terminal, one line per finished task elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

from warehouse.db import Progress as Callback

console = Console(stderr=True)


@contextmanager
def bar(title: str) -> Iterator[Callback]:
    """Yield a callback (step, done, total) that draws one bar; piped, print one line when it is over."""
    if not console.is_terminal:
        started = time.monotonic()
        yield lambda step, done, total: None
        sys.stderr.write(f"{title}: {time.monotonic() - started:.1f} s\n")
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[step]}"),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(title, total=None, step="")

        def update(step: str, done: int, total: int) -> None:
            progress.update(task, completed=done, total=total or None, step=step)

        yield update
        finished = progress.tasks[task].total or 1
        progress.update(task, completed=finished, total=finished, step="")
