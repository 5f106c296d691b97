"""A theme of self-education on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.conversations.links import Ask
from handlers.listing import confirm, listing
from handlers.menu.buttons import HOME, back_or_home, back_to
from handlers.screen import BLANK, LABEL_LIMIT, Button, Screen, quoted
from handlers.self_education import links
from handlers.words import Said, Text, Words, full_day
from services.content.competencies import Competency
from services.paging import Page
from services.self_education.queries import MyThemes, PastTheme, StageView, ThemeView
from services.texts import shorten

# Words of every stage together must fit into one message.
NOTE_LIMIT = 600
TO_THEME = Button(Words("theme-to-theme"), links.MyTheme())
BACK = (back_to(links.MyTheme()), HOME)


def my_theme(mine: MyThemes) -> Screen:
    """My theme as it stands, or what a theme is and how to begin one."""
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
    """What a person wants to work on; a few themes to choose from, which only they see."""
    lines: list[Text] = [Words("theme-ask-title"), Words("theme-ask-example")]
    if suggested:
        lines.append(Words("theme-ask-suggested"))
    rows = [
        [Button(Said(shorten(one.title, LABEL_LIMIT)), links.TakeTheme(competency=one.code))]
        for one in suggested
    ]
    return Screen(lines, [*rows, BACK])


def ask_new_title(theme: ThemeView) -> Screen:
    """What to call the theme under way."""
    return Screen([Words("theme-ask-rename"), quoted(theme.title)], [BACK])


def ask_words(theme: ThemeView, stage: StageView) -> Screen:
    """Two words about the stage that is done; they may be skipped."""
    skip = Button(Words("theme-no-words"), links.StageDone(theme_id=theme.id, stage=stage.stage.code))
    lines = [Words("theme-ask-words", stage=stage.stage.title), Words("theme-ask-words-hint")]
    return Screen(lines, [[skip], BACK])


def finished(theme: ThemeView) -> Screen:
    """The last stage is done."""
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
    """What was written at each stage."""
    lines: list[Text] = [Words("theme-title", title=theme.title)]
    if theme.ended_on is not None:
        lines.append(
            Words(
                "theme-ended",
                finished=int(theme.is_finished),
                begun=full_day(theme.begun_on),
                ended=full_day(theme.ended_on),
            )
        )
    for one in theme.stages:
        if one.is_done:
            lines += [BLANK, Words("theme-stage", state="done", title=one.stage.title)]
            lines.append(quoted(shorten(one.words, NOTE_LIMIT)) if one.words else Words("theme-note-none"))
    rows = [
        [
            Button(
                Words("theme-edit-note", stage=one.stage.button),
                links.EditNote(theme_id=theme.id, stage=one.stage.code),
            )
        ]
        for one in theme.stages
        if one.is_done
    ]
    back = links.MyTheme() if theme.ended_on is None else links.PastThemes()
    return Screen(lines, [*rows, back_or_home(back)])


def ask_new_words(theme: ThemeView, stage: StageView) -> Screen:
    """What to write about a stage instead of what stands there."""
    lines: list[Text] = [Words("theme-ask-new-words", stage=stage.stage.title)]
    if stage.words:
        lines += [Words("theme-words-now"), quoted(stage.words)]
    back = back_to(links.ThemeNotes(theme_id=theme.id))
    return Screen(lines, [[back, HOME]])


def leave_warning(theme: ThemeView) -> Screen:
    """Before a theme is left."""
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
