"""The one order in which an incoming message is understood."""

from __future__ import annotations

from handlers.answers import (
    ASKED,
    Answer,
    Question,
    Reply,
    asked_again,
    close_question,
    open_question,
)
from handlers.features import Features, plainly
from handlers.links import Link
from handlers.menu.buttons import told
from handlers.words import Words, said_by, translator
from services.context import Context
from services.errors import Invalid, NotAllowed, NotFound, WrongState
from services.letters import Letter

# The keys under which a chat keeps the album of its last file, and the source of the last answer taken.
ALBUM, LAST = "album", "last"
# The commands whose words leave a question; every other word answers it.
LEAVING = ("cancel", "menu")


async def understand(ctx: Context, letter: Letter, features: Features) -> Answer:
    """Answer a letter. The first of these that fits decides.

    1. The rest of an album follows its first file.
    2. A command.
    3. A reply to one of the bot's messages goes to the feature of that message; an open question stays open.
    4. The open question. Only «отмена» and «меню» leave it; everything else is its answer. A text that the
       question refuses may be the label of one of its buttons, unless the button is final; otherwise it is
       asked again. If the question takes any words, the labels are tried first.
    5. A whole message that is the word of a command.
    6. The fallback.
    """
    if is_rest_of_album(ctx, letter):
        return await _rest(ctx, letter)
    if letter.command is not None:
        return await _commanded(ctx, letter, *letter.command, features)
    swiped = await features.swiped(ctx, letter)
    question, word = open_question(ctx), features.word_of(ctx, letter)
    if swiped is not None and swiped != question:
        return await _taken(ctx, swiped, letter)
    if word is not None and (question is None or word in LEAVING):
        return await _commanded(ctx, letter, word, "", features)
    if question is not None:
        return await _answered(ctx, question, letter, features)
    return await features.otherwise(ctx, letter)


async def correct(ctx: Context, letter: Letter, features: Features) -> Answer:
    """Answer a corrected message: the feature that keeps it takes the correction.

    Where none keeps it but it was the last answer taken, the person is told that it stays as it was.
    """
    if not await features.corrected(ctx, letter) and letter.source == ctx.kept.data.get(LAST):
        return told(Words("edit-not-taken"))
    return None


def is_rest_of_album(ctx: Context, letter: Letter) -> bool:
    """Whether a question has taken or refused the first file of the letter's album."""
    album = ctx.kept.data.get(ALBUM) or {}
    return letter.album is not None and album.get("id") == letter.album


async def _commanded(ctx: Context, letter: Letter, name: str, typed: str, features: Features) -> Answer:
    close_question(ctx)
    handler = features.commands.get(name)
    return await (features.otherwise(ctx, letter) if handler is None else handler(ctx, typed))


async def _rest(ctx: Context, letter: Letter) -> Answer:
    """Give one more file of an album to the question that took the first file; None if it was refused.

    After the last file it is said how many were kept.
    """
    album = ctx.kept.data[ALBUM]
    if album["to"] is None:
        return None
    name, fields = album["to"]
    question = Question.every[str(name)].revived({ASKED: fields})
    answer = await question.rest(ctx, letter)
    takes_all = type(question).rest is not Question.rest
    if letter.file is not None and takes_all:
        album = {**album, "kept": album.get("kept", 1) + 1}
        ctx.kept.put(ALBUM, album)
    if answer is None and not letter.album_goes_on and album.get("kept", 1) > 1:
        return told(Words("album-kept", count=album["kept"]))
    return answer


async def _answered(ctx: Context, question: Question, letter: Letter, features: Features) -> Answer:
    """Take a letter as the answer to the open question, which closes unless it is asked again."""
    if letter.source == ctx.kept.data.get(LAST):  # the messenger delivered it again after a restart
        return None
    try:
        answer = await _taken(ctx, question, letter, features)
    except (NotFound, NotAllowed, WrongState):  # the subject of the question is gone
        close_question(ctx)
        raise
    if not (isinstance(answer, Reply) and answer.asks == question):
        ctx.kept.put(LAST, letter.source)
        close_question(ctx)
    return answer


async def _taken(
    ctx: Context, question: Question, letter: Letter, features: Features | None = None
) -> Answer:
    """The question's answer to a letter. With `features` a typed label presses a button of the question."""
    if features is not None and question.labels_first:
        link = await _labelled(ctx, question, letter)
        if link is not None:
            return await features.press(ctx, link)
    wrong = question.unusable(letter)
    answer: Answer = None
    is_taken = not letter.is_blank and (letter.file is None or question.takes_files)
    if is_taken:
        try:
            answer = await question.take(ctx, letter)
        except Invalid as error:
            is_taken, wrong = False, said_by(error)
    if letter.album is not None:  # taken or refused, its other files are not asked about one by one
        rest = (isinstance(answer, Reply) and answer.rest) or question
        to = [rest.name, rest.model_dump(mode="json")] if is_taken else None
        ctx.kept.put(ALBUM, {"id": letter.album, "to": to})
    if is_taken:
        return answer
    if features is None:
        return Reply(await question.ask_again(ctx, wrong))
    link = None if question.labels_first else await _labelled(ctx, question, letter)
    return await features.press(ctx, link) if link is not None else await asked_again(ctx, question, wrong)


async def _labelled(ctx: Context, question: Question, letter: Letter) -> Link | None:
    """The link of the question's button whose label was typed. A typed label never presses a final button."""
    typed = plainly(letter.text) if letter.file is None else ""
    if not typed:
        return None
    words = translator(ctx.locale)
    for row in (await question.ask(ctx)).rows:
        for button in row:
            link = button.link
            if isinstance(link, Link) and not link.is_final and plainly(words.plain(button.label)) == typed:
                return link
    return None
