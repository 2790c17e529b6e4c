"""Sealed values open only under their key and in their place."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from liuke.vault.vault import Vault, VaultDamaged, VaultKeyInvalid, VaultKeyMissing, open_vault, parse_keys

A, B = bytes(range(32)), bytes(range(1, 33))


def test_it_opens_what_it_sealed_and_never_seals_alike() -> None:
    vault = Vault([A])
    sealed = [vault.seal("秘密".encode(), "x:1") for _ in range(2)]
    assert sealed[0] != sealed[1]
    assert [vault.open(one, "x:1").decode() for one in sealed] == ["秘密", "秘密"]
    assert vault.open(vault.seal(b"", "x"), "x") == b""


def test_another_place_is_refused() -> None:
    vault = Vault([A])
    with pytest.raises(VaultDamaged):
        vault.open(vault.seal(b"v", "x:1"), "x:2")


def test_every_changed_bit_is_noticed() -> None:
    vault = Vault([A])
    sealed = vault.seal(b"value", "x")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises((VaultDamaged, VaultKeyMissing)):
            vault.open(bytes(changed), "x")
    for cut in range(len(sealed)):
        with pytest.raises(VaultDamaged):
            vault.open(sealed[:cut], "x")


def test_keys_are_renewed_while_old_values_open() -> None:
    old = Vault([A]).seal(b"v", "x")
    both = Vault([B, A])
    assert (both.open(old, "x"), both.is_current(old)) == (b"v", False)
    new = both.seal(both.open(old, "x"), "x")
    assert (Vault([B]).open(new, "x"), Vault([B]).is_current(new)) == (b"v", True)
    with pytest.raises(VaultKeyMissing, match="x was sealed under key"):
        Vault([B]).open(old, "x")


def test_all_bad_keys_are_told_and_none_is_repeated() -> None:
    good = base64.b64encode(A).decode()
    with pytest.raises(VaultKeyInvalid) as caught:
        parse_keys(f"c2VjcmV0,{good},!!!")
    assert [fault.message for fault in caught.value.faults] == [
        "key 1 is not 32 bytes in base64",
        "key 3 is not 32 bytes in base64",
    ]
    assert "c2VjcmV0" not in str(caught.value)
    assert parse_keys(f" {good} , {base64.urlsafe_b64encode(B).decode().rstrip('=')}") == [A, B]


def test_the_key_file_is_made_once_and_private(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    sealed = open_vault(home, {}).seal(b"v", "x")
    assert (home / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in home.iterdir()] == ["secret.key"]
    assert open_vault(home, {}).open(sealed, "x") == b"v"
    assert open_vault(tmp_path, {"LIUKE_SECRET_KEY": (home / "secret.key").read_text()}).open(sealed, "x") == b"v"
    assert not (tmp_path / "secret.key").exists()


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    open_vault(tmp_path, {})
    (tmp_path / "secret.key").chmod(0o644)
    with pytest.raises(VaultKeyInvalid, match="can be read by others"):
        open_vault(tmp_path, {})


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(VaultKeyInvalid, match="Not a directory"):
        open_vault(tmp_path / "home", {})


def test_many_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from liuke.vault.vault import open_vault;"
        "sys.stdout.write(open_vault(Path(sys.argv[1]), {}).seal(b'v', 'x').hex())"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "home")]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    vault = open_vault(tmp_path / "home", {})
    for process in processes:
        assert vault.open(bytes.fromhex(process.communicate()[0]), "x") == b"v"
