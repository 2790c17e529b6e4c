"""Walls (反馈墙、故事墙): members write, somebody looks, others read and like; what the merchant adopts is rewarded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.naming import render_rewards
from liuke.activities.parts.wall_merge import MERGE
from liuke.activities.parts.wall_page import render_page
from liuke.activities.parts.wall_shown import WallShown
from liuke.activities.parts.wall_spec import SLOT, WallBook, WallDoc, WallSpec
from liuke.activities.shelf import Seen, Shelf
from liuke.activities.types.wall_requests import REQUESTS
from liuke.decision.hooks import ExportCase, LawCase, Nothing
from liuke.decision.rewards import RewardSpec
from liuke.decision.state import MemberState, Need
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, text
from liuke.posts import service as posts
from liuke.posts.contracts import POST, Post, PostTerms, move

LIKED = "wall.liked_often"
_ON_PAGE = 20


class _Plan:
    """A wall, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(WallSpec)
        self.id, self.path = spec.id, activity.path
        self.terms = PostTerms(
            spec.id, spec.check, spec.on_words, max_chars=spec.max_chars, max_pictures=spec.pictures,
            adoptable=bool(spec.adoption) or spec.style == "feedback",
        )  # fmt: skip

    # -- writing ----------------------------------------------------------------------------------------------------
    def write(self, turn: Turn) -> None:
        """``wall.write``: within the limits of a day, and in all."""
        doc = turn.state.read(SLOT, WallBook).docs.get(self.id) or WallDoc()
        day = self.activity.program.calendar.local_day(turn.judged_us)
        if doc.total >= self.spec.most or (doc.day == day and doc.today >= self.spec.per_day):
            self._refuse(turn, "wall-enough")
        doc = self._edit(turn)
        doc.today = doc.today + 1 if doc.day == day else 1
        doc.day, doc.total = day, doc.total + 1
        id_, post = posts.write(turn, self.terms)
        turn.record("wall_post", f"{self.id}/{id_}", {"t_us": turn.now.t_us})
        turn.result = {"activity": self.id, "post": id_, "status": post.status}

    # -- liking -----------------------------------------------------------------------------------------------------
    def like(self, turn: Turn) -> None:
        """``wall.like``: once a member and post, however often it is asked."""
        id_, post = self._find_open(turn)
        doc = turn.state.read(SLOT, WallBook).docs.get(self.id) or WallDoc()
        if int(id_) not in doc.liked:
            if len(doc.liked) >= self.spec.likes_each:
                self._refuse(turn, "wall-likes-enough")
            doc = self._edit(turn)
            doc.liked = sorted([*doc.liked, int(id_)])
            post.likes += 1
            self._tell(turn, id_, post)
            turn.put_shared(POST, id_, post)
            turn.applied(self.path, "wall-liked")
        self._answer(turn, id_, post, liked=True)

    def unlike(self, turn: Turn) -> None:
        """``wall.unlike``: takes it back; what it brought the writer is not given a second time."""
        id_ = str(turn.data["post"])
        post = turn.shared(POST, id_) if POST.is_key(id_) else None
        doc = turn.state.read(SLOT, WallBook).docs.get(self.id)
        if post is None or doc is None or not id_.isdigit() or int(id_) not in doc.liked:
            self._refuse(turn, "wall-not-liked")
        self._edit(turn).liked.remove(int(id_))
        post.likes -= 1
        turn.put_shared(POST, id_, post)
        turn.applied(self.path, "wall-unliked")
        self._answer(turn, id_, post, liked=False)

    def _find_open(self, turn: Turn) -> tuple[str, Post]:
        id_ = str(turn.data["post"])
        post = turn.shared(POST, id_) if POST.is_key(id_) and id_.isdigit() else None
        if not self.spec.likes or post is None or not post.is_open or post.activity != self.id:
            self._refuse(turn, "wall-no-post")
        if turn.state.is_of(post.member_id):
            self._refuse(turn, "wall-own")
        return id_, post

    def _tell(self, turn: Turn, id_: str, post: Post) -> None:
        """Each step is told of once a post, whatever is liked and unliked meanwhile."""
        for step in self.spec.like_steps:
            if post.told_likes < step.at <= post.likes:
                post.told_likes = step.at
                data = {"activity": self.id, "post": id_, "at": step.at}
                turn.deliver(post.member_id, f"{LIKED}:{id_}:{step.at}", LIKED, data)

    def _answer(self, turn: Turn, id_: str, post: Post, *, liked: bool) -> None:
        turn.result = {"activity": self.id, "post": id_, "likes": post.likes, "liked": liked}

    # -- what was decided -------------------------------------------------------------------------------------------
    def on_liked_often(self, turn: Turn) -> None:
        """A post of the member has reached a step."""
        step = next((one for one in self.spec.like_steps if one.at == turn.data["at"]), None)
        if turn.data["activity"] != self.id or step is None or self._is_over(turn):
            return
        doc = self._edit(turn)
        if doc.like_rewards >= self.spec.like_cap:
            turn.skipped(self.path, "wall-likes-cap")
            return
        doc.like_rewards += 1
        turn.applied(self.path, "wall-liked-often", at=step.at)
        self.activity.give(turn, step.rewards, rule="likes", ref=f"{turn.data['post']}/{step.at}")

    def on_shown(self, turn: Turn) -> None:
        """What is shown is rewarded, as often as the terms say."""
        if turn.data["activity"] != self.id or not self.spec.rewards or self._is_over(turn):
            return
        doc = self._edit(turn)
        if doc.rewarded < self.spec.rewarded_posts and self._give(turn, "posted", self.spec.rewards):
            doc.rewarded += 1

    def on_gone(self, turn: Turn) -> None:
        """What is not shown any more is not rewarded any more."""
        if turn.data["activity"] == self.id and self._take_back(turn, "posted"):
            self._edit(turn).rewarded -= 1

    def on_adopted(self, turn: Turn) -> None:
        """The merchant took it up."""
        if turn.data["activity"] == self.id and not self._is_over(turn):
            self._give(turn, "adopted", self.spec.adoption)
            turn.record("wall_adopted", f"{self.id}/{turn.data['post']}", {"t_us": turn.now.t_us})

    def on_unadopted(self, turn: Turn) -> None:
        """It was a slip."""
        if turn.data["activity"] == self.id:
            self._take_back(turn, "adopted")

    def _give(self, turn: Turn, rule: str, rewards: Sequence[RewardSpec]) -> bool:
        id_ = str(turn.data["post"])
        post = turn.shared(POST, id_)
        if post is None or rule in post.held or not rewards:
            return False
        post.given, post.held = move(post.given, rule), [*post.held, rule]
        turn.put_shared(POST, id_, post)
        self.activity.give(turn, rewards, rule=rule, ref=id_, times=post.given[rule])
        return True

    def _take_back(self, turn: Turn, rule: str) -> bool:
        id_ = str(turn.data["post"])
        post = turn.shared(POST, id_)
        if post is None or rule not in post.held:
            return False
        post.held = [one for one in post.held if one != rule]
        turn.put_shared(POST, id_, post)
        self.activity.take_back(turn, rule=rule, ref=id_, times=post.given[rule])
        return True

    def _is_over(self, turn: Turn) -> bool:
        """Whether it was called off or switched off: what was written in time is decided on after the end, too."""
        return self.activity.closed_reason(turn) in {"activity-cancelled", "activity-disabled"}

    def _edit(self, turn: Turn) -> WallDoc:
        return turn.state.edit(SLOT, WallBook).docs.setdefault(self.id, WallDoc())

    def _refuse(self, turn: Turn, code: str) -> NoReturn:
        turn.refuse(code, f"{self.path}: {_WORDINGS[code].en}", activity=self.id)

    # -- asking -----------------------------------------------------------------------------------------------------
    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """What may be written, and what the member likes."""
        doc = state.read(SLOT, WallBook).docs.get(self.id) or WallDoc()
        day = self.activity.program.calendar.local_day(now_us)
        today = self.spec.per_day - (doc.today if doc.day == day else 0)
        spec = self.spec
        return {
            "style": spec.style, "prompt": spec.prompt.model_dump() if spec.prompt is not None else "",
            "max_chars": spec.max_chars, "pictures": spec.pictures, "likes": spec.likes,
            "left_today": max(min(today, spec.most - doc.total), 0), "liked": [str(one) for one in doc.liked],
        }  # fmt: skip

    def show_posts(self, shown: dict[str, Any], state: MemberState, seen: Seen) -> None:
        """Put the newest posts into the summary, and what only the member sees of their own."""
        liked = set(shown["liked"])
        shown["posts"] = [show_post(one, state, liked) for one in seen.posts]
        shown["own"] = show_own(state, seen)


