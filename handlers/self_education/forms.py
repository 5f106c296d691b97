"""What people are asked for about self education."""

from __future__ import annotations

from aiogram import Router

router = Router(name="self-education-forms")
