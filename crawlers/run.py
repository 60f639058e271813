"""Crawling: the named spiders in one child process, with their progress reported here."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scrapy.settings import Settings

from warehouse.db import Progress, silent
from warehouse.errors import MingceError
from warehouse.workspace import Workspace


def crawl(
    workspace: Workspace,
    source_ids: Sequence[str],
    questions: Mapping[str, Sequence[tuple[str, str, str]]],
    *,
    progress: Progress = silent,
) -> None:
    """Run the sources' spiders together; each leaves a landing, whatever became of it.

    `questions`: source id -> (province, name, institution), for look-up sources. `progress` is called with the
    source that advanced, and the pages answered and asked of all sources together. A child of its own, since
    Twisted runs once in a process; it takes no lock but shares the caller's. Its log is WORKSPACE/crawl.log. The
    warehouse must not be open for writing, or what earlier runs were answered cannot be read and everything is fetched
    anew. Raises MingceError if a spider could not even begin.
    """
    job = {"sources": list(source_ids), "questions": {name: list(asked) for name, asked in questions.items()}}
    command = [sys.executable, "-m", "crawlers", str(workspace.root)]
    pages: dict[str, tuple[int, int]] = {}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        # The lock's file is the one that is inherited.
        close_fds=False,
    ) as child:  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(job))
        child.stdin.close()
        for line in child.stdout:
            name, answered, asked = json.loads(line)
            pages[name] = (answered, asked)
            done, total = (sum(column) for column in zip(*pages.values(), strict=True))
            progress(f"{name} {answered}/{asked}", done, total)
    if child.returncode:
        raise MingceError(f"the crawl ended with status {child.returncode}; see {workspace.root / 'crawl.log'}")


def scrapy_settings(workspace: Path, **changes: object) -> Settings:
    """Return the project's settings for a workspace, with changes."""
    settings = Settings()
    settings.setmodule("crawlers.settings", priority="project")
    settings.setdict({"MINGCE_WORKSPACE": str(workspace), **changes}, priority="cmdline")
    return settings
