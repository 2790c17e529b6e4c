"""Receive webhooks: check the signature (Standard Webhooks, version v1) and read what came."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

PREFIX = "whsec_"
TOLERANCE_SECONDS = 300
_VERSION = "v1"


class WebhookRejected(Exception):
    """What came is not to be trusted; answer 400 and do nothing.

    Attributes:
        code: ``header-missing``, ``time-not-readable``, ``too-old``, ``too-new``, ``wrong-signature``,
            ``not-readable``.
    """

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"{words} [{code}]")
        self.code = code


class Webhook(msgspec.Struct, frozen=True):
    """A fact that came.

    Args:
        id: The same at every attempt: keep those you have had, and do each once.
        type: Of the fact, as ``tier.upgraded``.
        occurred_us: When, in UTC microseconds.
        member_id: Whose.
        schema_version: Of ``data``.
        data: The fact.
        external_ids: The member's names as ``namespace:external_id``.
        test: Whether it is a test member's: pass it over in what is counted, paid or sent.
    """

    id: str
    type: str
    occurred_us: int = 0
    member_id: str = ""
    schema_version: int = 1
    data: dict[str, Any] = {}
    external_ids: list[str] = []
    test: bool = False


def verify_webhook(
    body: bytes,
    headers: Mapping[str, str],
    secrets: str | Iterable[str],
    *,
    tolerance_seconds: int = TOLERANCE_SECONDS,
    now: float | None = None,
) -> Webhook:
    """The fact, once its signature and its time have proven good.

    Args:
        body: Exactly as received, before any parsing.
        headers: Of the request, in any case.
        secrets: ``whsec_…``; several while a new one takes over.
        tolerance_seconds: How far the sender's clock may be off, either way.
        now: Unix seconds; the clock's unless given.

    Raises:
        WebhookRejected: it is forged, changed, or too old.
    """
    check_signature(body, headers, secrets, tolerance_seconds=tolerance_seconds, now=now)
    try:
        return msgspec.json.decode(body, type=Webhook)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WebhookRejected("not-readable", f"the body is no fact: {error}") from error


def check_signature(
    body: bytes,
    headers: Mapping[str, str],
    secrets: str | Iterable[str],
    *,
    tolerance_seconds: int = TOLERANCE_SECONDS,
    now: float | None = None,
) -> None:
    """As :func:`verify_webhook`, for a body that is read by somebody else.

    Raises:
        WebhookRejected: it is forged, changed, or too old.
        ValueError: a secret is not readable, or there is none.
    """
    keys = [_read_secret(secret) for secret in ([secrets] if isinstance(secrets, str) else secrets)]
    if not all(keys):
        raise ValueError("a secret is empty; anybody could sign with it")
    if not keys:
        raise ValueError("no secret was given")
    found = {name.lower(): value for name, value in headers.items()}
    values = [found.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")]
    if not all(values):
        raise WebhookRejected("header-missing", "webhook-id, webhook-timestamp or webhook-signature is missing")
    message_id, stamp, signatures = values
    _check_time(stamp, tolerance_seconds, time.time() if now is None else now)
    signed = f"{message_id}.{stamp}.".encode() + body
    wanted = [hmac.digest(key, signed, hashlib.sha256) for key in keys]
    # every pair is compared, so that the time tells nothing about which one fits
    fits = [hmac.compare_digest(given, own) for given in _read_signatures(signatures) for own in wanted]
    if not any(fits):
        raise WebhookRejected("wrong-signature", "no signature fits the body and the secret")


def _check_time(stamp: str, tolerance: int, now: float) -> None:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise WebhookRejected("time-not-readable", "webhook-timestamp is not in Unix seconds")
    if int(stamp) < now - tolerance:
        raise WebhookRejected("too-old", f"it was sent more than {tolerance} s ago")
    if int(stamp) > now + tolerance:
        raise WebhookRejected("too-new", f"it was sent more than {tolerance} s in the future")


def _read_signatures(value: str) -> list[bytes]:
    found = list[bytes]()
    for part in value.split()[:20]:
        version, _, text = part.partition(",")
        if version == _VERSION:
            try:
                found.append(base64.b64decode(text, validate=True))
            except (binascii.Error, ValueError):
                continue
    return found


def _read_secret(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("a secret of webhooks reads whsec_ and base64") from error
