"""Sending a code, and taking it for the phone's owner.

A code that is asked for is drawn, kept as a keyed mark and sent, whether or not the phone is a member's: nobody learns
from an answer, nor from its time, who is. It is good once, for five minutes, five tries. What is counted is counted
before anything is looked at, in the database, so that many callers at once are as few as one after another.
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable, Iterable

from liuke.db.contracts import Connection, Pool
from liuke.db.pool import run_transaction
from liuke.hooks.code_sender import CodeSender, LoginCode
from liuke.kernel.text import Locale
from liuke.phone_login import store
from liuke.phone_login.contracts import (
    CODE_SECONDS,
    DIGITS,
    LOGIN_SECONDS,
    SENDS_OF_NETWORK,
    SENDS_OF_PHONE,
    SENDS_OF_TENANT,
    TRIES,
    TRIES_OF_NETWORK,
    Quota,
    find_network,
)
from liuke.phone_login.errors import CodeNotSent, CodeRefused, LoginEnded, TooManyCodes

log = logging.getLogger(__name__)
_MICRO = 1_000_000
_RENEWAL_BYTES = 32


class PhoneCodes:
    """Codes of one tenant.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose.
        mark: Makes a fingerprint of a kind and a text, with a key that no dump holds
            (:meth:`liuke.privacy.box.Personal.mark`).
        sender: Hands codes to the provider.
    """

    def __init__(self, pool: Pool, tenant_id: int, mark: Callable[[str, str], bytes], sender: CodeSender) -> None:
        self.pool = pool
        self.tenant_id = tenant_id
        self.mark = mark
        self.sender = sender

    async def send(self, phone: str, *, address: str, locale: Locale) -> None:
        """Draw a code for a phone and send it; the one before is no good any more.

        Args:
            phone: In one form (:func:`liuke.phone_login.contracts.read_phone`).
            address: Of the network that asks.
            locale: Language of the message.

        Raises:
            TooManyCodes: nothing was sent, and nothing counted.
            CodeNotSent: the provider did not take it.
        """
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        phone_mark, code_mark = self._mark("phone", phone), self._mark("code", f"{phone}\n{code}")
        quotas = [
            *self._quotas("sends of phone", phone, SENDS_OF_PHONE),
            *self._quotas("sends of network", find_network(address), SENDS_OF_NETWORK),
            *self._quotas("sends of tenant", "", SENDS_OF_TENANT),
        ]

        async def keep(connection: Connection) -> None:
            if wait_us := await store.count(connection, self.tenant_id, quotas):
                raise TooManyCodes(-(-wait_us // _MICRO))  # undoes the count with the transaction
            await store.keep_code(
                connection, self.tenant_id, phone_mark, code_mark, lasts_us=CODE_SECONDS * _MICRO
            )  # fmt: skip

        await run_transaction(self.pool, keep, tenant_id=self.tenant_id)
        try:
            await self.sender.send(LoginCode(self.tenant_id, phone, code, CODE_SECONDS // 60, locale))
        except Exception:  # whatever a provider says: the member reads that there is no code
            log.exception("a log-in code could not be sent by %s", self.sender.name)
            await self._take_back(phone_mark, code_mark, quotas)
            raise CodeNotSent from None

    async def _take_back(self, phone_mark: bytes, code_mark: bytes, quotas: list[Quota]) -> None:
        async def take_back(connection: Connection) -> None:
            await store.drop_code(connection, self.tenant_id, phone_mark, code_mark)
            await store.give_back(connection, self.tenant_id, [one.key for one in quotas])

        await run_transaction(self.pool, take_back, tenant_id=self.tenant_id)

    async def take(self, phone: str, code: str, *, address: str) -> None:
        """Use a code. Of many callers with the right one, one returns.

        Raises:
            CodeRefused: it is not the one that was sent, was used, or is over.
            TooManyCodes: there were too many tries from this network.
        """
        quotas = self._quotas("tries of network", find_network(address), TRIES_OF_NETWORK)
        phone_mark, given = self._mark("phone", phone), self._mark("code", f"{phone}\n{code}")

        async def count(connection: Connection) -> int:
            return await store.count(connection, self.tenant_id, quotas)

        async def use(connection: Connection) -> bool:
            known = await store.try_code(connection, self.tenant_id, phone_mark, most=TRIES)
            if known is None or not hmac.compare_digest(known, given):
                return False
            await store.drop_code(connection, self.tenant_id, phone_mark, known)
            return True

        if wait_us := await run_transaction(self.pool, count, tenant_id=self.tenant_id):
            raise TooManyCodes(-(-wait_us // _MICRO))
        if not await run_transaction(self.pool, use, tenant_id=self.tenant_id):
            raise CodeRefused
        await run_transaction(
            self.pool, lambda c: store.give_back(c, self.tenant_id, [one.key for one in quotas]),
            tenant_id=self.tenant_id,
        )  # fmt: skip

    # -- logins that can be renewed -------------------------------------------------------------------------------
    async def begin(self, member_id: int) -> tuple[str, int]:
        """A login of a member: what renews it, which only they have, and when it ends (UTC microseconds)."""
        renewal = secrets.token_urlsafe(_RENEWAL_BYTES)
        mark = self._mark("session", renewal)

        async def keep(connection: Connection) -> int:
            return await store.keep_login(
                connection, self.tenant_id, mark, member_id, lasts_us=LOGIN_SECONDS * _MICRO
            )  # fmt: skip

        return renewal, await run_transaction(self.pool, keep, tenant_id=self.tenant_id)

    async def find(self, renewal: str) -> int:
        """Whose login it is.

        Raises:
            LoginEnded: nobody's that has not ended.
        """
        mark = self._mark("session", renewal)
        found = await run_transaction(
            self.pool, lambda c: store.find_login(c, self.tenant_id, mark), tenant_id=self.tenant_id
        )  # fmt: skip
        if found is None:
            raise LoginEnded
        return found

    async def end(self, renewal: str, *, everywhere: bool) -> int:
        """End the login, or all logins of whose it is; how many ended."""
        mark = self._mark("session", renewal)
        return await run_transaction(
            self.pool, lambda c: store.end_logins(c, self.tenant_id, mark, everywhere=everywhere),
            tenant_id=self.tenant_id,
        )  # fmt: skip

    def _mark(self, kind: str, text: str) -> bytes:
        return self.mark(f"phone login {kind}", text)

    def _quotas(self, kind: str, name: str, limits: Iterable[tuple[int, int]]) -> list[Quota]:
        return [
            Quota(self._mark(f"{kind} in {seconds}", name), limit, seconds * _MICRO) for limit, seconds in limits
        ]  # fmt: skip
