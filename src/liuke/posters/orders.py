"""What stands on a member's pictures, in words: from the member's state and the program. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from liuke.activities.rewards.badge import BADGES, BadgeBook
from liuke.benefits.service import SAVINGS, SavingsBook
from liuke.decision.domain import CompiledProgram
from liuke.decision.rewards import RewardSpec
from liuke.decision.state import MemberState
from liuke.earning.wording import format_money
from liuke.kernel.clock import FOREVER_US, date_of
from liuke.kernel.errors import NotFound
from liuke.kernel.text import Locale, Text, text
from liuke.posters import fonts
from liuke.posters.colours import READABLE, deepen
from liuke.posters.contracts import MAX_SCENE, Badge, Certificate, Invite, Kind, Look, NoInviteCode, Order, Upgrade
from liuke.posters.lint import SCENE
from liuke.posters.spec import PostersSpec
from liuke.program.walk import find_named
from liuke.referral.contracts import REFERRAL, ReferralBook
from liuke.referral.spec import ReferralSpec
from liuke.tiers.plan import TIERS, TierDoc, get_plan
from liuke.tiers.spec import TierSpec

MAX_NAME = 40
"""Characters of a name; more of it fits onto no picture."""
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_FRIEND = text("朋友", "A friend")
_CERTIFICATE_ACCENT = "#a9833f"


def get_terms(program: CompiledProgram) -> PostersSpec:
    """The section of the program."""
    return program.section("posters", PostersSpec)


def choose_picture(program: CompiledProgram, kind: Kind, id_: str) -> str:
    """The merchant's picture for such a poster; empty: line art."""
    terms = get_terms(program)
    if kind == "badge":
        own = next((look for look in terms.badges if look.badge == id_), None)
        return (own.picture if own is not None else "") or terms.badge.picture
    looks = {"invite": terms.invite.picture, "certificate": terms.certificate.picture, "upgrade": terms.upgrade.picture}
    return looks[kind]


def place_order(
    program: CompiledProgram, state: MemberState, kind: Kind, id_: str, *, picture: str, locale: Locale
) -> Order:
    """What is drawn for a member.

    Args:
        program: In force.
        state: The member's.
        kind: Which picture.
        id_: The badge, for badges and certificates; the tier, for upgrades (empty: the one in force).
        picture: Hash of the merchant's picture; empty: line art.
        locale: Of what stands on it.

    Raises:
        NoInviteCode: the member never asked for a code.
        NotFound: the member was erased, or has not what the picture is about.
    """
    if state.is_erased:
        raise NotFound("the member was erased")
    match kind:
        case "invite":
            return _order_invite(program, state, picture, locale)
        case "badge":
            return _order_badge(program, state, id_, picture, locale)
        case "certificate":
            return _order_certificate(program, state, id_, picture, locale)
        case "upgrade":
            return _order_upgrade(program, state, id_, picture, locale)


# -- words ------------------------------------------------------------------------------------------------------------
def name_shop(program: CompiledProgram, locale: Locale) -> str:
    """The merchant's name as it stands on pictures."""
    return fonts.clean((get_terms(program).shop or program.spec.name).get(locale), 60)


def name_member(program: CompiledProgram, state: MemberState) -> str:
    """What the member calls themselves, as far as it can be drawn; empty: nothing of it."""
    name = state.profile.get(get_terms(program).name_attribute)
    return fonts.clean(name, MAX_NAME) if isinstance(name, str) else ""


def show_date(day: int, locale: Locale) -> str:
    """A day as people write it.

    >>> show_date(20_520, "zh"), show_date(20_520, "en")
    ('2026 年 3 月 8 日', '8 March 2026')
    """
    found = date_of(day)
    if locale == "zh":
        return f"{found.year} 年 {found.month} 月 {found.day} 日"
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def show_money(program: CompiledProgram, cents: int, locale: Locale) -> str:
    """A sum in large type: ``¥486.20``, and by the code of any other currency."""
    currency = program.spec.currency
    whole, rest = divmod(cents, 10**currency.exponent)
    digits = f"{whole:,}.{rest:0{currency.exponent}}" if currency.exponent else f"{whole:,}"
    return f"¥{digits}" if currency.code == "CNY" else fonts.clean(format_money(program, cents).get(locale))


