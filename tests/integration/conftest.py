"""Fixtures of the stories."""

from __future__ import annotations

import pytest

from tests.conftest import Town
from tests.personas import OPERATORS_ADMIN


@pytest.fixture
def admin(town: Town) -> None:
    """An admin who is nothing else: named by the operator."""
    town.admin_ids = frozenset({town.chat_of(OPERATORS_ADMIN)})
