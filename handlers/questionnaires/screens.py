"""The screens and the spreadsheets of editing questionnaires. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from handlers.group_results.links import GroupResults
from handlers.menu.buttons import HOME, back_or_home
from handlers.questionnaires import links
from handlers.questionnaires.preview import INTRO
from handlers.screen import BLANK, Button, File, Screen
from handlers.spreadsheets import SHOWN_ERRORS
from handlers.words import Said, Text, Translator, Words, counted, said_by
from services.content.competencies import Competency
from services.content.questionnaires import Item, Questionnaire
from services.questionnaires import workbook
from services.questionnaires.actions import Published
from services.questionnaires.changes import Changes
from services.questionnaires.pages import Mistake
from services.questionnaires.queries import Draft, Publication, QuestionnaireCard, QuestionnaireLine
from services.spreadsheets.writing import Table
from services.texts import shorten

SHOWN_ITEMS = 5
_ITEM_LIMIT = 80
_GUIDE = (
    "edit-guide-what",
    "edit-guide-number",
    "edit-guide-subject",
    "edit-guide-kind",
    "edit-guide-scale",
    "edit-guide-reverse",
    "edit-guide-situation",
    "edit-guide-texts",
    "edit-guide-limits",
    "edit-guide-keep",
)


def questionnaires(lines: Sequence[QuestionnaireLine], *, sees_group: bool) -> Screen:
    """The few questionnaires in force; for the edited ones, when and by whom they were published.

    `sees_group`: the reader may go back to the results of their group.
    """
    told: list[Text] = [
        Words(
            "edit-line",
            title=line.questionnaire.short_title,
            version=line.questionnaire.version,
            published=_published(line.publication),
        )
        for line in lines
        if line.publication.day is not None
    ]
    rows = [
        [Button(Said(line.questionnaire.button), links.EditQuestionnaire(code=line.questionnaire.code))]
        for line in lines
    ]
    return Screen(
        [Words("edit-title"), Words("edit-hint"), *([BLANK, *told] if told else [])],
        [*rows, back_or_home(GroupResults()) if sees_group else [HOME]],
    )


def _published(publication: Publication) -> Words:
    if publication.day is None:
        return Words("edit-shipped")
    return Words("edit-published", day=publication.day, name=publication.author or "—")


def card(view: QuestionnaireCard) -> Screen:
    """A questionnaire in force, and what the reader may do with it."""
    one = view.questionnaire
    lines: list[Text] = [
        Words("edit-name", title=one.title),
        Words("edit-version", version=one.version, published=_published(view.publication)),
        Words("edit-size", count=len(one.items)),
    ]
    if view.on_older:
        lines.append(Words("edit-on-older", count=view.on_older))
    send = [[Button(Words("edit-send"), links.SendQuestionnaire(code=one.code))]] if view.may_publish else []
    how = Words("edit-how" if view.may_publish else "edit-only-look")
    return Screen(
        [*lines, BLANK, how],
        [
            [Button(Words("edit-download"), links.DownloadQuestionnaire(code=one.code))],
            *send,
            [Button(Words("edit-as-teacher"), links.LookAtItem(code=one.code, place=INTRO))],
            back_or_home(links.EditQuestionnaires()),
        ],
    )


def guide_table(one: Questionnaire, competencies: Mapping[str, Competency], words: Translator) -> Table:
    """How to edit a questionnaire, and the subjects that its items may have."""
    titles = workbook.subject_titles(one, competencies).values()
    rules = [words.plain(Words(key)) for key in _GUIDE]
    rows = list(zip_longest(rules, titles))
    headings = [words.plain(Words("edit-guide-heading")), workbook.subject_column(one)]
    return Table(words.plain(Words("edit-guide")), headings, rows, wrap=True)


def workbook_file(one: Questionnaire, data: bytes, words: Translator) -> Screen:
    """The file of the workbook."""
    name = words.plain(Words("sheet-file-questionnaire", title=one.short_title, version=one.version))
    return Screen(
        [Words("edit-file", title=one.short_title, version=one.version)],
        [_to_card(one.code)],
        file=File("document", data=data, name=name),
    )


def ask_file(one: Questionnaire) -> Screen:
    """Asks for the edited workbook."""
    return Screen(
        [Words("edit-ask", title=one.short_title), BLANK, Words("edit-ask-how", version=one.version)],
        [_to_card(one.code)],
    )


def file_expected(code: str, wrong: Text) -> Screen:
    """Why the message is no workbook; the question stays open."""
    return Screen([wrong], [_to_card(code)])


def unchanged(one: Questionnaire) -> Screen:
    """The file changes nothing."""
    return Screen([Words("edit-unchanged", title=one.short_title, version=one.version)], [_to_card(one.code)])


def mistakes(one: Questionnaire, found: Sequence[Mistake]) -> Screen:
    """The first mistakes of a file. Nothing of the file was kept."""
    lines: list[Text] = [Words("edit-wrong", count=len(found)), BLANK]
    lines += [_mistake(mistake) for mistake in found[:SHOWN_ERRORS]]
    hidden = len(found) - SHOWN_ERRORS
    if hidden > 0:
        lines.append(Words("edit-wrong-more", count=hidden))
    return Screen([*lines, BLANK, Words("edit-mend")], [_to_card(one.code)])


def _mistake(mistake: Mistake) -> Words:
    if not mistake.row:
        return Words("edit-mistake-sheet", sheet=mistake.sheet, why=said_by(mistake))
    return Words("edit-mistake", sheet=mistake.sheet, row=mistake.row, why=said_by(mistake))


def draft(view: Draft) -> Screen:
    """What a correct file changes; its author publishes or drops it."""
    one, id_ = view.questionnaire, view.upload_id
    lines: list[Text] = [
        Words("edit-right"),
        Words("edit-next", title=one.short_title, before=one.version - 1, version=one.version),
        BLANK,
        *_summary(view.changes),
    ]
    if view.changes.stale_count is not None:
        lines += [BLANK, Words("edit-stale", before=view.changes.stale_count, count=len(one.items))]
    lines += [BLANK, *_details(view.changes)]
    if view.under_way:
        lines += [BLANK, Words("edit-under-way", count=view.under_way)]
    look = links.LookAtDraftItem(upload_id=id_, place=INTRO)
    return Screen(
        lines,
        [
            [Button(Words("edit-look"), look)],
            [Button(Words("edit-publish", version=one.version), links.PublishDraft(upload_id=id_))],
            [Button(Words("edit-drop"), links.DropDraft(upload_id=id_))],
            _to_card(one.code),
        ],
    )


def _summary(changes: Changes) -> list[Text]:
    lines = counted(
        {
            "edit-added": len(changes.added),
            "edit-changed": len(changes.changed),
            "edit-removed": len(changes.removed),
        }
    )
    if changes.moved:
        lines.append(Words("edit-moved"))
    if changes.parts:
        lines.append(Words("edit-parts", titles=", ".join(changes.parts)))
    return lines


def _details(changes: Changes) -> list[Text]:
    marked: list[tuple[str, Item]] = [
        *(("➕", item) for item in changes.added),
        *(("✏️", item) for item in changes.changed),
        *(("➖", item) for item in changes.removed),
    ]
    shown: list[Text] = [
        Words("edit-item", mark=mark, text=shorten(item.text, _ITEM_LIMIT))
        for mark, item in marked[:SHOWN_ITEMS]
    ]
    hidden = len(marked) - SHOWN_ITEMS
    return [*shown, Words("edit-items-more", count=hidden)] if hidden > 0 else shown


def published(done: Published) -> Screen:
    """A new version was published."""
    one = done.questionnaire
    done_line = Words("edit-done", title=one.short_title, version=one.version)
    lines = [done_line, *counted({"edit-under-way": done.on_older}), Words("edit-done-results")]
    return Screen(lines, [_to_card(one.code)])


def dropped(one: Questionnaire) -> Screen:
    """The draft was dropped, nothing was published."""
    return Screen([Words("edit-dropped", title=one.short_title, version=one.version)], [_to_card(one.code)])


def _to_card(code: str) -> list[Button]:
    return [Button(Words("edit-to-card"), links.EditQuestionnaire(code=code)), HOME]
