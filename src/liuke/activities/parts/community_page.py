"""The page of a community: what it is, and for who has joined the entrance."""

from __future__ import annotations

from liuke.activities.contracts import Activity
from liuke.activities.page import AnyBlock, Hero, Media, PageBody, Paragraph, say, words
from liuke.activities.page_frame import PageCase
from liuke.activities.parts.community_spec import CommunitySpec
from liuke.activities.types.community_requests import REQUESTS

(_JOIN,) = REQUESTS


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    spec, shown = activity.typed(CommunitySpec), case.shown
    joined = shown["joined_us"] is not None
    note = say(spec.description) if spec.description is not None else None
    blocks: list[AnyBlock] = [
        Hero(headline=words("您已加入", "You have joined") if joined else say(spec.name), note=note)
    ]
    entrance = shown["entrance"]
    if entrance is not None:
        if entrance["picture"]:
            caption = words("保存图片，用微信扫码入群", "Save the picture and scan it to get in")
            blocks.append(Media(picture=entrance["picture"], caption=caption))
        if entrance["link"]:
            blocks.append(Paragraph(text=words(f"入群链接：{entrance['link']}", f"Link: {entrance['link']}")))
        if entrance["words"]:
            blocks.append(Paragraph(text=say(entrance["words"])))
    return PageBody(blocks, [] if entrance is not None else [case.action(_JOIN)])
