"""A challenge in words: its events, its reasons and messages, its lines of the rules page."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.activities.contracts import Activity
from liuke.activities.naming import asset_name, render_rewards
from liuke.activities.parts.challenge_pot import CLOSE
from liuke.activities.parts.challenge_spec import ChallengeSpec
from liuke.activities.parts.challenge_teams import INVITED, TEAM_REACHED
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.clock import date_of
from liuke.kernel.text import Locale, text

TIMER = "challenge"
GONE = "challenge.left"
_ACTIVITY = EventField("str", text("打卡营", "Challenge"))
_DAY = EventField("int", text("第几天", "Day of the plan"))
_DONE = EventField("int", text("已完成天数", "Days done"))
_NEEDED = EventField("int", text("需完成天数", "Days needed"))
_TEAM = EventField("str", text("队伍码", "Team code"))
_AT = EventField("int", text("天数", "Days"))
_NUMBER = EventField("int", text("编号", "Number"))
_ENDED = {"activity": _ACTIVITY, "done": _DONE, "needed": _NEEDED}

EVENT_TYPES = (
    EventType("challenge.joined", text("已报名打卡营", "Joined a challenge"), "derived", {
        "activity": _ACTIVITY, "deposit": EventField("int", text("押金", "Deposit")),
    }),
    EventType(GONE, text("已退出打卡营", "Left a challenge"), "derived", {
        "activity": _ACTIVITY, "deposit": EventField("int", text("押金", "Deposit")),
        "counted_day": EventField("day", text("报名日", "Day of joining")),
    }, undoes="challenge.joined", named_by=("activity",)),
    EventType("challenge.day_done", text("完成一天打卡", "Day of a challenge done"), "derived", {
        "activity": _ACTIVITY, "day": _DAY, "done": _DONE,
        "made_up": EventField("bool", text("补卡", "Made up for")),
    }),
    EventType("challenge.day_undone", text("一天打卡作废", "Day of a challenge undone"), "derived", {
        "activity": _ACTIVITY, "day": _DAY, "done": _DONE,
    }),
    EventType("challenge.step_reached", text("打卡阶段达成", "Step of a challenge reached"), "derived", {
        "activity": _ACTIVITY, "at": _AT,
    }),
    EventType("challenge.team_entered", text("已加入队伍", "Entered a team"), "derived", {
        "activity": _ACTIVITY, "team": _TEAM, "members": EventField("int", text("人数", "Members")),
    }),
    EventType(INVITED, text("收到组队邀请", "Invited to a team"), "derived", {
        "activity": _ACTIVITY, "team": _TEAM, "by": EventField("str", text("邀请人", "By")),
    }),
    EventType(TEAM_REACHED, text("队伍达成阶段", "Team reached a step"), "derived", {
        "activity": _ACTIVITY, "team": _TEAM, "at": _AT,
    }),
    EventType(CLOSE, text("打卡营结营", "A challenge is being closed"), "derived", {
        "activity": _ACTIVITY, "number": _NUMBER,
        "finished": EventField("bool", text("完成", "Finished")),
        "back": EventField("bool", text("退还押金", "Deposit goes back")),
        "share": EventField("int", text("分得押金", "Share of deposits")),
        "void": EventField("bool", text("未开营", "It never came about")),
        "certificate": _NUMBER,
    }),
    EventType("challenge.finished", text("完成打卡营", "Challenge finished"), "derived", _ENDED),
    EventType("challenge.unfinished", text("未完成打卡营", "Challenge not finished"), "derived", _ENDED),
    EventType("challenge.certified", text("打卡证书颁发", "Certificate of a challenge"), "derived", {
        "activity": _ACTIVITY, "number": _NUMBER,
    }),
    EventType("challenge.settled", text("打卡营已结营", "Challenge closed"), "derived", {
        "activity": _ACTIVITY, "members": EventField("int", text("参加会员", "Members")),
        "finished": EventField("int", text("完成会员", "Members who finished")),
        "deposits": EventField("int", text("押金总额", "Deposits")),
        "paid_out": EventField("int", text("退还与分发", "Paid out")),
        "kept": EventField("int", text("留存", "Kept")),
    }),
    EventType(f"timer.{TIMER}", text("打卡营到时", "Challenge due"), "timer", open=True),
)  # fmt: skip

WORDINGS = {
    "challenge-joined": text("报名成功", "you are in"),
    "challenge-again": text("已报过名", "joined already"),
    "challenge-sign-up-over": text("报名已截止", "sign-up is over"),
    "challenge-full": text("名额已满", "all places are taken"),
    "challenge-closed": text("已结营", "it is closed"),
    "challenge-begun": text("已开营，不能退出", "it has begun: nobody quits any more"),
    "challenge-left": text("已退出，已付的退回", "left; what was paid came back"),
    "challenge-not-inside": text("没有参加", "the member is not in it"),
    "challenge-not-yet": text("还没到这一天", "that day has not come"),
    "challenge-too-late": text("已过打卡时间，可以补卡", "it is too late for that day: make up for it"),
    "challenge-no-day": text("这一天没有任务", "there is no task on that day"),
    "challenge-by-event": text("这一天按行为自动打卡", "what you do proves this day: nothing is to be sent"),
    "challenge-day-done": text("这一天已打卡", "that day is done, or being checked"),
    "challenge-wants-text": text("请填写打卡内容，字数不足", "the proof wants a text of more characters"),
    "challenge-wants-picture": text("请上传打卡图片", "the proof wants a picture"),
    "challenge-day-waiting": text("第 {day} 天打卡已提交，等待审核", "the proof of day {day} is being checked"),
    "challenge-day-open": text("第 {day} 天打卡未通过，当天可重新提交",
                               "the proof of day {day} was not accepted: send another while the day lasts"),
    "challenge-day-done-now": text("第 {day} 天打卡完成，共 {done} 天", "day {day} is done, {done:day|days} in all"),
    "challenge-day-undone": text("第 {day} 天打卡作废，共 {done} 天", "day {day} counts no more, {done:day|days} left"),
    "challenge-counted": text("当天 {value}/{target}", "{value} of {target} today"),
    "challenge-not-counted": text("不计入打卡", "it does not count"),
    "challenge-step": text("达成 {at} 天", "{at:day|days} done"),
    "challenge-no-make-up": text("不能补卡", "missed days cannot be made up for"),
    "challenge-make-up-day": text("这一天不能补卡", "that day cannot be made up for"),
    "challenge-make-up-limit": text("补卡次数已用完", "no more days can be made up for"),
    "challenge-make-up-price": text("不支持用它支付", "that is not taken"),
    "challenge-no-teams": text("不支持组队", "there are no teams"),
    "challenge-in-team": text("已在队伍中", "the member is in a team"),
    "challenge-team-unknown": text("没有这支队伍", "there is no such team"),
    "challenge-team-full": text("队伍已满员", "the team is full"),
    "challenge-team-formed": text("队伍 {team} 已创建", "team {team} is yours"),
    "challenge-team-entered": text("已加入队伍 {team}", "in team {team}"),
    "challenge-not-friends": text("只能邀请好友", "only friends are invited"),
    "challenge-invited": text("邀请已发出", "the friend is invited"),
    "challenge-invitation": text("好友邀请加入队伍 {team}", "a friend invites you to team {team}"),
    "challenge-team-reached": text("队伍共完成 {at} 天", "the team has done {at:day|days}"),
    "challenge-no-step": text("没有可领取的队伍奖励", "there is no such reward of a team"),
    "challenge-finished": text("打卡营完成，共打卡 {done} 天", "finished, with {done:day|days} done"),
    "challenge-unfinished": text("打卡营结束，共打卡 {done} 天，未达到要求", "over: {done:day|days} are not enough"),
    "challenge-void": text("打卡营未进行，已付的退回", "it never came about: what was paid came back"),
    "challenge-share": text("分得未完成者押金 {amount}", "{amount} of the deposits of who did not finish"),
    "challenge-certificate": text("颁发证书第 {number} 号", "certificate number {number}"),
    "challenge-settled": text("结营，{finished} 人完成", "closed; {finished:member|members} finished"),
    "merge-challenge": text("打卡合计 {done} 天", "{done:day|days} done, of both"),
}  # fmt: skip


def render_challenge_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    """The days, what is paid, put down and made up for, what it brings, and how it is closed."""
    spec, zh = activity.typed(ChallengeSpec), locale == "zh"
    first, last, signs = (
        date_of(one).isoformat() for one in (spec.first, spec.first + spec.length - 1, spec.last_sign_up)
    )
    needed = spec.needed or spec.length
    yield (
        f"{first} 至 {last} 共 {spec.length} 天，完成 {needed} 天即达标；报名截至 {signs}"
        if zh
        else f"{spec.length} days, {first} to {last}; {needed} of them are needed. Sign-up until {signs}"
    )
    if spec.places is not None:
        yield f"名额 {spec.places} 个" if zh else f"{spec.places} places"
    yield from _render_payments(activity, spec, locale)
    yield from _render_rewards(activity, spec, locale)
    yield (
        f"结束后 {spec.review_days} 天结营；届时仍未审核的打卡算作完成"
        if zh
        else f"It is closed {spec.review_days} days after its last day; proofs that nobody decided on by then count"
    )


def _render_payments(activity: Activity, spec: ChallengeSpec, locale: Locale) -> Iterable[str]:
    program, zh = activity.program, locale == "zh"
    if spec.fee is not None:
        asset = asset_name(program, spec.fee.asset).get(locale)
        yield f"报名费 {spec.fee.amount} {asset}" if zh else f"Fee: {spec.fee.amount} {asset}"
    if (deposit := spec.deposit) is not None:
        asset = asset_name(program, deposit.asset).get(locale)
        back = {
            "returned": ("完成者退还，未完成不退", "who finishes has it back, who does not loses it"),
            "shared": ("完成者退还，并平分未完成者的押金；无人完成则全部退还",
                       "who finishes has it back with an equal share of the others'; if nobody does, all have it back"),
        }[deposit.after][0 if zh else 1]  # fmt: skip
        yield f"押金 {deposit.amount} {asset}：{back}" if zh else f"Deposit of {deposit.amount} {asset}: {back}"
    if (make_up := spec.make_up) is not None:
        prices = [f"{one.amount} {asset_name(program, one.asset).get(locale)}" for one in make_up.prices]
        cost = ("或" if zh else " or ").join(prices) or ("免费" if zh else "free")
        yield (
            f"可补前 {make_up.days_back} 天，最多 {make_up.most} 次，每次 {cost}；最后一天结束后不再补卡"
            if zh
            else f"Days of the last {make_up.days_back} can be made up for, {make_up.most} times at most, for "
            f"{cost} each, until the last day is over"
        )


def _render_rewards(activity: Activity, spec: ChallengeSpec, locale: Locale) -> Iterable[str]:
    program, zh = activity.program, locale == "zh"
    for step in spec.steps:
        said = render_rewards(program, step.rewards).get(locale)
        yield f"打卡 {step.at} 天：{said}" if zh else f"{step.at} days: {said}"
    if spec.rewards:
        said = render_rewards(program, spec.rewards).get(locale)
        yield f"完成奖励：{said}" if zh else f"For who finishes: {said}"
    if spec.certificate is not None:
        title = spec.certificate.get(locale)
        yield f"完成颁发证书「{title}」" if zh else f"Who finishes has the certificate “{title}”"
    if (teams := spec.teams) is not None:
        yield f"可组队，每队最多 {teams.size} 人" if zh else f"Teams of {teams.size} at most"
        for step in teams.steps:
            said = render_rewards(program, step.rewards).get(locale)
            yield (
                f"队伍合计打卡 {step.at} 天，每位队员得 {said}"
                if zh
                else f"{step.at} days of a team: {said} for each of it"
            )