def show_own(state: MemberState, seen: Seen) -> list[dict[str, Any]]:
    """What the member wrote that waits or was refused; nobody else's, whatever was read."""
    return [show_post(one, state, set()) for one in seen.own if state.is_of(one.post.member_id)]


def show_post(one: Any, state: MemberState, liked: set[str]) -> dict[str, Any]:
    """A post as members see it."""
    post: Post = one.post
    mine = state.is_of(post.member_id)
    states = {"pending": "waiting", "shown": "adopted" if post.adopted else "shown"}
    return {
        "id": one.id, "by": one.shown, "text": one.text or "", "pictures": list(post.pictures),
        "state": states.get(post.status, "refused"), "likes": post.likes, "liked": one.id in liked, "mine": mine,
        "since_us": post.since_us, "reason": post.reason if mine else "",
    }  # fmt: skip


def _compile(activity: Activity) -> Behaviour:
    plan = _Plan(activity)
    gone = [(f"post.{name}", plan.on_gone) for name in ("rejected", "taken_down", "deleted")]
    return Behaviour(
        requests={"wall.write": plan.write, "wall.like": plan.like, "wall.unlike": plan.unlike},
        always=[
            ("post.shown", plan.on_shown), *gone, ("post.adopted", plan.on_adopted),
            ("post.unadopted", plan.on_unadopted), (LIKED, plan.on_liked_often),
        ],
        summary=plan.summary, shelf=Shelf(plan.show_posts, posts=_ON_PAGE),
    )  # fmt: skip


