"""Organisations, people, their accounts, roles, invites and consents."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.content.calendars import USUAL_CALENDAR
from services.db import Base


class OrgUnit(Base):
    """A region, a municipality, a school or a centre. Units form a tree; a `path` is `/1/4/9/`."""

    __tablename__ = "org_units"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("org_units.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(300))
    short_title: Mapped[str] = mapped_column(String(100))
    path: Mapped[str] = mapped_column(String(200), index=True)
    timezone: Mapped[str] = mapped_column(String(64))
    # The code of the unit's school calendar in content/school_calendars/.
    calendar: Mapped[str] = mapped_column(String(50), default=USUAL_CALENDAR, server_default=USUAL_CALENDAR)


class Person(Base):
    """A member of staff, who may have joined the bot or not."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_unit_id_archived_at", "unit_id", "archived_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"))
    last_name: Mapped[str] = mapped_column(String(100))
    first_name: Mapped[str] = mapped_column(String(100))
    middle_name: Mapped[str] = mapped_column(String(100), default="")
    position: Mapped[str] = mapped_column(String(200), default="")
    subjects: Mapped[list[str]] = mapped_column(default=list)
    birth_date: Mapped[date | None]
    teaching_since: Mapped[date | None]
    category: Mapped[str] = mapped_column(String(50), default="")
    # The day of attestation, as the person entered it.
    attestation_on: Mapped[date | None]
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    personnel_number: Mapped[str | None] = mapped_column(String(50))
    locale: Mapped[str] = mapped_column(String(8), default="ru")
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    @property
    def full_name(self) -> str:
        """«Калинина Дарья Олеговна»."""
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)

    @property
    def address(self) -> str:
        """The name by which the bot calls the person: «Дарья Олеговна»."""
        return " ".join(part for part in (self.first_name, self.middle_name) if part)


class Account(Base):
    """A person's chat in a channel. Made only with consent."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("channel", "chat_id"), UniqueConstraint("person_id", "channel"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    channel: Mapped[str] = mapped_column(String(16))
    chat_id: Mapped[int] = mapped_column(BigInteger)
    reachable: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class RoleGrant(Base):
    """A role in a unit; it covers the unit's subtree."""

    __tablename__ = "role_grants"
    __table_args__ = (UniqueConstraint("person_id", "role", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(32), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("org_units.id"))


class Invite(Base):
    """A deep link with which one person, or people of a unit, join. Only the hash of its code is kept."""

    __tablename__ = "invites"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_units.id"))
    role: Mapped[str | None] = mapped_column(String(32))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    uses_left: Mapped[int]
    # Drawn for a visitor who has just proved their own number: only such an invite moves a person to a new
    # chat.
    by_phone: Mapped[bool] = mapped_column(default=False)


class Consent(Base):
    """Consent to personal data processing: which text, when given, when withdrawn."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    version: Mapped[str] = mapped_column(String(16))
    text_hash: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class AuditEntry(Base):
    """An action of a person, and the person it concerned. Details hold no personal results."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    action: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime] = mapped_column(index=True)


class KeptState(Base):
    """What a chat keeps between updates, as `services.kept.Kept` holds it. Early releases named the table."""

    __tablename__ = "form_states"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    state: Mapped[str | None] = mapped_column(String(100))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[datetime]
