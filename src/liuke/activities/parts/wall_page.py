"""The page of a wall: what is asked for, what was written, and how to join in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from liuke.activities.contracts import Activity
from liuke.activities.page import Action, AnyBlock, Hero, PageBody, PageField, Post, Posts, say, words
from liuke.activities.page_frame import PageCase, list_fields
from liuke.activities.parts.wall_spec import WallSpec
from liuke.activities.types.wall_requests import REQUESTS

_WRITE, _LIKE, _UNLIKE = REQUESTS


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    spec, shown = activity.typed(WallSpec), case.shown
    left = shown["left_today"]
    note = words(f"今天还可以发布 {left} 篇", f"You can post {left} more today") if left else None
    blocks: list[AnyBlock] = [Hero(headline=say(spec.prompt or spec.name), note=note)]
    posts = cast("list[dict[str, Any]]", shown.get("posts") or [])
    feedback = spec.style == "feedback"
    label = words("大家的建议", "Feedback") if feedback else words("大家的故事", "Stories")
    blocks += list_own(shown)
    blocks.append(Posts(label=label, items=[render_post(one, likes=spec.likes) for one in posts], total=len(posts)))
    return PageBody(blocks, _list_actions(case, spec, left), "" if left else "wall-enough")


def _list_actions(case: PageCase, spec: WallSpec, left: int) -> list[Action]:
    fields = list_fields(_WRITE, "text", "pictures") if spec.pictures else list_fields(_WRITE, "text")
    for field in fields:
        if field.name == "pictures":
            field.kind, field.most = "picture", spec.pictures
    write = case.action(
        _WRITE, label=words("发布内容", "Write a post"), why_not="" if left else "wall-enough", fields=fields
    )
    if not spec.likes:
        return [write]
    which: list[PageField] = list_fields(_LIKE, "post")
    return [write, case.action(_LIKE, fields=which), case.action(_UNLIKE, fields=which)]


def list_own(shown: Mapping[str, Any]) -> list[AnyBlock]:
    """What the member wrote and nobody else sees, with how it stands; nothing where there is none."""
    own = cast("list[dict[str, Any]]", shown.get("own") or [])
    if not own:
        return []
    label = words("我的内容（仅自己可见）", "Your posts, visible only to you")
    return [Posts(label=label, items=[render_post(one, likes=False) for one in own], total=len(own))]


def render_post(one: dict[str, Any], *, likes: bool) -> Post:
    """A post of a summary as one of a page."""
    state = cast("Literal['shown', 'waiting', 'refused', 'adopted']", one["state"])
    return Post(
        id=one["id"], by=one["by"], text=one["text"], pictures=one["pictures"], state=state,
        likes=one["likes"] if likes else None, liked=one["liked"], mine=one["mine"],
        reason=one["reason"],
    )  # fmt: skip
