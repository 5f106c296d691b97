"""The databases of earlier releases; tests/data/releases/README.md tells how they were made."""

from __future__ import annotations

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

RELEASES = Path(__file__).parents[1] / "data" / "releases"
REVISIONS = sorted(file.name.partition(".")[0] for file in RELEASES.glob("*.sql.xz"))


def dump_of(revision: str) -> str:
    """The tables and rows of the release whose newest revision this was, in SQLite's words."""
    return lzma.decompress((RELEASES / f"{revision}.sql.xz").read_bytes()).decode()


def put_back(revision: str, file: Path) -> str:
    """Make a file of that release; returns its address."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(dump_of(revision))
    return f"sqlite+aiosqlite:///{file}"
