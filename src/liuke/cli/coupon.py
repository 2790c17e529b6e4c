"""``liuke coupon``: import the codes of a coupon."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from liuke.bootstrap import open_platform
from liuke.cli.terminal import AsJson, describe, get_settings, make_group, print_json, run, say
from liuke.coupons.code_import import Imported, import_codes
from liuke.kernel.errors import InvalidInput
from liuke.settings import Settings

app = make_group(
    describe(
        "Coupons: bring in codes, your own or a partner's.",
        "liuke coupon import movie codes.txt --hand-out",
    )
)


@app.command(
    "import",
    help=describe(
        "Import the codes of a coupon whose program says `code: imported`: one code a line, all or nothing; the same "
        "file again changes nothing. Members type the codes to get the coupon, or receive one with it (--hand-out).",
        "liuke coupon import cup_code codes.txt",
        "liuke coupon import movie codes.txt --hand-out --json",
    ),
)
def import_(
    batch: Annotated[str, typer.Argument(help="Id of the coupon in the program.", metavar="BATCH")],
    file: Annotated[Path, typer.Argument(help="Text file, one code a line (UTF-8).", metavar="FILE")],
    hand_out: Annotated[bool, typer.Option("--hand-out", help="Members receive a code with the coupon.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import codes."""
    codes = _read(file)
    done = run(_import(get_settings(), batch, codes, hand_out=hand_out))
    if as_json:
        print_json(done)
    elif done.imported:
        say(
            f"已导入 {done.batch} 的 {done.imported} 个券码：共 {done.total} 个，剩 {done.left} 个",
            f"{done.imported} codes of {done.batch} imported: {done.left} left of {done.total}",
        )
    else:
        say(
            f"没有变化：这 {done.known} 个券码此前已导入；共 {done.total} 个，剩 {done.left} 个",
            f"nothing changed: these {done.known} codes were imported before; {done.left} left of {done.total}",
        )


def _read(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InvalidInput(f"{file}: {error.strerror}", fix="name a text file with one code a line") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{file} is not UTF-8 text", fix="save it as UTF-8, one code a line") from None


async def _import(settings: Settings, batch: str, codes: list[str], *, hand_out: bool) -> Imported:
    async with open_platform(settings, connections=2) as platform:
        program = platform.book.program_at()
        actor = getpass.getuser()
        return await import_codes(
            platform.pool, platform.tenant_id, program, batch, codes, hand_out=hand_out, actor=actor
        )
