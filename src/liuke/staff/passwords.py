"""Passwords: rules, Argon2id hashes, and comparing in the same time whether or not there is an account.

Hashing takes 64 MiB and some 50 ms of a core on purpose, so it runs beside the event loop, and only two at a time in a
process: many who try at once wait, while events go on.
"""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from liuke.kernel.errors import Fault

MIN_LENGTH = 10
MAX_LENGTH = 200
_AT_ONCE = 2
_hasher = PasswordHasher()
"""Argon2id with RFC 9106's second recommendation: 64 MiB, 3 passes, 4 lanes."""


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="passwords")


@cache
def _hash_of_nothing() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


def find_password_faults(password: str, email: str, *, path: str = "password") -> list[Fault]:
    """What is wrong with a new password.

    Args:
        password: As typed.
        email: Of the account; neither it nor what stands before its @ may be the password.
        path: Of the field.
    """
    faults = list[Fault]()
    if len(password) < MIN_LENGTH:
        faults.append(Fault(path, "too-short", f"has {len(password)} characters", f"use {MIN_LENGTH} or more"))
    if len(password) > MAX_LENGTH:
        faults.append(Fault(path, "too-long", f"has {len(password)} characters", f"use {MAX_LENGTH} at most"))
    folded = password.strip().casefold()
    if folded and folded in {email.casefold(), email.casefold().partition("@")[0]}:
        faults.append(Fault(path, "is-the-email", "is the e-mail address", "choose something nobody can guess"))
    if password and len(set(password)) < 4:
        faults.append(Fault(path, "too-plain", "repeats the same few characters", "choose something longer to guess"))
    return faults


def draw_password() -> str:
    """A new random password of 20 characters (120 bits)."""
    return secrets.token_urlsafe(15)


async def hash_password(password: str) -> str:
    """The Argon2id hash, with its own salt and parameters."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), _hasher.hash, password)


async def check_password(password_hash: str | None, password: str) -> bool:
    """Whether it is the password; without an account (``None``) it takes as long and is never right."""
    return await asyncio.get_running_loop().run_in_executor(_threads(), _check, password_hash, password)


def _check(password_hash: str | None, password: str) -> bool:
    try:
        right = _hasher.verify(password_hash if password_hash is not None else _hash_of_nothing(), password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
    return right and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)
