"""The fictional people of `content/demo_people.yaml` and `events.yaml`, put into an empty database."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from services.assessments import rules as assessment_rules
from services.assessments.actions import score_rows
from services.assessments.models import Answer, Assessment, Sharing
from services.content import Item, Questionnaire
from services.context import Context
from services.conversations.models import Conversation, ConversationMessage
from services.events.models import Event
from services.mentoring.models import MentorPair
from services.mentoring.rules import is_working
from services.people.actions import add_unit
from services.people.models import Account, Consent, OrgUnit, Person, RoleGrant
from services.roles import Role
from services.routes import rules as route_rules
from services.routes.actions import step_rows
from services.routes.models import Route

SEED = 2026
# They are in the staff list and come in by their phone, so that a newcomer can see how that looks.
NOT_JOINED = frozenset({"p21", "p29"})
UNIT_ROLES_ABOVE_OWN = {
    Role.MUNICIPAL_METHODIST: "municipality",
    Role.REGIONAL_METHODIST: "region",
    Role.OFFICE: "municipality",
    Role.ADMIN: "municipality",
}


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A demo person as the sandbox needs them."""

    code: str
    person_id: int
    chat_id: int
    first_name: str
    last_name: str
    phone: str
    title: str
    joined: bool


def chat_id_of(code: str) -> int:
    """`p09` -> 100009: the same in every database."""
    return 100_000 + int(code.removeprefix("p"))


def phone_of(code: str) -> str:
    """A number from the range that belongs to nobody."""
    return f"+79000000{int(code.removeprefix('p')):03d}"


