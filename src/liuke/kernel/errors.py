"""Typed errors: a stable code, an HTTP status, what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input.

    Args:
        path: Where, as a dotted path from the root of the input (``tiers.ladder.1.id``); empty for the whole.
        code: Stable machine-readable code in kebab case.
        message: What is wrong, for a person.
        fix: What to do about it; empty when the message says it already.
    """

    path: str
    code: str
    message: str
    fix: str = ""

    def render(self) -> str:
        """One line for a terminal."""
        where = f"{self.path}: " if self.path else ""
        advice = f" ({self.fix})" if self.fix else ""
        return f"{where}{self.message} [{self.code}]{advice}"


class LiukeError(Exception):
    """Base of every error that a caller may meet; maps to one RFC 9457 problem document.

    Subclasses set ``code``, ``status`` and ``title``; an instance adds the detail, all faults at once,
    and what to do.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, detail: str = "", *, fix: str = "", faults: Sequence[Fault] = (), **extra: Any) -> None:
        self.detail = detail
        self.fix = fix
        self.faults = tuple(faults)
        self.extra = extra
        super().__init__(detail)

    def __str__(self) -> str:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        """The rendered text; made when somebody reads it, since a refusal is often only counted."""
        return self.render()

    def render(self) -> str:
        """Text for a terminal: title, detail, each fault on a line of its own, and the fix."""
        lines = [f"{self.title}: {self.detail}" if self.detail else self.title]
        lines += [f"  - {fault.render()}" for fault in self.faults]
        if self.fix:
            lines.append(f"  → {self.fix}")
        return "\n".join(lines)

    def as_problem(self) -> dict[str, Any]:
        """Return the problem document (RFC 9457) as plain data."""
        problem: dict[str, Any] = {
            "type": f"https://liuke.dev/problems/{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
        }
        if self.detail:
            problem["detail"] = self.detail
        if self.fix:
            problem["fix"] = self.fix
        if self.faults:
            problem["faults"] = [
                {"path": f.path, "code": f.code, "message": f.message, "fix": f.fix} for f in self.faults
            ]
        problem.update({name: value for name, value in self.extra.items() if name not in problem})
        return problem


class InvalidInput(LiukeError):
    """The input is wrong; ``faults`` names every wrong place."""

    code = "invalid-input"
    status = 422
    title = "The input is not valid"


class NotFound(LiukeError):
    """What was named does not exist for this tenant."""

    code = "not-found"
    status = 404
    title = "Not found"


class NotAvailable(LiukeError):
    """This installation or release lacks a part that was asked for."""

    code = "not-available"
    status = 501
    title = "This part is not available"


class Conflict(LiukeError):
    """The request contradicts what is already there."""

    code = "conflict"
    status = 409
    title = "The request conflicts with what is recorded"


_OTHER_KEY = "send exactly what was sent first to have its answer again; for something else take a new key"


class KeyReused(Conflict):
    """An idempotency key came again with another input."""

    code = "idempotency-key-reused"
    title = "This idempotency key was used with another input"

    def __init__(self, detail: str = "", *, fix: str = "", **extra: Any) -> None:
        super().__init__(detail, fix=fix or _OTHER_KEY, **extra)


class Refused(LiukeError):
    """A business rule says no; nothing was changed. ``reason`` is the stable code of the rule."""

    code = "refused"
    status = 409
    title = "The request was refused and nothing was changed"

    def __init__(self, reason: str, detail: str = "", *, fix: str = "", **extra: Any) -> None:
        self.reason = reason
        self.clean = False
        """Whether the rule said no before anything was folded into the state."""
        super().__init__(detail or reason, fix=fix, reason=reason, **extra)


def name_error(error: LiukeError) -> str:
    """What went wrong as stable codes: ``not-found``, of a refusal with its reason: ``refused:too-late``."""
    return f"{error.code}:{error.reason}" if isinstance(error, Refused) else error.code


def record_error(error: LiukeError) -> str:
    """What is stored of an error that somebody reads later: its codes on the first line, its text below."""
    return f"{name_error(error)}\n{error.render()}"
