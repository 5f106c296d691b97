"""`make bench`: everything in one run, about ten minutes; exit code 1 where a goal was missed."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import answering, drawing, exporting, figures, reading, scanning, screens, sending
from tests.bench.processes import PROJECT


async def main() -> int:
    """Measure, print, write `bench.json`."""
    begun = time.monotonic()
    print("Замеры «Горизонта»: наш бот и голый aiogram, локальный Telegram, SQLite. Около десяти минут.")
    with tempfile.TemporaryDirectory(prefix="gorizont-bench-") as name:
        folder = Path(name)
        presses, starts, details = await answering.measure(folder)
        figures.show("Сто человек отвечают на вопросы анкеты", presses)
        figures.show("Запуск", starts)
        drawn = await drawing.measure(folder)
        figures.show("Картинки", drawn)
        exported = await exporting.measure(folder)
        figures.show("Документы организации", exported)
        read = await reading.measure(folder)
        figures.show("Файлы от людей", read)
        sent = await sending.measure(folder)
        figures.show("Рассылка", sent)
        scanned = await scanning.measure(folder)
        figures.show("Утренний обход напоминаний", scanned)
        walked = await screens.measure(folder)
        figures.show("Область: каждый экран каждой роли, каждый обход", walked)
    everything = [*presses, *starts, *drawn, *exported, *read, *sent, *scanned, *walked]
    path = PROJECT / "bench.json"
    figures.save(path, everything, details, time.monotonic() - begun)
    missed = [figure.title for figure in everything if not figure.is_reached]
    print(
        f"\nНе достигнуто: {'; '.join(missed)}" if missed else "\nВсё достигнуто.", f"Подробно: {path.name}"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
