"""The screens of joining, consent, one's own data and the people in scope. Pure: data in, Screen out."""

from __future__ import annotations

from handlers.listing import choose_unit, confirm, listing
from handlers.menu.buttons import HOME, back_or_home, back_to
from handlers.people import links
from handlers.routes.links import ShowRoute
from handlers.screen import BLANK, Button, File, Screen
from handlers.skill_views.links import VisitLesson
from handlers.words import Said, Text, Words
from services.content.people import ConsentText
from services.paging import Page
from services.people.actions import Invitation
from services.people.queries import PersonView, Profile, StaffMember, UnitChoice


def welcome() -> Screen:
    """The first screen of a stranger: how to join."""
    return Screen([Words("join-welcome"), BLANK, Words("join-how")], phone_key=Words("join-share-phone"))


def key_received() -> Screen:
    """The phone number was found. Removes the reply keyboard before consent is asked for."""
    return Screen([Words("join-phone-found")], hide_keys=True)


def consent(invitation: Invitation, text: ConsentText) -> Screen:
    """The text of the consent, in its own message."""
    greeting = Words("join-hello-unit", unit=invitation.unit)
    if invitation.person:
        greeting = Words("join-hello-person", name=invitation.person, unit=invitation.unit)
    return Screen(
        [greeting, BLANK, Said(text.text)],
        [
            [Button(Words("join-agree"), links.GiveConsent(code=invitation.code))],
            [Button(Words("join-refuse"), links.RefuseConsent())],
        ],
    )


def refused() -> Screen:
    """Consent was refused: nothing is stored, and the person may still join later."""
    return Screen([Words("join-refused")])


def ask_name(current: str) -> Screen:
    """Asks a person who joined by the link of a unit for their name."""
    return Screen([Words("join-ask-name", current=current)])


def my_data(profile: Profile) -> Screen:
    """The data stored about me."""
    lines: list[Text] = [
        Words("mydata-title"),
        BLANK,
        Words("mydata-name", name=profile.person.full_name),
        Words("mydata-work", position=profile.person.position or "—", unit=profile.person.unit),
        Words("mydata-roles", roles=", ".join(profile.roles) or "—"),
        Words("mydata-phone", phone=profile.phone or "—"),
    ]
    if profile.consented_at:
        lines.append(Words("mydata-consent", day=profile.consented_at.date()))
    return Screen(
        lines,
        [
            [Button(Words("mydata-correct"), links.CorrectMyData())],
            [Button(Words("mydata-export"), links.ExportMyData())],
            [Button(Words("mydata-delete"), links.DeleteMyData())],
            [HOME],
        ],
    )


def export(data: bytes, file_name: str) -> Screen:
    """The file with all data about the person."""
    return Screen(
        [Words("mydata-export-ready")],
        [back_or_home(links.MyData())],
        file=File("document", data=data, name=file_name),
    )


def ask_correction() -> Screen:
    """Asks what is wrong in the data."""
    return Screen([Words("mydata-correct-ask")], [[back_to(links.MyData())]])


def warn_deletion() -> Screen:
    """The warning before all data are deleted."""
    return confirm([Words("mydata-delete-warning")], links.DeleteMyData(sure=True), links.MyData())


def deleted() -> Screen:
    return Screen([Words("mydata-deleted")])


def staff(page: Page[StaffMember]) -> Screen:
    """A page of the people in scope."""
    return listing(
        [Words("people-title", count=page.total), Words("people-legend")],
        page,
        lambda number: links.People(page=number),
        [HOME],
        row=lambda member: Button(
            Words("people-line", name=member.full_name, joined=int(member.joined)),
            links.PersonCard(person_id=member.id),
        ),
        counted=True,
    )


def person_card(
    person: PersonView,
    roles: tuple[str, ...],
    *,
    joined: bool,
    routes: tuple[int | None, int | None],
    may_visit: bool,
) -> Screen:
    """A person in scope; `routes` are the current and the last finished one, if the reader may see them."""
    lines: list[Text] = [
        Words("people-name", name=person.full_name),
        Words("people-work", position=person.position or "—", unit=person.unit),
        Words("people-roles", roles=", ".join(roles) or "—"),
        BLANK,
        Words("people-joined" if joined else "people-not-joined"),
    ]
    invite = [Button(Words("people-invite"), links.InvitePerson(person_id=person.id))]
    rows = [] if joined else [invite]
    rows += [
        [Button(Words(key), ShowRoute(route_id=route_id))]
        for key, route_id in zip(("people-route", "people-past-route"), routes, strict=True)
        if route_id is not None
    ]
    if may_visit:
        rows.append([Button(Words("visit-write-down"), VisitLesson(person_id=person.id))])
    return Screen(lines, [*rows, back_or_home(links.People(page=0))])


def invite_units(page: Page[UnitChoice]) -> Screen:
    """A page of the units whose teachers may be invited."""
    return choose_unit(
        [Words("invite-choose-unit")],
        page,
        lambda unit_id: links.InviteUnit(unit_id=unit_id),
        lambda number: links.InviteUnits(page=number),
        [HOME],
    )
