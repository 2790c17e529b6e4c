"""``liuke people``: who may use a merchant's console."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import typer

from liuke.cli.platform import name_actor, run_on_platform
from liuke.cli.terminal import (
    AsJson,
    AskedLocale,
    describe,
    get_settings,
    make_group,
    print_json,
    print_line,
    print_table,
    show_time,
)
from liuke.http.scopes import ROLES
from liuke.kernel.text import Locale, text
from liuke.settings import Settings
from liuke.staff.passwords import draw_password
from liuke.staff.service import MadePerson, People, PersonChange
from liuke.staff.store import Person

Result = TypeVar("Result")
Email = Annotated[str, typer.Argument(help="E-mail address of the account.", metavar="EMAIL")]
FromInput = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input instead of drawing one.")
]
PAGE = 200

app = make_group(
    describe(
        "People who may log in to the console, and their roles. The first owner is made here.",
        "liuke people add anna@example.com --role owner",
        "liuke people list",
        "liuke people reset anna@example.com",
    )
)


def _with_people(settings: Settings, work: Callable[[People], Awaitable[Result]]) -> Result:
    return run_on_platform(settings, lambda platform: work(People(platform.pool, platform.tenant_id, ROLES)))


def _plain(person: Person, password: str = "") -> dict[str, Any]:
    shown = {
        "person_id": str(person.person_id), "email": person.email, "name": person.name, "role": person.role,
        "active": person.disabled_us is None, "created_us": person.created_us, "created_by": person.created_by,
        "last_seen_us": person.last_seen_us,
    }  # fmt: skip
    return {**shown, "password": password} if password else shown


def print_password(made: MadePerson, locale: Locale) -> None:
    """Address and drawn password, which is shown this once."""
    say = text("请立即保存密码：它只显示这一次", "save the password now: it is shown only once")
    print_line(f"{made.person.email}  {made.password}")
    print_line(say.get(locale))


def _read_password(*, from_input: bool) -> str:
    return sys.stdin.readline().rstrip("\r\n") if from_input else ""


@app.command(
    help=describe(
        "Add a person. A password is drawn and shown once, unless one comes on standard input. "
        f"Roles: {', '.join(ROLES)}.",
        "liuke people add anna@example.com --role owner",
        "echo 'a long sentence' | liuke people add bo@example.com --role clerk --name 'Bo' --password-stdin",
    )
)
def add(
    email: Email,
    role: Annotated[str, typer.Option("--role", help="What the person may do.")],
    name: Annotated[str, typer.Option("--name", help="As others see it.")] = "",
    password_stdin: FromInput = False,
    as_json: AsJson = False,
    locale: AskedLocale = "",
) -> None:
    """Add a person."""
    settings = get_settings(locale)
    password = _read_password(from_input=password_stdin)
    made = _with_people(
        settings, lambda people: people.add(email=email, name=name, role=role, actor=name_actor(), password=password)
    )
    if as_json:
        print_json(_plain(made.person, made.password))
    elif made.password:
        print_password(made, settings.locale)
    else:
        print_line(made.person.email)


@app.command("list", help=describe("List people.", "liuke people list", "liuke people list --json"))
def list_all(as_json: AsJson = False, locale: AskedLocale = "") -> None:
    """List people."""
    settings = get_settings(locale)

    async def read(people: People) -> list[Person]:
        found = await people.list_page(limit=PAGE)
        while len(found) % PAGE == 0 and found:
            more = await people.list_page(after=found[-1].person_id, limit=PAGE)
            if not more:
                break
            found += more
        return found

    found = _with_people(settings, read)
    if as_json:
        print_json([_plain(person) for person in found])
        return
    rows = [
        (person.email, person.name, ROLES[person.role][0].get(settings.locale),
         "✓" if person.disabled_us is None else "✗", show_time(person.created_us), show_time(person.last_seen_us or 0))
        for person in found
    ]  # fmt: skip
    print_table("", ("e-mail", "name", "role", "active", "added", "last seen"), rows)


@app.command(
    help=describe(
        "Give a person another password, which is drawn and shown once, and end their sessions. "
        "An account that was shut stays shut unless --activate is given.",
        "liuke people reset anna@example.com",
        "liuke people reset anna@example.com --activate",
    )
)
def reset(
    email: Email,
    activate: Annotated[bool, typer.Option("--activate", help="Open the account again.")] = False,
    password_stdin: FromInput = False,
    as_json: AsJson = False,
    locale: AskedLocale = "",
) -> None:
    """Reset a password."""
    settings = get_settings(locale)
    given = _read_password(from_input=password_stdin)
    drawn = "" if password_stdin else draw_password()

    async def change(people: People) -> Person:
        found = await people.get_by_email(email)
        wanted = PersonChange(password=given or drawn, active=True if activate else None)
        return await people.change(found.person_id, wanted, actor=name_actor())

    person = _with_people(settings, change)
    if as_json:
        print_json(_plain(person, drawn))
    elif drawn:
        print_password(MadePerson(person, drawn), settings.locale)
    else:
        print_line(person.email)
