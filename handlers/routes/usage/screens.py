"""The use of learning on the screen. Pure: data in, Screen out."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.conversations.links import Ask
from handlers.group_results.links import GroupResults
from handlers.listing import listing, title_button
from handlers.menu.buttons import HOME, back_or_home, told
from handlers.routes.usage.links import AnswerUsage, GiveExample, ShowUsage, UsageShare
from handlers.screen import BLANK, Button, Screen, quoted
from handlers.words import Said, Text, Words
from services.content.catalog import UsageTexts
from services.routes.usage.queries import UsageQuestion
from services.routes.usage.share import Share, ShareView
from services.texts import shorten

EXAMPLE_SHOWN = 600


def question(asked: UsageQuestion, texts: UsageTexts, following: UsageQuestion | None) -> Screen:
    """The question, or thanks for its answer; `following` is the next open question."""
    if not asked.answer:
        return _unanswered(asked, texts)
    given = next((one.title for one in texts.answers if one.code == asked.answer), "")
    lines: list[Text] = [
        Words("transfer-thanks", answer=given),
        Words("transfer-about", title=asked.title),
    ]
    rows: list[Sequence[Button]] = []
    if asked.example:
        lines += [Words("transfer-example"), quoted(shorten(asked.example, EXAMPLE_SHOWN))]
    if asked.answer in texts.used:
        label = Words("transfer-example-again" if asked.example else "transfer-example-give")
        rows.append([Button(label, GiveExample(step_id=asked.step_id, after=asked.after))])
    else:
        lines += [BLANK, Words("transfer-not-yet")]
        rows.append([Button(Words("transfer-ask"), Ask())])
    if asked.is_open:
        lines += [BLANK, Words("transfer-may-change")]
        rows += _answer_rows(asked, texts)
    if following is not None:
        link = ShowUsage(step_id=following.step_id, after=following.after)
        rows.append([Button(Words("transfer-next"), link)])
    return Screen(lines, [*rows, [HOME]])


def _unanswered(asked: UsageQuestion, texts: UsageTexts) -> Screen:
    lines: list[Text] = [Words("transfer-passed", count=asked.after, title=asked.title)]
    if not asked.is_open:
        return told(*lines, Words("error-transfer-closed"))
    lines += [BLANK, Words("transfer-question", text=texts.question), Words("transfer-private")]
    return Screen(lines, [*_answer_rows(asked, texts), [HOME]])


def _answer_rows(asked: UsageQuestion, texts: UsageTexts) -> list[Sequence[Button]]:
    return [
        [
            Button(
                Words("transfer-chosen", title=one.button) if one.code == asked.answer else Said(one.button),
                AnswerUsage(step_id=asked.step_id, after=asked.after, code=one.code),
            )
        ]
        for one in texts.answers
    ]


def ask_example(asked: UsageQuestion, texts: UsageTexts) -> Screen:
    """Asks for one example, which may be left out."""
    lines: list[Text] = [Words("transfer-about", title=asked.title), Said(texts.example)]
    if asked.example:
        lines += [Words("transfer-example-now"), quoted(asked.example)]
    label = Words("button-back" if asked.example else "transfer-skip")
    skip = Button(label, ShowUsage(step_id=asked.step_id, after=asked.after))
    return Screen(lines, [[skip, HOME]])


def share(view: ShareView) -> Screen:
    """How much learning is used in a unit and its parts: shares and counts, no examples."""
    lines: list[Text] = [Words("transfer-share-title"), Words("transfer-share-what")]
    if view.whole is not None:
        lines += [BLANK, _share_line(view.whole)]
    parts, after = view.parts, list[Text]()
    if parts.items:
        lines.append(BLANK)
    if any(one.percent is None for one in (view.whole, *parts.items) if one is not None):
        after = [BLANK, Words("transfer-share-hidden", least=view.least)]
    here = view.whole.unit_id if view.whole is not None else 0
    back = UsageShare(unit_id=view.above) if view.above is not None else GroupResults()
    return listing(
        lines,
        parts,
        lambda number: UsageShare(unit_id=here, page=number),
        back_or_home(back),
        line=_share_line,
        row=_part_button,
        after=after,
        counted=True,
    )


def _part_button(part: Share) -> Button | None:
    return title_button(part.title, UsageShare(unit_id=part.unit_id)) if part.has_parts else None


def _share_line(one: Share) -> Text:
    if one.percent is None or one.answers is None:
        return Words("transfer-share-none", title=one.title)
    return Words("transfer-share-line", title=one.title, percent=one.percent, count=one.answers)
