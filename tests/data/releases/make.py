"""`python tests/data/releases/make.py COMMIT…`: keep the database of each release for the tests.

A release's own code plants its demo district and lives through story.py; see README.md.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = HERE.parents[2]


def make(commit: str) -> None:
    """Write `<revision>.sql.xz`, the revision being the newest of the commit."""
    with tempfile.TemporaryDirectory(prefix="gorizont-release-") as name:
        release = Path(name) / "release"
        git = ("git", "-C", str(PROJECT), "worktree")
        subprocess.run([*git, "add", "--quiet", "--detach", str(release), commit], check=True)
        try:
            story = release / "tests/integration/test_story_of_the_release.py"
            shutil.copy(HERE / "story.py", story)
            newest = max(one.name for one in (release / "migrations/versions").glob("[0-9]*.py"))
            dump = HERE / f"{newest.partition('_')[0]}.sql.xz"
            subprocess.run(
                [sys.executable, "-m", "pytest", "-q", str(story)],
                cwd=release,
                env=os.environ | {"RELEASE_DUMP": str(dump)},
                check=True,
            )
        finally:
            subprocess.run([*git, "remove", "--force", str(release)], check=True)


for one in sys.argv[1:]:
    make(one)
