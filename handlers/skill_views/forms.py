"""What is typed or sent about views of skills."""

from __future__ import annotations

from aiogram import Router

router = Router(name="skill-views-forms")
