"""A vault with a key that everybody knows, for tests whose members have something personal."""

from __future__ import annotations

from liuke.vault.vault import KEY_BYTES, Vault

VAULT = Vault([bytes(range(KEY_BYTES))])