def _render(program: CompiledProgram, rewards: Sequence[RewardSpec], locale: Locale) -> str:
    def name_of(kind: str, id_: str) -> Text:
        path = program.spec.ref_paths.get(kind)
        named = find_named(program.spec, f"{path}.{id_}") if path is not None else None
        return named if named is not None else text(id_, id_)

    words = [reward.render(name_of, program.spec.currency).get(locale) for reward in rewards]
    return fonts.clean(("、" if locale == "zh" else ", ").join(words))


# -- invitations ------------------------------------------------------------------------------------------------------
def make_scene(code: str) -> str:
    """A scene for a mini program's picture code: what ``wxacode.getUnlimited`` is given."""
    scene = f"{SCENE}{code}"
    assert len(scene) <= MAX_SCENE, "codes are short"
    return scene


def make_content(program: CompiledProgram, code: str) -> str:
    """What the QR code of an invitation says."""
    link = get_terms(program).link
    return link.replace("{code}", code) if link else make_scene(code)


def _order_invite(program: CompiledProgram, state: MemberState, picture: str, locale: Locale) -> Invite:
    code = state.read(REFERRAL, ReferralBook).code
    if not code:
        raise NoInviteCode
    terms, shop = get_terms(program), name_shop(program, locale)
    referral = program.section("referral", ReferralSpec)
    name = name_member(program, state) or _FRIEND.get(locale)
    tier, color = _find_tier(program, state.tier, locale)
    gain = _render(program, referral.invitee, locale)
    line = terms.invite.line or text(f"{name} 邀请你加入{shop}", f"{name} invites you to {shop}")
    scan = (
        text("长按识别二维码", "Scan the code")
        if terms.link
        else text("在小程序内扫一扫", "Scan it in the mini program")
    )
    look = Look(terms.invite.ground, terms.invite.ink, terms.invite.accent, picture)
    return Invite(
        look, shop, _clean_lines(terms.invite.headline.get(locale)), fonts.clean(line.get(locale)), name, tier,
        color, text("新会员首单可得", "For your first order").get(locale), gain,
        _render_terms(program, referral, gives=bool(gain)).get(locale), code,
        text("或填写邀请码", "Or enter the code").get(locale), scan.get(locale), make_content(program, code),
    )  # fmt: skip


def _clean_lines(words: str) -> str:
    return "\n".join(line for line in (fonts.clean(part, 60) for part in words.split("\n")[:2]) if line)


def _render_terms(program: CompiledProgram, referral: ReferralSpec, *, gives: bool) -> Text:
    days, window = referral.newcomer_days, referral.window_days
    if not gives:
        return text(f"新会员注册 {days} 天内填写邀请码", f"Enter the code within {days} days of joining")
    least = format_money(program, referral.min_cents)
    order = text(f"首单满 {least.zh}", f"a first order of {least.get('en')} or more")
    if referral.min_cents == 1:
        order = text("首单支付", "your first order")
    return text(
        f"注册 {days} 天内填写邀请码，{window} 天内{order.zh}后到账",
        f"Enter the code within {days} days of joining, then place {order.get('en')} within {window} days",
    )


def _find_tier(program: CompiledProgram, id_: str, locale: Locale) -> tuple[str, str]:
    """Name and colour of a tier; no name where there is none."""
    found = next((one.spec for one in get_plan(program).tiers if one.id == id_), None)
    return (fonts.clean(found.name.get(locale), 60), found.color) if found is not None else ("", "#5b645e")


def find_climbed(program: CompiledProgram, id_: str) -> TierSpec | None:
    """A tier that one comes to; ``None``: there is none of this id, or everybody begins with it."""
    found = next((one for one in get_plan(program).tiers if one.id == id_), None)
    return found.spec if found is not None and (found.rank > 0 or found.spec.entry is not None) else None


# -- badges -----------------------------------------------------------------------------------------------------------
def _index_badges(program: CompiledProgram) -> dict[str, Text]:
    """Badge → name, wherever the program gives one."""
    return dict(reversed(list(_walk_badges(program.plain))))


def _walk_badges(part: Any) -> Iterator[tuple[str, Text]]:
    if isinstance(part, Mapping):
        known = cast("Mapping[str, Any]", part)
        if known.get("kind") == "badge" and isinstance(known.get("badge"), str) and known.get("name"):
            yield known["badge"], Text.model_validate(known["name"])
        for inner in known.values():
            yield from _walk_badges(inner)
    elif isinstance(part, list | tuple):
        for inner in cast("Sequence[Any]", part):
            yield from _walk_badges(inner)


