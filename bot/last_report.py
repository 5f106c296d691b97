"""What the running bot wrote about itself last, for a container's health check; imports nothing slow."""

from __future__ import annotations

import json
import time
from pathlib import Path

# The bot writes every ten seconds, and not at all while its database does not answer.
STALE_SECONDS = 60.0


def is_well(file: Path) -> bool:
    """Whether the report in the file is fresh and says that people are answered."""
    try:
        age = time.time() - file.stat().st_mtime
        report = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return age < STALE_SECONDS and isinstance(report, dict) and report.get("is_well") is True
