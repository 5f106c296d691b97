"""A theme of self-education. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.conversations.links import Ask
from handlers.listing import confirm, listing, title_button
from handlers.menu.buttons import HOME, back_or_home
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen, quoted
from handlers.self_education import links
from handlers.words import Text, Words, full_day
from services.content.competencies import Competency
from services.paging import Page
from services.self_education.queries import MyThemes, PastTheme, StageView, ThemeView
from services.texts import shorten

# The longest note about a stage, in characters: the notes of all stages must fit into one message.
NOTE_LIMIT = 600
TO_THEME = Button(Words("theme-to-theme"), links.MyTheme())
BACK = back_or_home(links.MyTheme())


def my_theme(mine: MyThemes) -> Screen:
    """My theme and its stages, or what a theme is and how to begin one."""
    past = [[Button(Words("theme-past", count=mine.past), links.PastThemes())]] if mine.past else []
    if mine.theme is None:
        return Screen(
            [Words("theme-heading"), Words("theme-none"), Words("theme-none-private")],
            [[Button(Words("theme-begin"), links.BeginTheme())], *past, [HOME]],
        )
    theme = mine.theme
    lines: list[Text] = [Words("theme-title", title=theme.title), BLANK, *_stage_lines(theme)]
    rows: list[Sequence[Button]] = []
    if theme.current is not None:
        lines += [BLANK, Words("theme-now", hint=theme.current.stage.hint)]
        ready = links.StageReady(theme_id=theme.id, stage=theme.current.stage.code)
        rows.append([Button(Words("theme-stage-ready"), ready)])
    if any(one.is_done for one in theme.stages):
        rows.append([Button(Words("theme-notes"), links.ThemeNotes(theme_id=theme.id))])
    rows.append([Button(Words("theme-rename"), links.RenameTheme(theme_id=theme.id))])
    rows.append([Button(Words("theme-leave"), links.LeaveTheme(theme_id=theme.id))])
    return Screen(lines, [*rows, *past, [HOME]])


def _stage_lines(theme: ThemeView) -> list[Text]:
    return [Words("theme-stage", state=_state(one), title=one.stage.title) for one in theme.stages]


def _state(one: StageView) -> str:
    if one.is_done:
        return "done"
    return "current" if one.is_current else "ahead"


def ask_title(suggested: Sequence[Competency]) -> Screen:
    """Asks for the title of a theme, with a few suggestions that only the reader sees."""
    lines: list[Text] = [Words("theme-ask-title"), Words("theme-ask-example")]
    if suggested:
        lines.append(Words("theme-ask-suggested"))
    rows = [[title_button(one.title, links.TakeTheme(competency=one.code))] for one in suggested]
    return Screen(lines, [*rows, BACK])


def ask_new_title(theme: ThemeView) -> Screen:
    """Asks for another title of the present theme."""
    return Screen([Words("theme-ask-rename"), quoted(theme.title)], [BACK])


def ask_words(theme: ThemeView, stage: StageView) -> Screen:
    """Asks for a few words about a finished stage, which may be left out."""
    skip = Button(Words("theme-no-words"), links.StageDone(theme_id=theme.id, stage=stage.stage.code))
    lines = [Words("theme-ask-words", stage=stage.stage.title), Words("theme-ask-words-hint")]
    return Screen(lines, [[skip], BACK])


def finished(theme: ThemeView) -> Screen:
    """Says that the last stage of a theme is done."""
    return Screen(
        [Words("theme-finished"), quoted(theme.title), Words("theme-finished-thanks")],
        [
            [Button(Words("theme-share"), Ask())],
            [Button(Words("theme-notes"), links.ThemeNotes(theme_id=theme.id))],
            [Button(Words("theme-begin-next"), links.BeginTheme())],
            [HOME],
        ],
    )


def notes(theme: ThemeView) -> Screen:
    """The notes about each stage of a theme."""
    lines: list[Text] = [Words("theme-title", title=theme.title)]
    if theme.ended_on is not None:
        days = {"begun": full_day(theme.begun_on), "ended": full_day(theme.ended_on)}
        lines.append(Words("theme-ended", finished=int(theme.is_finished), **days))
    rows: list[Sequence[Button]] = []
    for one in theme.stages:
        if one.is_done:
            lines += [BLANK, Words("theme-stage", state="done", title=one.stage.title)]
            lines.append(quoted(shorten(one.words, NOTE_LIMIT)) if one.words else Words("theme-note-none"))
            edit = links.EditNote(theme_id=theme.id, stage=one.stage.code)
            rows.append([Button(Words("theme-edit-note", stage=one.stage.button), edit)])
    back = links.MyTheme() if theme.ended_on is None else links.PastThemes()
    return Screen(lines, [*rows, back_or_home(back)])


def ask_new_words(theme: ThemeView, stage: StageView) -> Screen:
    """Asks for other words about a stage."""
    lines: list[Text] = [Words("theme-ask-new-words", stage=stage.stage.title)]
    if stage.words:
        lines += [Words("theme-words-now"), quoted(stage.words)]
    return Screen(lines, [back_or_home(links.ThemeNotes(theme_id=theme.id))])


def leave_warning(theme: ThemeView) -> Screen:
    """The warning before a theme is left."""
    return confirm(
        [Words("theme-leave-warning"), quoted(theme.title)],
        links.LeaveTheme(theme_id=theme.id, sure=True),
        links.MyTheme(),
        agree="theme-leave-sure",
        refuse="theme-leave-no",
    )


def past(page: Page[PastTheme]) -> Screen:
    """Themes finished or left, the newest first."""
    lines = [Words("theme-past-title" if page.items else "theme-past-none")]
    last = [TO_THEME, HOME]
    return listing(
        lines, page, lambda number: links.PastThemes(page=number), last, row=_past_button, counted=True
    )


def _past_button(one: PastTheme) -> Button:
    title = shorten(one.title, LABEL_LIMIT - 2)
    label = Words("theme-past-line", finished=int(one.is_finished), title=title)
    return Button(label, links.ThemeNotes(theme_id=one.id))
