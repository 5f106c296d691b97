"""Tables of the person: profile, consents, pairs, conversations, events, messages of the bot, themes."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from services.conversations.models import Conversation, ConversationMessage
from services.events.models import Event, Registration
from services.events.rules import REGISTERED
from services.mentoring.models import MentorPair
from services.outbox import Delivery
from services.people.models import Account, Consent, Person
from services.people.my_data.reader import Reader
from services.people.my_data.route_tables import title_of_mine
from services.people.queries import my_profile
from services.routes.models import Route, RouteStep
from services.self_education.models import Theme, ThemeStage
from services.spreadsheets.writing import Cell, Table


async def profile(reader: Reader) -> Table:
    profile = await my_profile(reader.ctx)
    db = reader.ctx.db
    me = await db.get_one(Person, reader.me)
    accounts = await db.scalars(select(Account).where(Account.person_id == me.id).order_by(Account.id))
    told: dict[str, Cell] = {
        "name": profile.person.full_name,
        "unit": profile.person.unit,
        "position": profile.person.position,
        "roles": ", ".join(profile.roles),
        "subjects": ", ".join(profile.subjects),
        "birth-date": profile.birth_date,
        "teaching-since": profile.teaching_since,
        "category": profile.category,
        "attestation": me.attestation_on,
        "phone": profile.phone,
        "number": me.personnel_number,
        "joined": profile.joined_at,
        "account": ", ".join(f"{one.channel} {one.chat_id}" for one in accounts),
    }
    rows = [(reader.say(f"sheet-column-{key}"), value) for key, value in told.items()]
    return reader.table("profile", ("what", "value"), rows)


async def consents(reader: Reader) -> Table:
    found = await reader.ctx.db.scalars(
        select(Consent).where(Consent.person_id == reader.me).order_by(Consent.id)
    )
    rows = [(one.version, reader.local(one.given_at), reader.local(one.withdrawn_at)) for one in found]
    return reader.table("consents", ("version", "given", "withdrawn"), rows)


async def pairs(reader: Reader) -> Table:
    mentor, mentee = aliased(Person), aliased(Person)
    found = await reader.ctx.db.execute(
        select(MentorPair, mentor, mentee)
        .join(mentor, mentor.id == MentorPair.mentor_id)
        .join(mentee, mentee.id == MentorPair.mentee_id)
        .where(or_(mentor.id == reader.me, mentee.id == reader.me))
        .order_by(MentorPair.id)
    )
    pack = reader.ctx.content.mentoring
    titles = {one.code: one.title for one in (*pack.forms, *pack.kinds)}
    rows = [
        (
            reader.author(guide),
            reader.author(guided),
            titles.get(pair.form, pair.form),
            titles.get(pair.kind, pair.kind),
            reader.status("pair", pair.status),
            pair.started,
            pair.ended,
            ", ".join(reader.competency(code) for code in pair.goal_competencies),
        )
        for pair, guide, guided in found
    ]
    columns = (
        "mentor", "mentee", "pair-form", "pair-kind", "status", "pair-started", "pair-ended", "goals",
    )  # fmt: skip
    return reader.table("pairs", columns, rows)


async def conversations(reader: Reader) -> Table:
    asker, answerer = aliased(Person), aliased(Person)
    found = await reader.ctx.db.execute(
        select(Conversation, ConversationMessage, asker, answerer, title_of_mine(reader))
        .join(ConversationMessage, ConversationMessage.conversation_id == Conversation.id)
        .join(asker, asker.id == Conversation.asker_id)
        .join(answerer, answerer.id == Conversation.answerer_id)
        .outerjoin(RouteStep, RouteStep.id == Conversation.step_id)
        .outerjoin(Route, Route.id == RouteStep.route_id)
        .where(or_(asker.id == reader.me, answerer.id == reader.me))
        .order_by(Conversation.id, ConversationMessage.id)
    )
    topics = {topic.code: topic.title for topic in reader.ctx.content.mentoring.request_topics}
    rows = []
    for talk, message, first, second, step in found:
        author, other = (first, second) if message.author_id == first.id else (second, first)
        topic = topics.get(talk.topic or "") or reader.competency(talk.topic or "")
        rows.append(
            (reader.local(message.at), reader.author(author), reader.author(other),
             topic, step, message.text, reader.file(message.file_kind))
        )  # fmt: skip
    return reader.table("conversations", ("when", "from", "to", "topic", "step", "text", "file"), rows)


async def events(reader: Reader) -> Table:
    found = await reader.ctx.db.execute(
        select(Registration, Event)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.person_id == reader.me)
        .order_by(Event.starts_at)
    )
    rows = [
        (
            event.title,
            reader.local(event.starts_at),
            # Only people with a place see an online event's link, here and on its card.
            event.place if not event.online or registration.status == REGISTERED else "",
            reader.local(registration.registered_at),
            reader.status("registration", registration.status),
        )
        for registration, event in found
    ]
    return reader.table("events", ("event", "starts", "place", "registered", "status"), rows)


async def deliveries(reader: Reader) -> Table:
    found = await reader.ctx.db.execute(
        select(Delivery.kind, Delivery.created_at, Delivery.sent_at)
        .where(Delivery.person_id == reader.me)
        .order_by(Delivery.id)
    )
    rows = [
        (reader.say("sheet-message", kind=kind), reader.local(created), reader.local(sent))
        for kind, created, sent in found
    ]
    return reader.table("messages", ("message", "created", "sent"), rows)


async def themes(reader: Reader) -> Table:
    """Themes of self-education and what was done at their stages."""
    found = await reader.ctx.db.execute(
        select(Theme, ThemeStage)
        .outerjoin(ThemeStage, ThemeStage.theme_id == Theme.id)
        .where(Theme.person_id == reader.me)
        .order_by(Theme.id, ThemeStage.id)
    )
    titles = {stage.code: stage.title for stage in reader.ctx.content.self_education.stages}
    rows = [
        (
            theme.title,
            theme.begun_on,
            theme.ended_on,
            titles.get(done.stage, done.stage) if done else "",
            reader.local(done.done_at) if done else None,
            done.words if done else "",
        )
        for theme, done in found
    ]
    return reader.table("themes", ("topic", "started", "finished", "stage", "when", "text"), rows)
