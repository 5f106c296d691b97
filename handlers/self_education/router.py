"""Updates about self education: parse, call one use case, show one screen."""

from __future__ import annotations

from aiogram import Router

router = Router(name="self-education")
