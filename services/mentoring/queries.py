"""What screens read about mentoring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from services.context import Context
from services.conversations.models import Conversation
from services.mentoring.models import MentorPair
from services.mentoring.rules import is_working
from services.people.models import Person
from services.people.queries import PersonView, views_of


@dataclass(frozen=True, slots=True)
class MentorCard:
    """A mentor of the acting person: kind of pair, its first day, titles of the competencies worked on."""

    mentor: PersonView
    kind: str
    since: date | None
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MenteeLine:
    """A mentee of the acting person. `waits` tells that a question waits for an answer in `conversation_id`.

    Where none waits, `conversation_id` is the last conversation with the mentee, if any.
    """

    mentee: PersonView
    conversation_id: int | None
    waits: bool


@dataclass(frozen=True, slots=True)
class MyMentoring:
    """A person's mentors and mentees; both may be empty."""

    mentors: tuple[MentorCard, ...]
    mentees: tuple[MenteeLine, ...]


async def mentors_of(ctx: Context, person_id: int) -> list[int]:
    """Ids of the people who mentor a person in working pairs, the oldest pair first.

    One statement inside the caller's transaction. Archived people mentor nobody.
    """
    found = await ctx.db.scalars(
        select(MentorPair.mentor_id)
        .join(Person, Person.id == MentorPair.mentor_id)
        .where(
            MentorPair.mentee_id == person_id,
            MentorPair.mentor_id != person_id,
            is_working(),
            Person.archived_at.is_(None),
        )
        .order_by(MentorPair.id)
    )
    return list(found)


def mentees_of(person_id: int) -> Select[int]:
    """A SELECT of the ids of the people whom a person mentors in working pairs."""
    return select(MentorPair.mentee_id).where(MentorPair.mentor_id == person_id, is_working())


async def my_mentoring(ctx: Context) -> MyMentoring:
    """The acting person's mentors and mentees in working pairs; mentees who wait for an answer come first."""
    me = ctx.me.person_id
    async with ctx.transaction() as db:
        # Two statements, so that each uses its index.
        mentors = (await db.scalars(_pairs(MentorPair.mentor_id, MentorPair.mentee_id == me))).all()
        mentees = (await db.scalars(_pairs(MentorPair.mentee_id, MentorPair.mentor_id == me))).all()
        mentee_ids = [pair.mentee_id for pair in mentees]
        people = await views_of(ctx, [*(pair.mentor_id for pair in mentors), *mentee_ids])
        talks = await db.execute(
            select(Conversation.asker_id, Conversation.id, Conversation.status)
            .where(Conversation.answerer_id == me, Conversation.asker_id.in_(mentee_ids))
            .order_by(Conversation.id)
        )
        last: dict[int, tuple[int, bool]] = {}
        for asker_id, conversation_id, status in talks:
            waits = status == "open"
            if waits or not last.get(asker_id, (0, False))[1]:
                last[asker_id] = (conversation_id, waits)
    lines = [MenteeLine(people[one], *last.get(one, (None, False))) for one in mentee_ids]
    return MyMentoring(
        mentors=tuple(_card(ctx, pair, people[pair.mentor_id]) for pair in mentors),
        mentees=tuple(sorted(lines, key=lambda line: (not line.waits, line.mentee.full_name))),
    )


def _pairs(other: InstrumentedAttribute[int], condition: ColumnElement[bool]) -> Select[MentorPair]:
    """Working pairs that meet the condition and whose person in the column `other` is not archived."""
    return (
        select(MentorPair)
        .join(Person, Person.id == other)
        .where(condition, is_working(), Person.archived_at.is_(None))
        .order_by(MentorPair.id)
    )


def _card(ctx: Context, pair: MentorPair, mentor: PersonView) -> MentorCard:
    kinds = {kind.code: kind.button or kind.title for kind in ctx.content.mentoring.kinds}
    competencies = ctx.content.competencies
    return MentorCard(
        mentor=mentor,
        kind=kinds.get(pair.kind, ""),
        since=pair.started,
        goals=tuple(competencies[code].title for code in pair.goal_competencies if code in competencies),
    )
