"""From written to shown, and back. Pure but for the turn.

Refusal codes: ``post-empty``, ``post-too-long``, ``post-pictures``, ``post-words``, ``post-not-found``,
``post-decided``, ``post-own``, ``post-not-shown``, ``post-not-adoptable``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from liuke.decision.messages import MessageTerms
from liuke.decision.turn import Turn
from liuke.posts.contracts import POST, Post, PostTerms, Status, move
from liuke.posts.spec import PostsSpec
from liuke.posts.words import find_words

PATH = "posts"
_MAY: dict[str, tuple[str, ...]] = {
    "show": ("pending", "rejected", "taken_down"), "reject": ("pending",), "take_down": ("shown", "pending"),
}  # fmt: skip
"""Decision → of what it may be taken; what was shown before is taken down, and not rejected."""


def write(turn: Turn, terms: PostTerms) -> tuple[str, Post]:
    """The member has written something: field ``text`` of the event, which keeps it sealed, and ``pictures``.

    Args:
        turn: Of the member.
        terms: On which it is written.
    """
    written = str(turn.data.get("text") or "").strip()
    pictures = [str(one) for one in cast("Sequence[object]", turn.data.get("pictures") or ())]
    _check_size(turn, terms, written, pictures)
    words = find_words(written, turn.program.section("posts", PostsSpec).words)
    if words and terms.on_words == "refuse":
        turn.refuse("post-words", "it has words that are not shown here", fix="leave them out", words=words)
    flags = [name for name, there in (("words", words), ("pictures", pictures)) if there]
    if not flags and terms.check == "people":
        flags = ["people"]
    post = Post(
        member_id=turn.state.member_id, activity=terms.activity, status="pending", since_us=turn.now.t_us,
        key=turn.event.key, awaits="people", about=terms.about, public=terms.public, pictures=pictures, flags=flags,
        words=words, adoptable=terms.adoptable,
    )  # fmt: skip
    if not flags:
        post.awaits = "platform" if terms.check == "platform" else ""
    id_ = str(turn.new_id())
    turn.record_new("post", id_, {"activity": terms.activity, "t_us": post.since_us})
    turn.emit("post.written", {"post": id_, "activity": post.activity, "about": post.about})
    if post.awaits:
        _put(turn, id_, post)
        turn.applied(f"activities.{post.activity}", "post-waits")
    else:
        _move(turn, id_, post, "shown", by="words", reason="")
    return id_, post


def _check_size(turn: Turn, terms: PostTerms, written: str, pictures: Sequence[str]) -> None:
    if not written and not pictures:
        turn.refuse("post-empty", "there is nothing in it", fix="send text, or pictures")
    if len(written) > terms.max_chars:
        turn.refuse("post-too-long", f"at most {terms.max_chars} characters are taken", most=terms.max_chars)
    if len(pictures) > terms.max_pictures or len(set(pictures)) < len(pictures):
        turn.refuse("post-pictures", f"at most {terms.max_pictures} different pictures", most=terms.max_pictures)


def decide(turn: Turn) -> Post:
    """``post.decide``: a person has looked."""
    id_, post = get(turn)
    decision, reason = str(turn.data["decision"]), str(turn.data.get("reason") or "")
    by = str(turn.data.get("clerk") or "")
    if post.status not in _MAY[decision]:
        turn.refuse("post-decided", f"it is {post.status}", status=post.status)
    if decision == "show":
        _move(turn, id_, post, "shown", by=by, reason="")
    elif post.shown_us:
        _move(turn, id_, post, "taken_down", by=by, reason=reason)
    else:
        _move(turn, id_, post, "rejected", by=by, reason=reason)
    return post


def hear(turn: Turn) -> Post:
    """``post.checked``: the platform has looked; what it has something against goes to people."""
    id_, post = get(turn)
    if post.status != "pending" or post.awaits != "platform":
        turn.refuse("post-decided", f"it is {post.status}", status=post.status)
    fault, name = str(turn.data.get("fault") or ""), str(turn.data["check"])
    if not fault:
        _move(turn, id_, post, "shown", by=f"check:{name}", reason="")
        return post
    post.awaits, post.flags = "people", [*post.flags, f"{name}:{fault}"]
    _put(turn, id_, post)
    turn.applied(f"activities.{post.activity}", "post-waits")
    return post


def report(turn: Turn) -> Post:
    """``post.report``: somebody else thinks that it should not be there; enough of them, and people look again."""
    id_ = str(turn.data["post"])
    post = turn.shared(POST, id_) if POST.is_key(id_) else None
    if post is None or not post.is_open:
        turn.refuse("post-not-shown", "there is no such post to be seen")
    if turn.state.is_of(post.member_id):
        turn.refuse("post-own", "it is the member's own", fix="delete it")
    if not turn.record("post_report", id_, {"reason": str(turn.data["reason"]), "t_us": turn.now.t_us}):
        return post
    post.reports = move(post.reports, str(turn.data["reason"]))
    if sum(post.reports.values()) >= turn.program.section("posts", PostsSpec).reports:
        post.status, post.awaits, post.flags = "pending", "people", ["reported"]
    _put(turn, id_, post)
    turn.applied(f"activities.{post.activity}", "post-reported")
    turn.emit("post.reported", {"post": id_, "activity": post.activity, "held": post.status == "pending"})
    return post


def adopt(turn: Turn) -> Post:
    """``post.adopt`` and ``post.unadopt``: the merchant takes it up, or it was a slip."""
    id_, post = get(turn)
    wanted = turn.event.type == "post.adopt"
    if not post.adoptable:
        turn.refuse("post-not-adoptable", "nothing is adopted there")
    if post.adopted == wanted or (wanted and post.status not in {"pending", "shown"}):
        turn.refuse("post-decided", f"it is {post.status}", status=post.status)
    post.adopted = wanted
    _put(turn, id_, post)
    name = "adopted" if wanted else "unadopted"
    turn.applied(f"activities.{post.activity}", f"post-{name}")
    if wanted:
        turn.message(
            "post-adopted", f"post:{id_}:{turn.key}", MessageTerms("", f"activities.{post.activity}"), post=id_
        )
    turn.emit(f"post.{name}", {"post": id_, "activity": post.activity})
    return post


def delete(turn: Turn) -> Post:
    """``post.delete``: the member takes it back."""
    id_, post = get(turn)
    if post.status == "deleted":
        turn.refuse("post-decided", "it is deleted", status=post.status)
    _move(turn, id_, post, "deleted", by="", reason="by-the-member")
    return post


def forget(turn: Turn) -> None:
    """Who is erased has written nothing that anybody can read: their posts are over."""
    for id_ in sorted(turn.state.list_records("post")):
        post = turn.shared(POST, id_)
        if post is not None and post.status != "deleted":
            post.status, post.awaits, post.reason, post.words = "deleted", "", "erased", []
            turn.put_shared(POST, id_, post)


def get(turn: Turn) -> tuple[str, Post]:
    """The member's post that is asked about; refuses where there is none under this number."""
    id_ = str(turn.data["post"])
    found = turn.shared(POST, id_) if POST.is_key(id_) else None
    if found is None or not turn.state.is_of(found.member_id):
        turn.refuse("post-not-found", "the member has no post under this number", fix="look it up: GET /v1/posts")
    return id_, found


def _move(turn: Turn, id_: str, post: Post, status: Status, *, by: str, reason: str) -> None:
    first = status == "shown" and not post.shown_us
    post.status, post.awaits, post.reason, post.by = status, "", reason, by
    post.reports, post.decided_us = {}, turn.ctx.now_us
    if first:
        post.shown_us = turn.now.t_us
    _put(turn, id_, post)
    code = f"post-{status.replace('_', '-')}"
    turn.applied(f"activities.{post.activity}", code)
    if status in {"rejected", "taken_down"}:
        turn.message(
            code, f"post:{id_}:{turn.key}", MessageTerms("", f"activities.{post.activity}"), post=id_, reason=reason
        )
    turn.emit(f"post.{status}", {
        "post": id_, "activity": post.activity, "about": post.about, "reason": reason, "first": first,
    })  # fmt: skip


def _put(turn: Turn, id_: str, post: Post) -> None:
    turn.put_shared(POST, id_, post)