def name_badge(program: CompiledProgram, id_: str, locale: Locale) -> str:
    """Name of a badge; its id where nothing in the program names it any more."""
    name = program.built("posters.badges", _index_badges).get(id_)
    return fonts.clean(name.get(locale) if name is not None else id_, 60)


def list_badges(state: MemberState) -> list[tuple[str, int]]:
    """Badges that the member holds and since when, the newest first."""
    earned = state.read(BADGES, BadgeBook).earned
    return sorted(earned.items(), key=lambda one: (-one[1], one[0]))


def _get_earned(state: MemberState, id_: str) -> int:
    earned_us = state.read(BADGES, BadgeBook).earned.get(id_)
    if earned_us is None:
        raise NotFound(f"the member holds no badge {id_[:100]!r}", fix="GET /v1/members/{member}/posters lists them")
    return earned_us


def _order_badge(program: CompiledProgram, state: MemberState, id_: str, picture: str, locale: Locale) -> Badge:
    earned_us, terms = _get_earned(state, id_), get_terms(program)
    own = next((look for look in terms.badges if look.badge == id_), None)
    look = Look(own.ground if own is not None else terms.badge.ground, terms.badge.ink, terms.badge.ground, picture)
    day = show_date(program.calendar.local_day(earned_us), locale)
    words = text(f"{day}获得", f"Earned {day}").get(locale)
    return Badge(
        look, name_shop(program, locale), name_badge(program, id_, locale), name_member(program, state), words
    )  # fmt: skip


def _order_certificate(
    program: CompiledProgram, state: MemberState, id_: str, picture: str, locale: Locale
) -> Certificate:
    earned_us, terms = _get_earned(state, id_), get_terms(program)
    digest = hashlib.sha256(f"{state.member_id}/{id_}/{earned_us}".encode()).hexdigest()[:8].upper()
    number = f"{digest[:4]}-{digest[4:]}"
    return Certificate(
        Look(terms.certificate.ground, terms.certificate.ink, _CERTIFICATE_ACCENT, picture),
        name_shop(program, locale), text("荣誉证书", "Certificate").get(locale),
        "CERTIFICATE" if locale == "zh" else "",
        text("兹授予", "presented to").get(locale),
        name_member(program, state) or text("尊敬的会员", "Our member").get(locale),
        text("以下荣誉称号", "who has earned the title").get(locale), name_badge(program, id_, locale),
        show_date(program.calendar.local_day(earned_us), locale), text(f"编号 {number}", f"No. {number}").get(locale),
    )  # fmt: skip


# -- tiers ------------------------------------------------------------------------------------------------------------
def _find_since(program: CompiledProgram, state: MemberState) -> int:
    """Day since which the tier in force holds; 0: it is lent, or nobody noted it."""
    doc = state.read(TIERS, TierDoc)
    if doc.by_hand is not None and doc.by_hand.until_us >= FOREVER_US:
        return program.calendar.local_day(doc.by_hand.since_us)
    return doc.since_day if doc.earned == state.tier else 0


def _order_upgrade(program: CompiledProgram, state: MemberState, id_: str, picture: str, locale: Locale) -> Upgrade:
    found = find_climbed(program, state.tier)
    if found is None or id_ not in {"", state.tier}:
        raise NotFound(
            f"the member's tier is {state.tier or 'none'!r}", fix="GET /v1/members/{member}/posters says what there is"
        )
    terms, since = get_terms(program), _find_since(program, state)
    saved = sum(state.read(SAVINGS, SavingsBook).saved.values())
    ground = deepen(found.color, terms.upgrade.ink, READABLE)
    return Upgrade(
        Look(ground, terms.upgrade.ink, ground, picture), name_shop(program, locale),
        text("恭喜，你已成为", "You are now").get(locale), fonts.clean(found.name.get(locale), 60),
        name_member(program, state), show_date(since, locale) if since else "",
        text("从今天起，你享有", "What it brings you").get(locale),
        tuple(fonts.clean(perk.get(locale)) for perk in found.perks[:4]),
        text("会员已为你省下", "Saved as a member").get(locale),
        show_money(program, saved, locale) if saved > 0 else "",
    )  # fmt: skip
