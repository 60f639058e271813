"""The workspace: the one folder that holds all a user owns, and its settings."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from warehouse.db import connect
from warehouse.errors import WorkspaceError
from warehouse.schema import RAW_RECORD
from warehouse.toml import read_toml

_TOML = """\
# Settings of this workspace. Every key may be left out; what stands here is its default.

# Language of reports: "zh" or "en".
language = "zh"

# How a site's owner can reach you; stands in the user agent of every request.
contact = ""

# Send all traffic to a simulated world at this address instead of the sites, as in "http://127.0.0.1:8000".
# The environment's MINGCE_SIMULATOR goes before it.
simulator = "{simulator}"

# Questions a night may put to a look-up source.
questions_per_night = 300

# Pages a run may fetch from one source; a declaration may say less. 0: as many as there are.
pages_per_run = 0

# Sources whose list may come out less than half as long as before, or that may find nobody: name one here if a
# person has found it true.
may_shrink = []

# Releases kept; older ones are removed after a new one is published. 0 keeps all.
keep_releases = 30

# Days that evidence (the redacted pages) is kept; what a record that stands was read from stays in any case. 0 keeps
# all. Three years is the general limitation of actions (Civil Code, art. 188): so long an entry may be disputed.
keep_evidence_days = 1095

# Key of the ids. Keep it: another one changes every id. Do not publish it: with it, ids can be guessed back.
secret = "{secret}"
"""

# A workspace under version control keeps a person's own work there, and nothing that was read, nor the key.
_GITIGNORE = """\
*
!/.gitignore
!/institutions.csv
!/judgements.csv
!/suppressions.csv
!/sources/
!/sources/*
"""


class Settings(BaseModel):
    """What a person may change in mingce.toml; see the comments there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str = Field(default="zh", pattern="^(zh|en)$")
    contact: str = ""
    simulator: str = ""
    questions_per_night: int = Field(default=300, ge=0)
    pages_per_run: int = Field(default=0, ge=0)
    may_shrink: tuple[str, ...] = ()
    keep_releases: int = Field(default=30, ge=0)
    keep_evidence_days: int = Field(default=1095, ge=0)
    secret: str = Field(min_length=16)


def utc_now() -> datetime:
    """The time, naive UTC: the injected clock MINGCE_NOW (ISO 8601) if set, else the machine's."""
    injected = os.environ.get("MINGCE_NOW")
    if not injected:
        return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    moment = datetime.fromisoformat(injected)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


@dataclass(frozen=True)
class Workspace:
    """Paths and settings of one workspace; `open` reads it, `create` makes it."""

    root: Path
    settings: Settings

    @classmethod
    def create(cls, root: Path, *, secret: str | None = None, simulator: str = "") -> "Workspace":
        """Make the folder and its mingce.toml; an existing workspace is opened, never overwritten.

        `simulator`: the setting of that name, for a workspace that must never ask a real site.
        """
        root.mkdir(parents=True, exist_ok=True)
        config = root / "mingce.toml"
        if not config.exists():
            text = _TOML.format(secret=secret or secrets.token_hex(16), simulator=simulator)
            config.write_text(text, encoding="utf-8")
            (root / ".gitignore").write_text(_GITIGNORE, encoding="utf-8")
        for folder in ("sources", "raw", "evidence", "releases", "reports"):
            (root / folder).mkdir(exist_ok=True)
        return cls.open(root)

    @classmethod
    def open(cls, root: Path) -> "Workspace":
        """Read an existing workspace; raise WorkspaceError if there is none or its settings are wrong."""
        config = root / "mingce.toml"
        if not config.is_file():
            raise WorkspaceError(f"{root} is no workspace; `mingce init {root}` makes one")
        values = read_toml(config, WorkspaceError)
        try:
            simulator = os.environ.get("MINGCE_SIMULATOR", values.get("simulator", ""))
            return cls(root, Settings(**values | {"simulator": simulator}))
        except ValidationError as error:
            faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise WorkspaceError(f"{config}: {faults}") from None

    def raw(self, source_id: str) -> Path:
        """Folder of a source's raw records."""
        return self.root / "raw" / source_id

    def evidence(self, source_id: str) -> Path:
        """Folder of a source's redacted pages."""
        return self.root / "evidence" / source_id

    @property
    def releases(self) -> Path:
        """Folder of the releases."""
        return self.root / "releases"

    @property
    def reports(self) -> Path:
        """Folder of what people open."""
        return self.root / "reports"

    @property
    def sources(self) -> Path:
        """Folder of the user's own sources."""
        return self.root / "sources"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the workspace for writing; raise WorkspaceError at once if another process does.

        A child that inherits the open file holds it too, and goes on doing so should this process be killed.
        """
        with (self.root / ".lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise WorkspaceError(f"{self.root}: another mingce is at work here") from None
            os.set_inheritable(file.fileno(), True)
            yield

    @contextmanager
    def warehouse(self, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the warehouse with the view `raw_record` over raw/; closed at exit."""
        path = self.root / "warehouse.duckdb"
        if read_only and not path.exists():
            raise WorkspaceError(f"{self.root}: nothing has been crawled or imported yet")
        con = connect(path, read_only=read_only)
        try:
            view_raw(con, self.root / "raw")
            yield con
        finally:
            con.close()


def view_raw(con: duckdb.DuckDBPyConnection, raw: Path) -> None:
    """(Re)define the temporary view `raw_record` over raw/SOURCE/RUN.parquet; empty where there is no file.

    Files may be older than the schema: a column they lack is NULL.
    """
    con.execute(RAW_RECORD.ddl().replace("TABLE IF NOT EXISTS raw_record", "TEMP TABLE IF NOT EXISTS no_raw_record"))
    select = "SELECT * FROM no_raw_record"
    if any(raw.glob("*/*.parquet")):
        pattern = str(raw / "*" / "*.parquet").replace("'", "''")
        select += f" UNION ALL BY NAME SELECT * FROM read_parquet('{pattern}', union_by_name = true)"
    con.execute(f"CREATE OR REPLACE TEMP VIEW raw_record AS {select}")
