"""What is typed or sent about editing questionnaires."""

from __future__ import annotations

from aiogram import Router

router = Router(name="questionnaires-forms")
