"""A person's hand on the sandbox page: picks people, presses buttons, types, sends files, looks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

SCREENSHOTS = Path(__file__).parent / "screenshots"
WAIT_MS = 15_000
# What reaches out of the window or of its own box. One-line summaries end with an ellipsis on purpose;
# everything else must fit.
_BADLY_LAID_OUT = """() => {
  const wrong = [];
  const wide = (node) => node.scrollWidth > node.clientWidth + 1;
  const shown = (node) => node.checkVisibility() && node.getClientRects().length > 0;
  const name = (node) => `${node.dataset.testid ?? node.className}: ${node.textContent.trim().slice(0, 60)}`;
  if (wide(document.documentElement)) wrong.push("the page scrolls sideways");
  for (const node of document.querySelectorAll("[data-testid=messages], .people, .chat, .composer")) {
    if (shown(node) && wide(node)) wrong.push(`scrolls sideways: ${name(node)}`);
  }
  for (const node of document.querySelectorAll("button, a.key, [data-testid=bubble-text]")) {
    if (!shown(node) || node.matches(".person, .quote")) continue;
    const box = node.getBoundingClientRect();
    if (wide(node) || (node.matches("button, a") && node.scrollHeight > node.clientHeight + 1)) {
      wrong.push(`cut off: ${name(node)}`);
    }
    if (box.left < -1 || box.right > innerWidth + 1) wrong.push(`out of the window: ${name(node)}`);
  }
  return wrong;
}"""


def badly_laid_out(page: Page) -> list[str]:
    """What is cut off or sticks out, in words; nothing if all is well."""
    wrong: list[str] = page.evaluate(_BADLY_LAID_OUT)
    return wrong


def look(page: Page, name: str) -> None:
    """Keep a picture of the screen; nothing on it may be cut off or stick out."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
    assert badly_laid_out(page) == [], name


def pick(page: Page, person_id: int) -> None:
    """Click a person in the list."""
    page.get_by_test_id(f"person-{person_id}").click()


@dataclass(frozen=True)
class Phone:
    """One phone of the page."""

    page: Page
    index: int = 0

    @property
    def root(self) -> Locator:
        return self.page.get_by_test_id(f"phone-{self.index}")

    @property
    def bubbles(self) -> Locator:
        return self.root.locator("[data-testid=bubble][data-from=bot]")

    def sees(self, *fragments: str) -> Locator:
        """Wait for a message of the bot with all of the fragments; the newest such one."""
        found = self.bubbles
        for fragment in fragments:
            found = found.filter(has_text=fragment)
        expect(found.last).to_be_visible(timeout=WAIT_MS)
        return found.last

    def presses(self, label: str, bubble: Locator | None = None, *, exact: bool = False) -> None:
        """Press an inline button by a part of its label (or the whole), on the newest message that has it."""
        buttons = (bubble or self.root).get_by_test_id("inline-button")
        wanted = re.compile(rf"^{re.escape(label)}$") if exact else label
        buttons.filter(has_text=wanted).last.click(timeout=WAIT_MS)

    def says(self, text: str) -> None:
        """Type and send."""
        self.root.get_by_test_id("input").fill(text)
        self.root.get_by_test_id("send").click()

    def sends_file(self, path: Path, caption: str = "") -> None:
        """Attach with the paper clip, then send."""
        self.root.get_by_test_id("attach").set_input_files(path)
        if caption:
            self.root.get_by_test_id("input").fill(caption)
        self.root.get_by_test_id("send").click()

    def command(self, name: str) -> None:
        """Choose a command in the bot's menu."""
        self.root.get_by_test_id("commands").click()
        self.root.locator(f"[data-testid=command][data-command={name}]").click()
