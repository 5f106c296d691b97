"""The demo: sandbox, demo people, bot, scheduler and sender in one process, on an SQLite file."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import App
from bot.config import Settings
from bot.migrate import upgrade
from bot.sandbox.messages import SandboxPerson
from bot.sandbox.server import SandboxServer
from bot.sandbox.telegram import Sandbox
from bot.telegram.command_menu import personal_menu
from services import demo
from services.calendar import next_allowed
from services.clock import MovableClock
from services.content.folder import Content
from services.people.queries import identify
from services.reminders.scans import TIME_TO_TELL, is_time

TOKEN = "100100:demo-token-that-opens-nothing-000000"
HINTS = {
    "p21": "Учитель: войдёт по номеру, пройдёт самодиагностику",
    "p18": "Методист Громова: согласует маршрут",
    "p20": "Молодой специалист: спросит наставника",
    "p19": "Наставник Росиной",
    "p03": "Муниципальный методист: объявит семинар",
    "p09": "Молодой специалист: было и стало, маршрут в работе",
    "p08": "Наставник Калининой: посетит урок",
    "p07": "Школьный методист: общая картина школы",
    "p05": "Директор школы № 1: что изменилось после обучения",
    "p01": "Региональный методист: правит опросники",
    "p16": "Директор: личного не видит",
    "p04": "Администратор: список сотрудников",
}
MAIN_PARTS = list(HINTS)  # people with a part in the main path come first in the list
PORT_TAKEN = "Порт {port} занят. Выберите другой: make demo PORT={other}"
GREETING = """
Демо «Горизонта» работает: {url}

Попробуйте путь целиком (люди — в списке слева, два телефона рядом):
{people}
Часы вверху страницы можно перевести: завтра утром придёт напоминание.
Остановить: Ctrl+C. Начать заново: make demo-reset
"""


async def run_demo(port: int, folder: Path) -> int:
    """Run the demo until it is stopped; returns the exit code. Its data stays in `folder`."""
    clock = MovableClock(_first_moment(folder))
    content = Content()
    settings = Settings(
        _env_file=None,
        bot_token=TOKEN,
        bot_api_url=f"http://127.0.0.1:{port}",
        database_url=f"sqlite+aiosqlite:///{folder / 'demo.db'}",
        admin_ids=frozenset(),
    )
    app = App(settings, clock, content)
    await upgrade(app.database)
    await demo.plant(app.template)
    people = await demo.everyone(app.template)
    people.sort(
        key=lambda person: MAIN_PARTS.index(person.code) if person.code in MAIN_PARTS else len(MAIN_PARTS)
    )
    sandbox = Sandbox(
        clock,
        TOKEN,
        [_phone(person) for person in people],
        zone=settings.timezone,
        # The chats are new, and what the bot knows of the messages before is not.
        last_id=int(1000 * MovableClock().now().timestamp()),
    )
    for person in people:
        if person.joined:
            sandbox.start_chat(person.chat_id)

    async def clock_moved() -> None:
        _remember(folder, clock)
        await app.scheduler.scan()

    sandbox.on_clock_moved = clock_moved
    server = SandboxServer(sandbox, port)
    try:
        await server.start()
    except OSError:
        print(PORT_TAKEN.format(port=port, other=port + 1), file=sys.stderr)
        await app.close()
        return 1
    try:
        await _set_menus(app, people)
        print(_greeting(server.url, people), flush=True)
        await app.run()
    finally:
        await server.stop()
    _remember(folder, clock)
    return 0


async def _set_menus(app: App, people: list[demo.DemoPerson]) -> None:
    """Set the command menus that the demo people would have got when they joined."""
    for person in people:
        actor = (await identify(app.template, person.chat_id)).actor
        if actor is not None and (menu := personal_menu(person.chat_id, actor)):
            await app.bot(menu)


def _phone(person: demo.DemoPerson) -> SandboxPerson:
    return SandboxPerson(
        person.chat_id,
        person.first_name,
        person.last_name,
        person.phone,
        person.title,
        HINTS.get(person.code, ""),
    )


def _greeting(url: str, people: list[demo.DemoPerson]) -> str:
    named = {person.code: person for person in people}
    lines = [f"  {named[code].last_name} {named[code].first_name}: {hint}" for code, hint in HINTS.items()]
    return GREETING.format(url=url, people="\n".join(lines))


def _first_moment(folder: Path) -> datetime:
    """The moment at which the demo's clock stopped, or now; outside working hours the next working morning.

    The bot sends no notices outside working hours, and a newcomer would wait for them in vain.
    """
    folder.mkdir(parents=True, exist_ok=True)
    zone, calendar = Settings(_env_file=None).timezone, Content().calendar()
    now = MovableClock().now()
    kept = folder / "clock.json"
    if kept.exists():
        now += timedelta(seconds=json.loads(kept.read_text())["ahead_seconds"])
    if not is_time(now, zone, calendar):
        return next_allowed(now + TIME_TO_TELL, zone, calendar) + timedelta(hours=2)
    return now


def _remember(folder: Path, clock: MovableClock) -> None:
    """Keep how far the clock was moved: the next demo continues from there, as its data has those dates."""
    ahead = clock.now() - MovableClock().now()
    (folder / "clock.json").write_text(json.dumps({"ahead_seconds": ahead.total_seconds()}))
