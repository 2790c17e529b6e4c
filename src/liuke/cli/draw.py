"""``liuke draw``: commitments, exports and offline checks of draws."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from liuke.bootstrap import open_platform
from liuke.cli.platform import name_actor
from liuke.cli.terminal import AsJson, describe, make_group, print_json, print_table, run, say, show_time, write_output
from liuke.draws import service
from liuke.draws.store import SeedRow
from liuke.draws.verify import FORM, DrawFault, Export, verify_export
from liuke.kernel.errors import Fault, InvalidInput

app = make_group(
    describe(
        "Draws 抽奖: commitments that were published, seeds that were revealed, and checks that need no database.",
        "liuke draw seeds wheel",
        "liuke draw export wheel 2026-11-29.day --out wheel.json",
        "liuke draw verify wheel.json",
    )
)
Activity = Annotated[str, typer.Argument(help="Id of the activity.")]
Period = Annotated[str, typer.Argument(help="As `liuke draw seeds` names it.")]


@app.command(
    help=describe(
        "List the seeds of an activity, the newest first.", "liuke draw seeds wheel", "liuke draw seeds wheel --json"
    )
)
def seeds(activity: Activity, as_json: AsJson = False) -> None:
    """List seeds."""

    async def work() -> list[SeedRow]:
        async with open_platform(connections=2) as platform:
            return await service.list_seeds(platform.pool, platform.tenant_id, activity)

    rows = run(work())
    if as_json:
        print_json([{"period": row.period, **msgspec.structs.asdict(row.seed)} for row in rows])
        return
    shown = [
        (row.period, row.seed.number, show_time(row.seed.committed_us, "UTC"), row.seed.commitment,
         row.seed.secret or "—", row.seed.reason)
        for row in rows
    ]  # fmt: skip
    print_table("times in UTC", ("period", "number>", "committed", "commitment", "seed", "discarded"), shown)


@app.command(
    help=describe(
        "Write down a period's draws with their seeds, for whoever wants to check them.",
        "liuke draw export wheel 2026-11-29.day --out wheel.json",
    )
)
def export(
    activity: Activity,
    period: Period,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of standard output.")] = None,
) -> None:
    """Export draws."""

    async def work() -> Export:
        async with open_platform(connections=2) as platform:
            return await service.export_draws(platform.pool, platform.tenant_id, activity, period)

    write_output(msgspec.json.format(msgspec.json.encode(run(work()))).decode() + "\n", out)


@app.command(
    help=describe(
        "Derive every draw of an export anew and name each that was changed, is missing, stands twice or was added. It "
        "asks no database. Exit code 1 if there is one.",
        "liuke draw verify wheel.json",
        "liuke draw verify wheel.json --commitment 1=9f86d0…",
    )
)
def verify(
    file: Annotated[Path, typer.Argument(help="As `liuke draw export` wrote it.")],
    commitment: Annotated[
        list[str] | None,
        typer.Option("--commitment", help="number=commitment, as it was published; may be given again."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check an export."""
    found = read_export(file)
    published = {int(number): value for number, _, value in (given.partition("=") for given in commitment or [])}
    faults = verify_export(found, published=published)
    if as_json:
        print_json({"draws": len(found.draws), "faults": [msgspec.structs.asdict(fault) for fault in faults]})
    else:
        for fault in faults:
            say(*_name_fault(fault))
        sign, period = "✗" if faults else "✓", f"{found.activity}/{found.period}"
        say(f"{sign} {period} 共 {len(found.draws)} 次抽奖", f"{sign} {len(found.draws)} draws of {period}")
    if faults:
        raise typer.Exit(1)


def _name_fault(fault: DrawFault) -> tuple[str, str]:
    """Where it is and what is wrong, in both languages; a seed and a list are no member's."""
    if fault.member:
        zh, en = f"会员 {fault.member}，第 {fault.number} 次", f"member {fault.member}, draw {fault.number}"
        return f"✗ {fault.kind}：{zh}：{fault.detail}", f"✗ {fault.kind}: {en}: {fault.detail}"
    if fault.kind == "list":
        return f"✗ 名单：{fault.detail}", f"✗ list: {fault.detail}"
    return f"✗ 种子 {fault.number}：{fault.detail}", f"✗ seed {fault.number}: {fault.detail}"


def read_export(file: Path) -> Export:
    """An export from a file.

    Raises:
        InvalidInput: it is none.
    """
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Export)
    except OSError as error:
        raise InvalidInput(f"{file}: {error.strerror}", fix="give the file that `liuke draw export` wrote") from error
    except msgspec.MsgspecError as error:
        raise InvalidInput(
            f"{file} is no export of draws", faults=[Fault(str(file), "not-an-export", str(error))]
        ) from None
    if found.form != FORM:
        raise InvalidInput(f"{file} is of form {found.form}, and this release reads form {FORM}")
    return found


@app.command(
    help=describe(
        "Give up the seed in use, because it cannot be opened any more or somebody saw it. It stays on record and is "
        "revealed; the next draw makes another.",
        "liuke draw discard wheel 2026-11-29.day --reason 'the key of the vault was lost'",
    )
)
def discard(
    activity: Activity, period: Period, reason: Annotated[str, typer.Option("--reason", help="For the record.")]
) -> None:
    """Give up a seed."""

    async def work() -> int:
        async with open_platform(connections=2) as platform:
            return await service.discard_seed(
                platform.pool, platform.tenant_id, activity, period, reason=reason, actor=name_actor()
            )

    number = run(work())
    say(f"{activity}/{period} 的第 {number} 个种子已停用", f"seed {number} of {activity}/{period} is in use no more")
