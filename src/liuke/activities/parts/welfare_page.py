"""The page of a welfare pool: what is in it, its goals, and what the member gave."""

from __future__ import annotations

from liuke.activities.contracts import Activity
from liuke.activities.naming import asset_name
from liuke.activities.page import (
    Action,
    AnyBlock,
    Hero,
    PageBody,
    Progress,
    Step,
    Steps,
    Tile,
    Tiles,
    say,
    words,
)
from liuke.activities.page_frame import PageCase, list_fields
from liuke.activities.parts.welfare_spec import WelfareSpec
from liuke.activities.types.welfare_requests import REQUESTS

_GIVE, _CERTIFY = REQUESTS


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    spec, shown = activity.typed(WelfareSpec), case.shown
    asset = say(asset_name(case.program, spec.asset))
    total, goals = shown.get("total") or 0, shown["goals"]
    following = next((one for one in goals if total < one["at"]), None)
    blocks: list[AnyBlock] = [Hero(headline=say(spec.name))]
    if following is not None:
        blocks.append(Progress(label=say(following["name"]), value=total, goal=following["at"], unit="points"))
    steps = [
        Step(label=say(one["name"]), at=one["at"], state="done" if one.get("reached") else "ahead") for one in goals
    ]
    blocks.append(Steps(label=words("公益目标", "Goals"), unit="points", items=steps))
    tiles = [
        Tile(label=words("大家一起", "Given by all"), value=total, unit=asset),
        Tile(label=words("我的贡献", "Given by you"), value=shown["given"], unit=asset),
    ]
    blocks.append(Tiles(items=tiles))
    actions = list[Action]()
    if spec.donations:
        actions.append(case.action(_GIVE, fields=list_fields(_GIVE, "amount")))
    if shown["given"]:
        actions += [
            case.action(
                _CERTIFY, sends={"goal": one["id"]},
                label=words(f"领取证书：{one['name']['zh']}", f"Certificate: {say(one['name']).en}"),
            )
            for one in goals
            if one.get("reached")
        ]  # fmt: skip
    return PageBody(blocks, actions, "")