def _render_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    spec, zh = activity.typed(WallSpec), locale == "zh"
    yield (
        f"每人每天最多发布 {spec.per_day} 篇，共 {spec.most} 篇"
        if zh
        else f"{spec.per_day} posts a member and day, {spec.most} in all"
    )
    yield _CHECKED[spec.check].get(locale)
    for zh_label, en_label, rewards in (
        (f"发布奖励（每人 {spec.rewarded_posts} 篇）", f"For a post, {spec.rewarded_posts} a member", spec.rewards),
        ("采纳奖励", "For an adopted post", spec.adoption),
        *((f"获 {one.at} 个赞", f"For {one.at} likes", one.rewards) for one in spec.like_steps),
    ):  # fmt: skip
        if rewards:
            named = render_rewards(activity.program, rewards).get(locale)
            yield f"{zh_label}：{named}" if zh else f"{en_label}: {named}"
    if spec.like_steps:
        yield (
            f"获赞奖励每人最多 {spec.like_cap} 次"
            if zh
            else f"Likes are rewarded {spec.like_cap} times a member at most"
        )


_CHECKED = {
    "people": text("内容经人工审核后展示", "Somebody looks at everything before it is shown"),
    "platform": text("内容经平台检查后展示", "A platform checks everything before it is shown"),
    "words": text("内容经敏感词检查后展示", "Listed words are looked for before anything is shown"),
}
_WORDINGS = {
    "wall-enough": text("发布篇数已达上限", "no more may be written now"),
    "wall-likes-enough": text("点赞数已达上限", "no more may be liked"),
    "wall-likes-cap": text("获赞奖励已达上限", "likes are rewarded no more"),
    "wall-no-post": text("没有这条内容，或不能点赞", "there is no such post to like"),
    "wall-own": text("不能给自己点赞", "it is the member's own"),
    "wall-not-liked": text("没有点过赞", "the member does not like it"),
    "wall-liked": text("已点赞", "liked"),
    "wall-unliked": text("已取消点赞", "liked no more"),
    "wall-liked-often": text("内容获得 {at} 个赞", "the post has {at:like|likes}"),
    "merge-wall": text("并入 {count} 篇内容", "{count:post|posts} come over"),
}


# -- hooks ------------------------------------------------------------------------------------------------------------
def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, WallBook).docs.items():
        if min(doc.today, doc.total, doc.rewarded, doc.like_rewards) < 0 or doc.rewarded > doc.total:
            yield f"{activity}: {doc.total} written, {doc.rewarded} rewarded, {doc.today} on day {doc.day}"
        if len(set(doc.liked)) < len(doc.liked):
            yield f"{activity}: something is liked twice"


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("writers", text("发布会员", "Members who wrote"), "members", Recorded("wall_post", "members")),
        Figure("posts", text("发布篇数", "Posts"), "times", Recorded("wall_post")),
        Figure("adopted", text("采纳篇数", "Adopted"), "times", Recorded("wall_adopted")),
    )


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, WallBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    return {"name": case.name_of(activity.path), "posts": doc.total, "liked": [str(one) for one in doc.liked]}


HOOKS = ActivityHooks(
    undo_cause=Nothing("no order writes anything"),
    cancel=Nothing("what was written stays, and nothing of value is held"),
    merge=MERGE,
    erase=Nothing("posts are over with the domain of posts; a like tells nobody who somebody is, and counts on"),
    export=_export,
    results=_list_figures,
    published=("posts", "adopted"),
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=WallShown,
    page=render_page,
    kind="wall",
    label=text("内容墙", "Wall"),
    spec=WallSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    prefetch={
        name: lambda event: (
            [Need("shared", 0, POST.place(event.data["post"]))] if POST.is_key(event.data.get("post") or "") else []
        )
        for name in ("wall.like", "wall.unlike")
    },
    event_types=(
        EventType(LIKED, text("内容获赞达标", "A post is liked often"), "derived", {
            "activity": EventField("str", text("活动", "Activity"), required=True),
            "post": EventField("str", text("内容编号", "Post"), required=True),
            "at": EventField("int", text("点赞数", "Likes"), required=True),
        }),
    ),
    render_rules=_render_rules,
    wordings=_WORDINGS,
)  # fmt: skip