@dataclass
class _Town:
    ctx: Context
    content: dict[str, Any]
    random: random.Random
    units: dict[str, OrgUnit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def days_ago(self, least: int, most: int) -> datetime:
        return self.ctx.now - timedelta(
            days=self.random.randint(least, most), minutes=self.random.randint(0, 400)
        )


async def plant(ctx: Context, *, history: bool = True) -> None:
    """Fill an empty database with the demo people; with `history` also with what they have done so far.

    A database that has people is left alone.
    """
    async with ctx.transaction() as db:
        if await db.scalar(select(Person.id).limit(1)) is not None:
            return
        town = _Town(ctx, ctx.content.read("demo_people"), random.Random(SEED))  # noqa: S311 (demo data)
        await _plant_units(town)
        await _plant_people(town)
        _plant_pairs(town)
        if not history:
            return
        for described in town.content["people"]:
            if described.get("demo", {}).get("assessed"):
                await _plant_assessment(town, described)
        await _plant_questions(town)
        await _plant_events(town)


async def everyone(ctx: Context) -> list[DemoPerson]:
    """The demo people, in the order of the content file."""
    async with ctx.transaction() as db:
        rows = await db.execute(
            select(Account.chat_id, Person.id, Person.phone).outerjoin_from(
                Person, Account, Account.person_id == Person.id
            )
        )
        by_phone = {phone: (person_id, chat_id) for chat_id, person_id, phone in rows}
    described = ctx.content.read("demo_people")
    schools = {unit["code"]: unit["short"] for unit in described["organizations"]}
    return [
        DemoPerson(
            code=one["code"],
            person_id=by_phone.get(phone_of(one["code"]), (0, None))[0],
            chat_id=chat_id_of(one["code"]),
            first_name=one["first_name"],
            last_name=one["last_name"],
            phone=phone_of(one["code"]),
            title=f"{one['position']}, {schools[one['organization']]}",
            joined=by_phone.get(phone_of(one["code"]), (0, None))[1] is not None,
        )
        for one in described["people"]
    ]


async def _plant_units(town: _Town) -> None:
    region = town.content["regions"][0]
    municipality = town.content["municipalities"][0]
    town.units["region"] = await add_unit(town.ctx, kind="region", title=region["title"], parent=None)
    town.units["municipality"] = await add_unit(
        town.ctx, kind="municipality", title=municipality["title"], parent=town.units["region"]
    )
    for one in town.content["organizations"]:
        parent = town.units["municipality" if "municipality" in one else "region"]
        town.units[one["code"]] = await add_unit(
            town.ctx, kind=one["kind"], title=one["title"], short=one["short"], parent=parent
        )


async def _plant_people(town: _Town) -> None:
    consent = town.ctx.content.consent
    categories = town.content["categories"]
    for one in town.content["people"]:
        code = one["code"]
        person = Person(
            unit_id=town.units[one["organization"]].id,
            last_name=one["last_name"],
            first_name=one["first_name"],
            middle_name=one["middle_name"],
            position=one["position"],
            subjects=one["subjects"],
            birth_date=date(one["birth_year"], 5, 15),
            teaching_since=date(one["teaching_since"], 9, 1),
            category=categories[one["category"]],
            phone=phone_of(code),
            personnel_number=code,
            created_at=town.ctx.now,
        )
        town.people[code] = person
        town.ctx.db.add(person)
    await town.ctx.db.flush()
    for one in town.content["people"]:
        person = town.people[one["code"]]
        for name in one["roles"]:
            if name not in set(Role):
                continue  # young specialist is computed, not granted
            unit = town.units[UNIT_ROLES_ABOVE_OWN.get(Role(name), one["organization"])]
            town.ctx.db.add(RoleGrant(person_id=person.id, role=name, unit_id=unit.id))
        if one["code"] in NOT_JOINED:
            continue
        joined_at = town.days_ago(60, 80)
        town.ctx.db.add_all(
            [
                Account(
                    person_id=person.id,
                    channel=town.ctx.channel,
                    chat_id=chat_id_of(one["code"]),
                    created_at=joined_at,
                ),
                Consent(
                    person_id=person.id,
                    version=consent.version,
                    text_hash=hashlib.sha256(consent.text.encode()).hexdigest(),
                    given_at=joined_at,
                ),
            ]
        )


def _plant_pairs(town: _Town) -> None:
    for one in town.content["mentor_pairs"]:
        started = one.get("started")
        agreed = datetime.combine(started, time(9), UTC) if started else None
        town.ctx.db.add(
            MentorPair(
                mentor_id=town.people[one["mentor"]].id,
                mentee_id=town.people[one["mentee"]].id,
                curator_id=town.people[one["curator"]].id,
                form=one["form"],
                kind=one["kind"],
                status=one["status"],
                started=started,
                ended=one.get("finished"),
                goal_competencies=one["goal_competencies"],
                mentor_consented_at=agreed,
                mentee_consented_at=agreed,
            )
        )


async def _plant_assessment(town: _Town, described: dict[str, Any]) -> None:
    person = town.people[described["code"]]
    code = "teacher_full" if "teacher" in described["roles"] else "leader_team"
    questionnaire = town.ctx.content.questionnaires[code]
    finished = town.days_ago(20, 50)
    assessment = Assessment(
        person_id=person.id,
        questionnaire=code,
        version=questionnaire.version,
        started_at=finished - timedelta(minutes=9),
        finished_at=finished,
    )
    town.ctx.db.add(assessment)
    await town.ctx.db.flush()
    answers = {
        item.id: _answer(town, questionnaire, item, described["profile"]) for item in questionnaire.items
    }
    town.ctx.db.add_all(
        Answer(assessment_id=assessment.id, item_id=item, option=option, answered_at=finished)
        for item, option in answers.items()
    )
    scores = assessment_rules.score(questionnaire, town.ctx.content.competencies, answers)
    town.ctx.db.add_all(score_rows(assessment.id, scores))
    overall = assessment_rules.total(questionnaire, answers)
    assessment.percent, assessment.level = overall.percent, overall.level
    status = described["demo"].get("route")
    if status:
        await _plant_route(town, person, assessment, questionnaire, scores, status)


def _answer(town: _Town, questionnaire: Questionnaire, item: Item, profile: dict[str, list[str]]) -> str:
    if item.competency in profile["weak"]:
        wanted = town.random.choice((0, 1, 1))
    elif item.competency in profile["strong"]:
        wanted = 3
    else:
        wanted = town.random.choice((2, 2, 3))
    return min(
        assessment_rules.option_codes(questionnaire, item),
        key=lambda option: abs(
            assessment_rules.points(item, option, questionnaire.scoring.max_value) - wanted
        ),
    )


async def _methodist_of(town: _Town, person: Person) -> Person:
    unit = next(unit for unit in town.units.values() if unit.id == person.unit_id)
    for one in town.content["people"]:
        methodist = town.people[one["code"]]
        if "school_methodist" in one["roles"] and methodist.unit_id == unit.id and methodist is not person:
            return methodist
    return town.people["p03"]


async def _plant_route(
    town: _Town,
    person: Person,
    assessment: Assessment,
    questionnaire: Questionnaire,
    scores: Iterable[assessment_rules.SubjectScore],
    status: str,
) -> None:
    content = town.ctx.content
    deficits = assessment_rules.deficits(scores, questionnaire.scoring, content.competencies)
    today = town.ctx.now.astimezone(town.ctx.policy.zone).date()
    # Long enough ago for the first steps to be done, so that the next deadline is near.
    starts = today - timedelta(days=0 if status == "on_review" else 18)
    planned = route_rules.assemble(deficits, content.catalog, starts, content.calendar)
    methodist = await _methodist_of(town, person)
    agreed = status != "on_review"
    route = Route(
        person_id=person.id,
        assessment_id=assessment.id,
        starts=starts,
        ends=max(one.due for one in planned),
        status=status,
        methodist_id=methodist.id,
        approved_by_id=methodist.id if agreed else None,
        approved_at=town.ctx.now - timedelta(days=17) if agreed else None,
        created_at=town.ctx.now - timedelta(days=18),
    )
    town.ctx.db.add(route)
    town.ctx.db.add(Sharing(assessment_id=assessment.id, viewer_id=methodist.id, opened_at=route.created_at))
    await town.ctx.db.flush()
    steps = step_rows(route.id, planned)
    for step in steps:
        if status == "done" or (status == "in_progress" and step.due <= today):
            step.status = "done"
    town.ctx.db.add_all(steps)


async def _plant_questions(town: _Town) -> None:
    topics = {topic.code: topic for topic in town.ctx.content.mentoring.request_topics}
    for number, one in enumerate(town.content["mentor_requests"]):
        asker = town.people[one["from"]]
        answerer = await _mentor_of(town, asker) or await _methodist_of(town, asker)
        asked = town.ctx.now - timedelta(hours=20 + number)
        answered = one["status"] == "answered"
        conversation = Conversation(
            asker_id=asker.id,
            answerer_id=answerer.id,
            topic=topics[one["topic"]].code,
            status="answered" if answered else "open",
            answer_due=asked + timedelta(days=town.ctx.content.mentoring.request_flow.response_days),
            created_at=asked,
        )
        town.ctx.db.add(conversation)
        await town.ctx.db.flush()
        words = [(asker, one["text"], asked)]
        if answered:
            words.append((answerer, one["answer"], asked + timedelta(hours=2)))
        town.ctx.db.add_all(
            ConversationMessage(
                conversation_id=conversation.id,
                author_id=author.id,
                text=text,
                source=f"demo:{conversation.id}:{place}",
                at=at,
            )
            for place, (author, text, at) in enumerate(words)
        )


async def _mentor_of(town: _Town, mentee: Person) -> Person | None:
    return await town.ctx.db.scalar(
        select(Person)
        .join(MentorPair, MentorPair.mentor_id == Person.id)
        .where(MentorPair.mentee_id == mentee.id, is_working())
    )


async def _plant_events(town: _Town) -> None:
    authors = {"school": "p07", "municipal": "p03", "regional": "p01"}
    school_authors = {"sch1": "p07", "sch2": "p18", "sch3": "p27"}
    units = {"municipal": "municipality", "regional": "region"}
    for one in town.ctx.content.read("events")["events"]:
        scope, organization = one["scope"], one["organization"]
        author = school_authors.get(organization, authors[scope]) if scope == "school" else authors[scope]
        starts = _local(town, one["start_day"], one["start_time"])
        town.ctx.db.add(
            Event(
                unit_id=town.units[units.get(scope, organization)].id,
                author_id=town.people[author].id,
                format=one["format"],
                title=one["title"],
                announce=one["announce"],
                place=one["place"],
                online=one["online"],
                starts_at=starts,
                ends_at=starts + timedelta(hours=one["duration_hours"]),
                registration_closes_at=_local(town, one["registration_deadline_day"], "20:00"),
                capacity=one["seats"],
                audience=one["audience"],
                competencies=one["competencies"],
                status="published",
                created_at=town.ctx.now,
            )
        )


def _local(town: _Town, days_ahead: int, clock_time: str) -> datetime:
    """The rule of content/events.yaml: a Sunday moves to Monday."""
    zone = town.ctx.policy.zone
    day = town.ctx.now.astimezone(zone).date() + timedelta(days=days_ahead)
    if day.isoweekday() == 7:
        day += timedelta(days=1)
    return datetime.combine(day, time.fromisoformat(clock_time), zone)
