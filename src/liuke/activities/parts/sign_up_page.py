"""The page of a sign-up: each session with its places and how the member stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.naming import asset_name
from liuke.activities.page import (
    Action,
    AnyBlock,
    Countdown,
    Hero,
    PageBody,
    Paragraph,
    Price,
    Stock,
    Tile,
    Tiles,
    say,
    words,
)
from liuke.activities.page_frame import PageCase, list_fields
from liuke.activities.parts.sign_up_spec import SignUpSpec
from liuke.activities.types.sign_up_requests import REQUESTS

_JOIN, _CANCEL, _ACCEPT, _DECLINE, _PAUSE, _ = REQUESTS
_TAKEN = frozenset({"seated", "waiting", "offered", "entered"})


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    spec, shown = activity.typed(SignUpSpec), case.shown
    blocks: list[AnyBlock] = [Hero(headline=say(spec.name))]
    if shown["price"] is not None:
        asset = say(asset_name(case.program, shown["price"]["asset"]))
        blocks.append(Price(label=words("每人", "A person"), points=shown["price"]["amount"], asset=asset))
    if shown["ballot_us"] is not None and shown["ballot_us"] > case.now_us:
        blocks.append(Countdown(label=words("距抽签", "Drawn in"), until_us=shown["ballot_us"]))
    actions = list[Action]()
    for session in shown["sessions"]:
        blocks.extend(_show_session(case, session))
        actions.extend(_list_actions(spec, case, session))
    over = all(session["begins_us"] <= case.now_us for session in shown["sessions"])
    return PageBody(blocks, actions, "sign-up-over" if over else "")


def _show_session(case: PageCase, session: Mapping[str, Any]) -> list[AnyBlock]:
    name, found = say(session["name"]), list[AnyBlock]()
    if session.get("left") is not None:
        found.append(Stock(label=name, left=session["left"], of=session["places"], unit="places"))
    else:
        found.append(Paragraph(text=name))
    if session["begins_us"] > case.now_us:
        found.append(Countdown(label=words("距开始", "It begins in"), until_us=session["begins_us"]))
    if session["status"]:
        found.append(Paragraph(text=case.why(f"sign-up-{session['status']}").sentence))
    if session["offer_until_us"] > case.now_us:
        found.append(
            Countdown(label=words("请及时确认名额", "Take the place in time"), until_us=session["offer_until_us"])
        )
    if session.get("position"):
        place = Tile(label=words("候补位次", "Place in the list"), value=session["position"])
        found.append(Tiles(items=[place]))
    return found


def _list_actions(spec: SignUpSpec, case: PageCase, session: Mapping[str, Any]) -> list[Action]:
    status, sends = session["status"], {"session": session["id"]}
    begun = session["begins_us"] <= case.now_us
    name = say(session["name"])
    if status not in _TAKEN:
        reason = _find_obstacle(spec, case, session, begun=begun)
        fields = list_fields(_JOIN, "party") if spec.party > 1 else []
        label = words(f"报名 {name.zh}", f"Sign up for {name.en}")
        return [case.action(_JOIN, why_not=reason, label=label, sends=sends, fields=fields)]
    confirm = words("退出后名额让给下一位，确定吗？", "The place goes to the next. Go on?")
    found = list[Action]()
    if status == "offered":
        found += [case.action(_ACCEPT, sends=sends), case.action(_DECLINE, sends=sends, confirm=confirm)]
    if status == "waiting":
        found.append(case.action(_PAUSE, sends=sends, fields=list_fields(_PAUSE, "paused")))
    return [*found, case.action(_CANCEL, why_not="sign-up-too-late" if begun else "", sends=sends, confirm=confirm)]


def _find_obstacle(spec: SignUpSpec, case: PageCase, session: Mapping[str, Any], *, begun: bool) -> str:
    if begun:
        return "sign-up-over"
    if case.shown["barred_until_us"]:
        return "sign-up-barred"
    ballot = case.shown["ballot_us"]
    if ballot is not None and ballot <= case.now_us:
        return "sign-up-drawing"
    full = session.get("left") == 0 and (session.get("waiting") or 0) >= spec.waiting and ballot is None
    return "sign-up-full" if full else ""
