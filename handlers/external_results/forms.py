"""What is typed or sent about diagnostics taken elsewhere."""

from __future__ import annotations

from aiogram import Router

router = Router(name="external-results-forms")
