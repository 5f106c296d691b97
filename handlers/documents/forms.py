"""What people are asked for about documents."""

from __future__ import annotations

from aiogram import Router

router = Router(name="documents-forms")
