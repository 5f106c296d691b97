"""What was measured, beside what it had to reach: on the screen and in `bench.json`."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `goal` is the least or the most it may be; None where it only explains another."""

    name: str
    title: str
    value: float
    unit: str = ""
    goal: float | None = None
    bound: Literal["least", "most"] = "least"
    digits: int = 0

    @property
    def is_reached(self) -> bool:
        if self.goal is None:
            return True
        return self.value >= self.goal if self.bound == "least" else self.value <= self.goal

    def row(self) -> tuple[str, str, str, str]:
        """Title, value, goal and mark, for the table."""
        if self.goal is None:
            return self.title, self._said(self.value), "", ""
        sign = "≥" if self.bound == "least" else "≤"
        return (
            self.title,
            self._said(self.value),
            f"{sign} {self._said(self.goal)}",
            "✓✗"[not self.is_reached],
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "value": round(self.value, 4),
            "unit": self.unit,
            "goal": self.goal,
            "bound": self.bound if self.goal is not None else None,
            "reached": self.is_reached,
        }

    def _said(self, number: float) -> str:
        return f"{number:.{self.digits}f} {self.unit}".rstrip().replace(".", ",")


def show(title: str, figures: Sequence[Figure]) -> None:
    """Print one part of the table."""
    print(f"\n{title}")
    for name, value, goal, mark in (figure.row() for figure in figures):
        print(f"  {mark or ' '} {name:<52}{value:>14}  {goal}".rstrip(), flush=True)


def save(path: Path, figures: Sequence[Figure], details: dict[str, Any], seconds: float) -> None:
    """Write everything down, with the machine it is true of."""
    written = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "system": platform.platform(),
            "processors": os.cpu_count(),
            "python": sys.version.split()[0],
            "sqlite": sqlite3.sqlite_version,
        },
        "seconds": round(seconds, 1),
        "all_reached": all(figure.is_reached for figure in figures),
        "figures": [figure.as_json() for figure in figures],
        "details": details,
    }
    path.write_text(json.dumps(written, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
