"""Tables of the person's answers and results, the people who may see them, and others' views of skills."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from services.assessments.models import Answer, Assessment, OpenAnswer, Score, Sharing
from services.content.questionnaires import Questionnaire
from services.external_results.models import ExternalResult
from services.people.models import Person
from services.people.my_data.reader import Reader
from services.skill_views.models import SkillMark, SkillView
from services.spreadsheets.writing import Cell, Table


async def answers(reader: Reader) -> Table:
    found = await reader.ctx.db.execute(
        select(Assessment, Answer)
        .outerjoin(Answer, Answer.assessment_id == Assessment.id)
        .where(Assessment.person_id == reader.me)
        .order_by(Assessment.id, Answer.answered_at)
    )
    rows = [
        (
            reader.taken(taken).title,
            reader.local(taken.started_at),
            reader.local(taken.finished_at),
            *_item(reader.taken(taken), answer),
        )
        for taken, answer in found
    ]
    columns = ("questionnaire", "started", "finished", "question", "answer")
    return reader.table("answers", columns, rows)


def _item(questionnaire: Questionnaire, answer: Answer | None) -> tuple[str, str]:
    """The question and the chosen option, in words."""
    if answer is None:
        return "", ""
    item = next(one for one in questionnaire.items if one.id == answer.item_id)
    labels = {str(option.value): option.label for option in questionnaire.scale_of(item).options}
    if item.type == "choice":
        labels = {option.id: option.text for option in item.options}
    return item.text, labels[answer.option]


async def own_words(reader: Reader) -> Table:
    found = await reader.ctx.db.execute(
        select(Assessment, OpenAnswer)
        .join(OpenAnswer, OpenAnswer.assessment_id == Assessment.id)
        .where(Assessment.person_id == reader.me)
        .order_by(Assessment.id, OpenAnswer.answered_at)
    )
    rows = []
    for taken, answer in found:
        questions = {item.id: item.text for item in reader.taken(taken).followup}
        rows.append(
            (reader.taken(taken).title, reader.local(answer.answered_at), questions[answer.item_id],
             answer.text)
        )  # fmt: skip
    return reader.table("own-words", ("questionnaire", "when", "question", "answer"), rows)


async def scores(reader: Reader) -> Table:
    found = await reader.ctx.db.execute(
        select(Assessment, Score)
        .join(Score, Score.assessment_id == Assessment.id)
        .where(Assessment.person_id == reader.me)
        .order_by(Assessment.id, Score.is_group.desc(), Score.subject)
    )
    rows: list[tuple[Cell, ...]] = []
    shown: set[int] = set()
    for taken, score in found:
        if taken.id not in shown:
            shown.add(taken.id)
            rows.append(_score(reader, taken, reader.say("sheet-total"), taken.percent, taken.level))
        rows.append(_score(reader, taken, reader.subject(taken, score.subject), score.percent, score.level))
    return reader.table("scores", ("questionnaire", "finished", "competency", "percent", "level"), rows)


def _score(
    reader: Reader, taken: Assessment, subject: str, percent: int | None, level: str | None
) -> tuple[Cell, ...]:
    questionnaire = reader.taken(taken)
    titles = {one.code: one.title for one in questionnaire.scoring.levels}
    return (
        questionnaire.title,
        reader.local(taken.finished_at),
        subject,
        percent,
        titles.get(level or "", ""),
    )


async def sharings(reader: Reader) -> Table:
    found = await reader.ctx.db.execute(
        select(Assessment, Sharing, Person)
        .join(Sharing, Sharing.assessment_id == Assessment.id)
        .join(Person, Person.id == Sharing.viewer_id)
        .where(Assessment.person_id == reader.me)
        .order_by(Sharing.id)
    )
    rows = [
        (
            reader.taken(taken).title,
            viewer.full_name,
            reader.local(sharing.opened_at),
            reader.local(sharing.closed_at),
        )
        for taken, sharing, viewer in found
    ]
    return reader.table("sharings", ("questionnaire", "viewer", "opened", "closed"), rows)


async def external_results(reader: Reader) -> Table:
    found = await reader.ctx.db.scalars(
        select(ExternalResult).where(ExternalResult.person_id == reader.me).order_by(ExternalResult.id)
    )
    rows = [
        (
            reader.say("sheet-source", source=one.source),
            one.taken_on,
            reader.file(one.file_kind),
            one.file_name or "",
            reader.local(one.submitted_at),
            reader.status("external", one.status),
            one.reason,
        )
        for one in found
    ]
    columns = ("source", "taken-on", "kind", "file", "submitted", "status", "reason")
    return reader.table("external-results", columns, rows)


async def skill_views(reader: Reader) -> Table:
    """Views of the person's skills by others, and the person's views of others' skills."""
    author, seen = aliased(Person), aliased(Person)
    found = await reader.ctx.db.execute(
        select(SkillView, SkillMark, author, seen)
        .outerjoin(SkillMark, SkillMark.view_id == SkillView.id)
        .join(author, author.id == SkillView.author_id)
        .join(seen, seen.id == SkillView.person_id)
        .where(or_(author.id == reader.me, (seen.id == reader.me) & SkillView.finished_at.is_not(None)))
        .order_by(SkillView.id)
    )
    rows = [
        (
            view.observed_on,
            reader.author(viewer),
            reader.author(teacher),
            reader.say("sheet-view-kind", kind=view.kind),
            reader.competency(mark.competency) if mark else "",
            mark.value if mark else None,
            view.comment,
        )
        for view, mark, viewer, teacher in found
    ]
    columns = ("when", "observer", "of-whom", "kind", "competency", "mark", "comment")
    return reader.table("skill-views", columns, rows)
