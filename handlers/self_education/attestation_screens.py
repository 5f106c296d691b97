"""Attestation and the portfolio. Pure: data in, Screen out."""

from __future__ import annotations

from handlers.links import Link
from handlers.listing import listing
from handlers.menu.buttons import HOME, back_or_home
from handlers.routes.steps.links import ShowStep
from handlers.screen import BLANK, LABEL_LIMIT, Button, File, Screen
from handlers.self_education import links
from handlers.words import Text, Words, full_day, whole
from services.paging import Page
from services.self_education.attestation import AttestationView
from services.self_education.portfolio import PortfolioStep, PortfolioView
from services.texts import shorten

PAGE = 4
TITLE_LIMIT = 120


def attestation(view: AttestationView) -> Screen:
    """The day of my attestation and the ways to prepare, or why to name the day."""
    papers = [Button(Words("attestation-portfolio", count=view.steps), links.Portfolio())]
    if view.day is None or view.days_left is None:
        return Screen(
            [Words("attestation-heading"), Words("attestation-none"), Words("attestation-none-why")],
            [[Button(Words("attestation-ask"), links.AskAttestation())], papers, [HOME]],
        )
    lines: list[Text] = [Words("attestation-title", day=full_day(view.day))]
    if view.days_left > 0:
        lines += [Words("attestation-left", count=view.days_left), BLANK, Words("attestation-order")]
    elif view.days_left == 0:
        lines.append(Words("attestation-today"))
    else:
        lines.append(Words("attestation-passed"))
    lines.append(Words("attestation-steps", count=view.steps))
    return Screen(
        lines,
        [
            papers,
            [Button(Words("attestation-change"), links.AskAttestation())],
            [Button(Words("attestation-forget"), links.ForgetAttestation())],
            [HOME],
        ],
    )


def ask_day() -> Screen:
    """Asks for the day of the attestation."""
    lines = [Words("attestation-ask-day"), Words("attestation-ask-example")]
    return Screen(lines, [back_or_home(links.Attestation())])


def portfolio(view: PortfolioView, page: int) -> Screen:
    """A page of my accepted steps, the newest first."""
    back = [Button(Words("portfolio-to-attestation"), links.Attestation()), HOME]
    if not view.steps:
        return Screen([Words("portfolio-heading"), Words("portfolio-none")], [back])
    shown = Page.of([*enumerate(reversed(view.steps), start=1)], page, PAGE)
    count = Words("portfolio-count", count=len(view.steps), hours=whole(view.hours))
    files = [
        Button(Words("portfolio-document"), links.PortfolioDocument()),
        Button(Words("portfolio-archive"), links.PortfolioArchive()),
    ]
    return listing(
        [Words("portfolio-heading"), count, BLANK],
        shown,
        lambda number: links.Portfolio(page=number),
        back,
        line=_line,
        row=_row,
        counted=True,
        below=[files],
    )


def _line(numbered: tuple[int, PortfolioStep]) -> Text:
    number, step = numbered
    title = shorten(step.title, TITLE_LIMIT)
    if step.done_on is None:
        return Words("portfolio-step", number=number, title=title)
    return Words("portfolio-step-day", number=number, title=title, day=full_day(step.done_on))


def _row(numbered: tuple[int, PortfolioStep]) -> Button:
    number, step = numbered
    room = LABEL_LIMIT - len(f"✅ {number}. ")
    label = Words("portfolio-step", number=number, title=shorten(step.title, room))
    return Button(label, ShowStep(step_id=step.step_id))


def document(file: File) -> Screen:
    """The portfolio as one document."""
    return Screen([Words("portfolio-ready")], [back_or_home(links.Portfolio())], file=file)


def archive(file: File, taken: int, left_in_chat: int) -> Screen:
    """The portfolio with its files, and how many files had to stay in the chat."""
    lines: list[Text] = [Words("portfolio-archive-ready", count=taken)]
    if left_in_chat:
        lines.append(Words("portfolio-archive-left", count=left_in_chat))
    return Screen(lines, [back_or_home(links.Portfolio())], file=file)


def failed(again: Link) -> Screen:
    """Says that making the files of the portfolio failed; `again` makes them once more."""
    anew = Button(Words("document-archive-again"), again)
    return Screen([Words("portfolio-failed")], [[anew], back_or_home(links.Portfolio())])
