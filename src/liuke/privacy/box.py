"""Seals what is personal: every member has a key, every key is sealed by the vault, every tenant has a pepper.

The vault's keys seal small keys only, so that renewing them need not touch what was written long ago; and what is
sealed under a member's key can be made unreadable everywhere at once by destroying that key: it then reads as if it had
never been given.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, transaction
from liuke.kernel.errors import LiukeError
from liuke.privacy import store
from liuke.privacy.names import DIGEST, MASK, NAMESPACES, list_plain_spellings, mask, normalise, tidy
from liuke.vault.vault import KEY_BYTES, Vault, VaultDamaged, VaultKeyInvalid, VaultKeyMissing, VaultMissing

SEALED = "$sealed"
"""Field of a stored event that stands for all its personal fields."""
VAULT_ERRORS = (VaultMissing, VaultKeyMissing, VaultDamaged, VaultKeyInvalid)
"""Why personal data could not be sealed or opened; nothing was written then."""
_VERSION = b"\x01"
_NONCE = 12
_MARK = 16
_encode = msgspec.json.Encoder().encode


class Personal:
    """What is personal at one tenant.

    Args:
        vault: ``None``: personal data can be neither taken nor read.
        tenant_id: Whose.
    """

    __slots__ = ("_pepper", "fault", "tenant_id", "vault")

    def __init__(self, vault: Vault | None, tenant_id: int) -> None:
        self.vault = vault
        self.tenant_id = tenant_id
        self._pepper: bytes | None = None
        self.fault: LiukeError | None = None
        """Why personal data cannot be taken, as of the last try."""

    @property
    def is_ready(self) -> bool:
        """Whether personal data can be taken."""
        return self._pepper is not None

    async def ready(self, pool: Pool) -> None:
        """Read the tenant's pepper, made at first use and committed before it is used. Call it outside transactions.

        Raises:
            VaultMissing: there is no vault.
            VaultKeyMissing: the pepper was sealed under a key that is not known here.
            VaultDamaged: the pepper was changed.
        """
        if self._pepper is not None:
            return
        vault, context = self.get_vault(), render_pepper_context(self.tenant_id)
        async with acquire(pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            sealed = await store.find_pepper(connection, self.tenant_id)
            if sealed is None:
                new = vault.seal(os.urandom(KEY_BYTES), context)
                sealed = await store.keep_pepper(connection, self.tenant_id, new)
        self._pepper = vault.open(sealed, context)

    async def find_ready(self, connection: Connection) -> bool:
        """Within a transaction: whether names can be looked up; without a pepper none of them is kept sealed."""
        if self._pepper is None and self.vault is not None:
            sealed = await store.find_pepper(connection, self.tenant_id)
            if sealed is not None:
                try:
                    self._pepper = self.vault.open(sealed, render_pepper_context(self.tenant_id))
                except VAULT_ERRORS as error:
                    self.fault = error
        return self.is_ready

    async def try_ready(self, pool: Pool) -> None:
        """As :meth:`ready`; what is wrong with the vault is kept in ``fault`` instead of raised."""
        try:
            await self.ready(pool)
            self.fault = None
        except VAULT_ERRORS as error:
            self.fault = error

    def get_vault(self) -> Vault:
        """The vault.

        Raises:
            VaultMissing: there is none.
        """
        if self.vault is None:
            raise VaultMissing(
                "there is personal data, and this process has no vault",
                fix="open the vault (LIUKE_SECRET_KEY or the file secret.key) and give it to the engine",
            )
        return self.vault

    # -- hashes -------------------------------------------------------------------------------------------------------
    def _hash(self, kind: bytes, text: bytes, size: int) -> bytes:
        self.get_vault()
        assert self._pepper is not None, "ready() comes first"
        return hmac.digest(self._pepper, kind + b"\x00" + text, hashlib.sha256)[:size]

    def key_fingerprint(self, fingerprint: bytes) -> bytes:
        """A fingerprint of personal input that tells nothing to those without the pepper."""
        return self._hash(b"input", fingerprint, len(fingerprint))

    def mark(self, kind: str, value: str) -> bytes:
        """A fingerprint of a device or a network: two of one tenant can be compared, and nobody can be found by it."""
        return self._hash(f"signal:{kind}".encode(), value.encode(), _MARK)

    def mark_name(self, namespace: str, stored: str) -> bytes:
        """A fingerprint of a name as it is stored, that stays when the name is gone: nobody can be found by it."""
        return self._hash(f"erased:{namespace}".encode(), stored.encode(), _MARK)

    def render_name(self, namespace: str, name: str) -> str:
        """How a member's name is stored and looked up: itself, or mask and hash where it is personal."""
        if namespace not in NAMESPACES:
            return tidy(name)
        same = normalise(namespace, name)
        digest = self._hash(b"name:" + namespace.encode(), same.encode(), DIGEST // 2)
        return f"{mask(namespace, same)}#{digest.hex()}"

    def list_spellings(self, namespace: str, name: str) -> list[str]:
        """As what a name may stand there: as it is stored now, then as earlier releases stored it."""
        return list(dict.fromkeys((self.render_name(namespace, name), *list_plain_spellings(namespace, name))))

    def list_names(self, namespace: str, name: str) -> list[str]:
        """As what a name may be stored whose namespace is given, or (empty) is not."""
        return [self.render_name(one, name) for one in NAMESPACES if namespace in {"", one}]

    async def ready_for(self, pool: Pool, namespaces: Iterable[str]) -> None:
        """Call :meth:`ready` if a name in one of these namespaces is personal."""
        if self._pepper is None and any(namespace in NAMESPACES for namespace in namespaces):
            await self.ready(pool)

    async def ready_for_marks(self, pool: Pool) -> None:
        """Call :meth:`ready` where a vault makes it possible: fingerprints of names need the pepper."""
        if self._pepper is None and self.vault is not None:
            await self.try_ready(pool)

    def box(self, member_id: int, sealed_key: bytes | None = None) -> MemberBox:
        """The box of a member whose key is known, or (``None``) made when it is first needed."""
        return MemberBox(self, member_id, sealed_key)


class MemberBox:
    """Seals and opens what belongs to one member.

    Args:
        personal: Of the tenant.
        member_id: Whose; 0 while it is not known, until the key is asked for.
        sealed_key: As stored.
    """

    __slots__ = ("_cipher", "_key", "_profile", "made", "member_id", "personal", "sealed_key")

    def __init__(self, personal: Personal, member_id: int, sealed_key: bytes | None) -> None:
        self.personal = personal
        self.member_id = member_id
        self.sealed_key = sealed_key
        self.made = False
        """Whether the key is new and has to be written down."""
        self._key = b""
        self._cipher: AESGCM | None = None
        self._profile: tuple[bytes, dict[str, Any]] | None = None

    # -- the key ------------------------------------------------------------------------------------------------------
    def ensure_key(self) -> None:
        """Open the key, or make one.

        Raises:
            VaultMissing: there is no vault.
            VaultKeyMissing: the key was sealed under a key that is not known here.
            VaultDamaged: the key was changed, or is another member's.
        """
        if self._cipher is not None:
            return
        vault = self.personal.get_vault()
        if self.sealed_key is not None:
            self._cipher = AESGCM(vault.open(self.sealed_key, self._context()))
            return
        assert self.personal.is_ready, "ready() comes first"
        self._key = os.urandom(KEY_BYTES)
        self._cipher = AESGCM(self._key)
        self.made = True

    def render_key(self) -> bytes | None:
        """The key as it is stored; ``None`` while there is none."""
        if self.sealed_key is None and self.made:
            assert self.member_id, "a key is sealed for a member"
            self.sealed_key = self.personal.get_vault().seal(self._key, self._context())
        return self.sealed_key

    def _context(self) -> str:
        return render_key_context(self.personal.tenant_id, self.member_id)

    # -- values -------------------------------------------------------------------------------------------------------
    def seal(self, value: bytes, place: str) -> bytes:
        """The value under the member's key, bound to its place."""
        self.ensure_key()
        assert self._cipher is not None
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, value, _bind(place))

    def open(self, sealed: bytes, place: str) -> bytes:
        """What was sealed.

        Raises:
            VaultKeyMissing: the member's key was sealed under a key that is not known here.
            VaultDamaged: the value was changed, or sealed for another member or place.
        """
        self.ensure_key()
        assert self._cipher is not None
        if not sealed.startswith(_VERSION) or len(sealed) < 1 + _NONCE:
            raise VaultDamaged(f"{place} of member {self.member_id} is no sealed value")
        try:
            return self._cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], _bind(place))
        except InvalidTag:
            raise VaultDamaged(f"{place} of member {self.member_id} does not fit its seal") from None

    # -- profiles -----------------------------------------------------------------------------------------------------
    def seal_profile(self, profile: Mapping[str, Any]) -> msgspec.Raw:
        """A profile as it stands in the member's document."""
        return msgspec.Raw(_encode(_to_text(self.seal(_encode(profile), self._place("profile")))))

    def open_profile(self, stored: bytes | msgspec.Raw) -> dict[str, Any]:
        """The profile in a member's document, sealed or (of former releases) plain. Opened once however often asked."""
        raw = bytes(stored)
        if self._profile is None or self._profile[0] != raw:
            plain = raw
            if raw.startswith(b'"') and self._is_erased():
                plain = b"{}"
            elif raw.startswith(b'"'):
                plain = self.open(_from_text(msgspec.json.decode(raw)), self._place("profile"))
            self._profile = (raw, msgspec.json.decode(plain))
        return self._profile[1]

    def render_profile(self, stored: msgspec.Raw) -> msgspec.Raw:
        """The same profile as it is written back: as it was, or sealed if a former release had left it plain."""
        raw = bytes(stored)
        if raw.startswith(b'"'):
            return msgspec.Raw(b"{}") if self.made else stored
        if not self.personal.is_ready:
            return stored
        return self.seal_profile(msgspec.json.decode(raw))

    # -- events -------------------------------------------------------------------------------------------------------
    def seal_fields(self, data: Mapping[str, Any], names: Iterable[str], key: str) -> dict[str, Any]:
        """Data of an event with its personal fields as one sealed value."""
        hidden = set(names)
        value = {name: data[name] for name in hidden if name in data}
        sealed = _to_text(self.seal(_encode(value), self._place(f"event:{key}")))
        return {**{name: found for name, found in data.items() if name not in hidden}, SEALED: sealed}

    def open_fields(self, data: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Data of an event as it was sent."""
        rest = dict(data)
        sealed = rest.pop(SEALED, None)
        if sealed is None or self._is_erased():
            return rest
        return {**rest, **msgspec.json.decode(self.open(_from_text(sealed), self._place(f"event:{key}")))}

    # -- names --------------------------------------------------------------------------------------------------------
    def seal_name(self, namespace: str, name: str) -> bytes | None:
        """A member's name to be kept beside its stored form; ``None`` for names that are not personal."""
        if namespace not in NAMESPACES:
            return None
        return self.seal(name.encode(), self._name_place(namespace, self.personal.render_name(namespace, name)))

    def open_name(self, namespace: str, stored: str, sealed: bytes | None) -> str:
        """A member's name as it was given."""
        if sealed is None or self._is_erased():
            return show_name(stored, sealed=sealed is not None)
        return self.open(sealed, self._name_place(namespace, stored)).decode()

    def _is_erased(self) -> bool:
        """Whether there is no key for what was sealed before."""
        return self.sealed_key is None

    def _place(self, place: str) -> str:
        return f"member:{self.personal.tenant_id}:{self.member_id}:{place}"

    def _name_place(self, namespace: str, stored: str) -> str:
        # the key is the member's alone, and the member's number may not be known yet
        return f"name:{self.personal.tenant_id}:{namespace}:{stored}"


def show_name(stored: str, *, sealed: bool) -> str:
    """What everybody may see of a member's name."""
    return stored[: -1 - DIGEST] if sealed else stored


def mask_fields(data: Mapping[str, Any], names: Iterable[str] = ()) -> dict[str, Any]:
    """Data of an event without what is personal in it."""
    hidden = set(names)
    return {name: MASK if name in hidden or name == SEALED else value for name, value in data.items()}


def render_key_context(tenant_id: int, member_id: int) -> str:
    """To what the vault binds a member's key."""
    return f"member:{tenant_id}:{member_id}"


def render_pepper_context(tenant_id: int) -> str:
    """To what the vault binds a tenant's pepper."""
    return f"tenant:{tenant_id}:pepper"


def _bind(place: str) -> bytes:
    return b"liuke\x00" + place.encode()


def _to_text(sealed: bytes) -> str:
    return base64.b64encode(sealed).decode()


def _from_text(text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise VaultDamaged("this is no sealed value") from None
