"""Seals values with AES-256-GCM under keys that lie outside the database.

A sealed value is ``version (1) ‖ key id (4) ‖ nonce (12) ‖ ciphertext and tag``. Every value is bound to its
*context*, a text that says whose and what it is ("webhook:7:12"): moved to another row it cannot be opened. Several
keys may be known; the first one seals, all of them open, so that keys can be renewed while everything goes on working.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from liuke.kernel.errors import Fault, LiukeError

VARIABLE = "LIUKE_SECRET_KEY"
FILE = "secret.key"
KEY_BYTES = 32
_VERSION = b"\x01"
_ID, _NONCE, _TAG = 4, 12, 16
_HEAD = len(_VERSION) + _ID + _NONCE


class VaultMissing(LiukeError):
    """Something is to be sealed or opened, and this process has no vault."""

    code = "vault-missing"
    status = 500
    title = "There is no vault"


class VaultKeyMissing(LiukeError):
    """A value was sealed under a key that this process does not have."""

    code = "vault-key-missing"
    status = 500
    title = "The key of a sealed value is not known"


class VaultDamaged(LiukeError):
    """A sealed value was changed, cut off, or belongs to another place."""

    code = "vault-damaged"
    status = 500
    title = "A sealed value cannot be opened"


class VaultKeyInvalid(LiukeError):
    """The key of the vault cannot be used."""

    code = "vault-key-invalid"
    status = 500
    title = "The secret key cannot be used"


class Vault:
    """Seals and opens values.

    Args:
        keys: 32 bytes each; the first one seals, every one opens.
    """

    __slots__ = ("_ciphers", "_keys", "_primary")

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise VaultKeyInvalid(f"a key has {KEY_BYTES} bytes, and there must be one")
        self._keys = tuple(keys)
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self._primary = _key_id(keys[0])

    def seal(self, value: bytes, context: str) -> bytes:
        """The value, unreadable without the key and bound to its context; another one at each call."""
        nonce = os.urandom(_NONCE)
        body = self._ciphers[self._primary].encrypt(nonce, value, _bind(context))
        return _VERSION + self._primary + nonce + body

    def open(self, sealed: bytes, context: str) -> bytes:
        """What was sealed.

        Raises:
            VaultKeyMissing: it was sealed under a key that is not known here.
            VaultDamaged: it was changed, or sealed in another context.
        """
        cipher = self._ciphers.get(_read_key_id(sealed))
        if cipher is None:
            raise VaultKeyMissing(
                f"{context} was sealed under key {_read_key_id(sealed).hex()}",
                fix=f"add that key to {VARIABLE}, or put back the file {FILE} it came from",
            )
        nonce = sealed[_HEAD - _NONCE : _HEAD]
        try:
            return cipher.decrypt(nonce, sealed[_HEAD:], _bind(context))
        except InvalidTag:
            raise VaultDamaged(f"{context} does not fit its seal") from None

    def is_current(self, sealed: bytes) -> bool:
        """Whether it was sealed under the key that seals now; otherwise seal it anew."""
        return _read_key_id(sealed) == self._primary

    def reseal(self, sealed: bytes, context: str) -> bytes:
        """The same value under the key that seals now.

        Raises:
            VaultKeyMissing: it was sealed under a key that is not known here.
            VaultDamaged: it was changed, or sealed in another context.
        """
        return self.seal(self.open(sealed, context), context)

    def __reduce__(self) -> tuple[type[Vault], tuple[tuple[bytes, ...]]]:
        """How it reaches processes that this one starts, through a pipe of their own."""
        return Vault, (self._keys,)

    @property
    def current(self) -> bytes:
        """Id of the key that seals now, as it stands in sealed values."""
        return self._primary

    @property
    def known(self) -> list[bytes]:
        """Ids of all keys, the one that seals first."""
        return list(self._ciphers)


def _bind(context: str) -> bytes:
    return b"liuke\x00" + context.encode()


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"liuke key id" + key).digest()[:_ID]


def _read_key_id(sealed: bytes) -> bytes:
    if len(sealed) < _HEAD + _TAG or not sealed.startswith(_VERSION):
        raise VaultDamaged("this is no sealed value")
    return sealed[len(_VERSION) : len(_VERSION) + _ID]


# -- keys -------------------------------------------------------------------------------------------------------------
def find_key_faults(text: str) -> list[Fault]:
    """What is wrong with keys as they stand in ``LIUKE_SECRET_KEY``; never repeats them."""
    faults = list[Fault]()
    for place, part in enumerate(text.split(","), 1):
        if _decode(part) is None:
            message = f"key {place} is not {KEY_BYTES} bytes in base64"
            faults.append(Fault(VARIABLE, "not-a-key", message, "make one: openssl rand -base64 32"))
    return faults


def parse_keys(text: str) -> list[bytes]:
    """Keys in base64, divided by commas; the first one seals.

    Raises:
        VaultKeyInvalid: with every fault.
    """
    keys = [_decode(part) for part in text.split(",")]
    if faults := find_key_faults(text):
        raise VaultKeyInvalid(f"{len(faults)} fault(s)", faults=faults)
    return [key for key in keys if key is not None]


def _decode(part: str) -> bytes | None:
    padded = part.strip().replace("-", "+").replace("_", "/")
    try:
        key = base64.b64decode(padded + "=" * (-len(padded) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None


def open_vault(home: Path, environ: Mapping[str, str] = os.environ) -> Vault:
    """The vault of an installation: keys from ``LIUKE_SECRET_KEY``, else from ``secret.key`` in the home, made if new.

    Raises:
        VaultKeyInvalid: the keys cannot be read or the file cannot be made.
    """
    text = environ.get(VARIABLE, "").strip()
    return Vault(parse_keys(text or _read_or_make(home / FILE)))


def _read_or_make(file: Path) -> str:
    try:
        with suppress(FileNotFoundError):
            return _read(file)
        return _make(file)
    except OSError as error:
        fix = f"set {VARIABLE}, or let this account read and write the file"
        raise VaultKeyInvalid(f"{file}: {error.strerror}", fix=fix) from None


def _read(file: Path) -> str:
    if file.stat().st_mode & 0o077:
        raise VaultKeyInvalid(f"{file} can be read by others", fix=f"chmod 600 {file}, and think about a new key")
    return file.read_text(encoding="ascii", errors="replace").strip()


def _make(file: Path) -> str:
    """A new key; whoever comes second takes the first one's."""
    if not file.parent.exists():
        file.parent.mkdir(parents=True)
        file.parent.chmod(0o700)
    text = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    partial = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(text + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            os.link(partial, file)
    finally:
        partial.unlink()
    return _read(file)
