"""The demo in its own process, and a headless Chromium that looks at its page."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import skip_or_fail
from tests.e2e.bot_process import start_demo

NO_CHROMIUM = (
    "needs Chromium: apt-get install chromium fonts-dejavu-core fonts-noto-color-emoji (.ci/run does it)"
)
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # a build machine's root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 40
STOP_SECONDS = 15
DESKTOP = {"width": 1440, "height": 900}
MOBILE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo, started on a folder of its own and stopped at the end."""
    folder = tmp_path_factory.mktemp("demo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log"
    process = start_demo(port, folder, log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/", process, log)
        yield f"http://127.0.0.1:{port}/"
    finally:
        _stop(process)
    assert "Traceback" not in log.read_text(), log.read_text()


def _wait_for(address: str, process: BaseProcess, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.is_alive() and time.monotonic() < deadline:
        with suppress(OSError), urlopen(address, timeout=1):  # noqa: S310 (loopback)
            return
        time.sleep(0.1)
    pytest.fail(f"the demo did not start: {log.read_text()}")


def _stop(process: BaseProcess) -> None:
    process.terminate()
    process.join(STOP_SECONDS)
    if process.exitcode is None:
        process.kill()
        pytest.fail("the demo did not stop")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        skip_or_fail(NO_CHROMIUM)
    # Closed with the module: its event loop must not meet those of the other tests.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Window:
    """A page of the demo, and what went wrong in it."""

    page: Page
    address: str
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda said: said.type == "error" and self.troubles.append(said.text))
        self.page.on("request", lambda request: self._notice_request(request.url))

    def _notice_request(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.troubles.append(f"an outside request: {url}")


@pytest.fixture
def desktop(chromium: Browser, demo: str) -> Iterator[Window]:
    """A wide window: the list of people beside the phones."""
    context = chromium.new_context(viewport=DESKTOP)
    window = Window(context.new_page(), demo)
    window.page.goto(demo)
    yield window
    context.close()
    assert window.troubles == []


@pytest.fixture
def mobile(chromium: Browser, demo: str) -> Iterator[Window]:
    """A phone's window: the list, or one chat."""
    context = chromium.new_context(viewport=MOBILE, is_mobile=True, has_touch=True, device_scale_factor=2)
    window = Window(context.new_page(), demo)
    window.page.goto(demo)
    yield window
    context.close()
    assert window.troubles == []
