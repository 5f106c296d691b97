"""What people are asked for about route templates."""

from __future__ import annotations

from aiogram import Router

router = Router(name="route-templates-forms")
