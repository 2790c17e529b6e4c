"""Looking at pictures before they are shown: what a check is, and the one that needs nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from liuke.db.contracts import Pool
from liuke.db.pool import run_transaction
from liuke.media import store
from liuke.media.contracts import Picture, Purpose

NEAR_BITS = 6
"""Of 64: pictures whose fingerprints differ by fewer are the same to the eye; re-encoded ones differ by one or two."""


@dataclass(frozen=True, slots=True)
class CheckCase:
    """A picture to be looked at.

    Args:
        pool: Connections.
        tenant_id: Whose.
        purpose: What it is for.
        picture: In every size, encoded anew.
    """

    pool: Pool
    tenant_id: int
    purpose: Purpose
    picture: Picture


class Check(Protocol):
    """Looks at a picture before anybody else sees it; a feature lists its own (``Feature.media_checks``)."""

    @property
    def name(self) -> str:
        """As in reasons."""
        ...

    async def find_fault(self, case: CheckCase) -> str:
        """Why a person must look at it first, in kebab case; empty: nothing speaks against it."""
        ...


class RefusedBefore:
    """Holds back what looks like a picture that the merchant refused before."""

    name = "refused-before"

    async def find_fault(self, case: CheckCase) -> str:
        """See :class:`Check`."""
        near = await run_transaction(
            case.pool,
            lambda c: store.looks_refused(c, case.tenant_id, case.picture.fingerprint, NEAR_BITS),
            tenant_id=case.tenant_id,
        )
        return "looks-like-a-refused-one" if near else ""


CHECKS: tuple[Check, ...] = (RefusedBefore(),)
