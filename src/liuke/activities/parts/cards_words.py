"""A collection of cards in words: its events, its reasons and messages, its lines of the rules page."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.activities.contracts import Activity
from liuke.activities.frame_words import list_law_lines
from liuke.activities.naming import asset_name, render_rewards
from liuke.activities.parts.cards_deal import PPM, find_odds
from liuke.activities.parts.cards_jackpot import SHARE
from liuke.activities.parts.cards_offers import CHANGED
from liuke.activities.parts.cards_spec import CardDrop, CardJackpot, CardsSpec
from liuke.earning.wording import format_money
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, Text, text

_ACTIVITY = EventField("str", text("集卡活动", "Collection"))
_CARD = EventField("str", text("卡片", "Card"))
_REF = EventField("str", text("单号", "Reference"))
_ORDER = EventField("str", text("订单", "Order"))
_WANTED = EventField("str", text("想要的卡片", "Wanted"))
_NUMBER = EventField("int", text("序号", "Number"))
_ASSET = EventField("str", text("账户（空为现金）", "Asset (empty: cash)"))
_AMOUNT = EventField("int", text("数量", "Amount"))
_BACK = {"activity": _ACTIVITY, "card": _CARD, "order_id": _ORDER}

EVENT_TYPES = (
    EventType("cards.dropped", text("获得卡片", "Card dropped"), "derived", {
        "activity": _ACTIVITY, "card": _CARD, "hit": EventField("str", text("抽中", "Hit")),
        "by": EventField("str", text("来源", "By")), "order_id": _ORDER,
    }),
    EventType("cards.withdrawn", text("卡片收回", "Card withdrawn"), "derived", _BACK),
    EventType("cards.stays", text("卡片已用，未收回", "Card stays: it was used"), "derived", _BACK),
    EventType("cards.offered", text("发出卡片", "Card offered"), "derived", {
        "activity": _ACTIVITY, "ref": _REF, "card": _CARD, "wanted": _WANTED,
        "to_member": EventField("int", text("会员", "Member")),
    }),
    EventType("cards.offer_closed", text("卡片往来结束", "Offer of a card closed"), "derived", {
        "activity": _ACTIVITY, "ref": _REF, "outcome": EventField("str", text("结果", "Outcome")), "card": _CARD,
        "wanted": _WANTED,
    }),
    EventType(CHANGED, text("卡片往来有变化", "News of an offer"), "derived", {"activity": _ACTIVITY, "ref": _REF}),
    EventType("cards.made", text("卡片合成", "Card made of others"), "derived", {
        "activity": _ACTIVITY, "recipe": EventField("str", text("合成方式", "Recipe")), "card": _CARD,
    }),
    EventType("cards.finished", text("集齐一套", "Set finished"), "derived", {
        "activity": _ACTIVITY, "sets": EventField("int", text("套数", "Sets")),
    }),
    EventType(SHARE, text("奖池分配", "Share of a jackpot"), "derived", {
        "activity": _ACTIVITY, "number": _NUMBER, "asset": _ASSET, "amount": _AMOUNT,
    }),
    EventType("cards.jackpot_paid", text("瓜分奖池到账", "Share of a jackpot given"), "derived", {
        "activity": _ACTIVITY, "number": _NUMBER, "asset": _ASSET, "amount": _AMOUNT,
    }),
    EventType("cards.jackpot_settled", text("奖池已分完", "Jackpot shared"), "derived", {
        "activity": _ACTIVITY, "sets": EventField("int", text("套数", "Sets")), "asset": _ASSET, "amount": _AMOUNT,
    }),
)  # fmt: skip

WORDINGS = {
    "cards-dropped": text("获得卡片「{card}」", "the card “{card}”"),
    "cards-gone": text("抽中「{card}」，已发完或已达每人上限", "“{card}” was hit, and is gone or had often enough"),
    "cards-limit": text("卡片数量已达上限", "no more cards for now"),
    "cards-again": text("已为此掉落过", "it dropped cards before"),
    "cards-condition": text("不符合掉落条件", "it drops no cards"),
    "cards-no-draw": text("没有可用的抽卡机会", "there is nothing to draw with"),
    "cards-withdrawn": text("订单退款，收回「{card}」", "the order went back, and “{card}” with it"),
    "cards-stays": text(
        "订单退款，「{card}」已使用或送出，不再收回", "the order went back; “{card}” was used and stays"
    ),
    "cards-unknown": text("没有这张卡片", "there is no such card"),
    "cards-none": text("没有这张卡片可用", "the member does not have this card"),
    "cards-no-exchange": text("本活动不支持", "this activity does not do that"),
    "cards-self": text("不能送给自己", "a card is given to somebody else"),
    "cards-not-friends": text("只能与好友往来", "cards go between friends alone"),
    "cards-too-many": text("发起次数已达上限", "no more offers for now"),
    "cards-offer-made": text("卡片已发出，等待对方领取", "the card is offered"),
    "cards-no-offer": text("没有这笔往来", "there is no such offer"),
    "cards-offer-over": text("已结束", "it is over"),
    "cards-offer-taken": text("「{card}」已被领取", "“{card}” was taken"),
    "cards-offer-back": text("「{card}」未被领取，已退回", "“{card}” was not taken and came back"),
    "cards-taken": text("已领取「{card}」", "“{card}” taken"),
    "cards-gift-came": text("好友送来卡片「{card}」，请及时领取", "a friend gives you “{card}”: take it in time"),
    "cards-swap-came": text("好友想用「{card}」换「{wanted}」", "a friend offers “{card}” for “{wanted}”"),
    "cards-recipe": text("没有这种合成", "there is no such recipe"),
    "cards-made": text("合成「{card}」", "made “{card}”"),
    "cards-set-incomplete": text("还没有集齐", "the set is not whole"),
    "cards-set-limit": text("已达每人集齐上限", "a member may finish no more sets"),
    "cards-finished": text("集齐第 {sets} 套", "set {sets} finished"),
    "cards-over": text("奖池正在分配", "the jackpot is being shared"),
    "cards-share": text("瓜分奖池", "a share of the jackpot"),
    "cards-share-nobodys": text("会员已注销，未发放", "who had it was erased: it is nobody's"),
    "cards-jackpot-shared": text("奖池分完，共 {sets} 套", "shared among {sets:set|sets}"),
    "cards-returned": text("活动取消，卡片作废，已付的退回", "called off: cards are void, what was paid came back"),
    "merge-cards": text("并入后共 {count} 张卡片", "{count:card|cards}, of both"),
}


def show_share(ppm: int) -> str:
    """Millionths as a percentage without needless zeros."""
    return f"{ppm / (PPM // 100):.4f}".rstrip("0").rstrip(".") + "%"


def render_pot(activity: Activity, pot: CardJackpot) -> Text:
    """How much is shared."""
    if pot.cents:
        return format_money(activity.program, pot.cents)
    asset = asset_name(activity.program, pot.asset or "")
    return text(f"{pot.amount} {asset.zh}", f"{pot.amount} {asset.get('en')}")


def render_cards_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    """Odds, how cards come and go, what a set brings."""
    spec, program, zh = activity.typed(CardsSpec), activity.program, locale == "zh"
    for card, odds in zip(spec.cards, find_odds(spec), strict=True):
        name, notes = card.name.get(locale), list[str]()
        if card.stock is not None:
            notes.append(f"共 {card.stock} 张" if zh else f"{card.stock} in all")
        if card.each is not None:
            notes.append(f"每人最多 {card.each} 张" if zh else f"{card.each} a member at most")
        if card.id == spec.wild:
            notes.append("万能卡，可代替任意一张" if zh else "stands for any other card")
        said = show_share(odds)
        line = f"{name}：概率 {said}" if zh else f"{name}: {said}"
        if not odds:
            line = f"{name}：不掉落" if zh else f"{name}: does not drop"
        rest = ("，" if zh else ", ").join(notes)
        yield f"{line}（{rest}）" if rest and zh else f"{line} ({rest})" if rest else line
    yield from (_render_drop(activity, drop, locale) for drop in spec.drops)
    yield from _render_draws(activity, locale)
    if spec.exchange is not None:
        hours, most = spec.exchange.hours, spec.exchange.per_day
        yield (
            f"卡片可在会员间赠送或交换，每天最多发起 {most} 次，{hours} 小时内未领取自动退回"
            if zh
            else f"Cards can be given and swapped, {most} a day; what is not taken within {hours} hours comes back"
        )
    names = {card.id: card.name.get(locale) for card in spec.cards}
    for one in spec.recipes:
        made = names[one.makes] if one.makes is not None else ("随机一张" if zh else "a card by chance")
        yield f"{one.count} 张{names[one.of]}可合成{made}" if zh else f"{one.count} × {names[one.of]} make {made}"
    if spec.rewards:
        said = render_rewards(program, spec.rewards).get(locale)
        yield f"集齐一套得 {said}" if zh else f"For a whole set: {said}"
    yield from _render_jackpot(activity, locale)
    yield from list_law_lines(spec.organiser, spec.hand_over, spec.forfeit, locale)


def name_drop(activity: Activity, drop: CardDrop) -> Text:
    """What a drop is called: as the program says, or its event."""
    found = activity.program.events.find(drop.on)
    return drop.name or (found.label if found is not None else text(drop.on, drop.on))


def _render_drop(activity: Activity, drop: CardDrop, locale: Locale) -> str:
    name, zh = name_drop(activity, drop).get(locale), locale == "zh"
    limits = list[str]()
    if drop.per_day is not None:
        limits.append(f"每天最多 {drop.per_day} 张" if zh else f"{drop.per_day} a day at most")
    if drop.in_all is not None:
        limits.append(f"总共最多 {drop.in_all} 张" if zh else f"{drop.in_all} in all at most")
    line = f"{name}：掉落 {drop.count} 张" if zh else f"{name}: {drop.count} {'card' if drop.count == 1 else 'cards'}"
    return ("，" if zh else ", ").join([line, *limits])


def _render_draws(activity: Activity, locale: Locale) -> Iterable[str]:
    spec, zh = activity.typed(CardsSpec), locale == "zh"
    draws = spec.draws
    if draws is not None and draws.free_per_day:
        yield f"每天免费抽卡 {draws.free_per_day} 次" if zh else f"{draws.free_per_day} free draws a day"
    if draws is not None and draws.price is not None:
        asset, cost = asset_name(activity.program, draws.price.asset).get(locale), draws.price.amount
        most = draws.paid_per_day
        yield f"每次 {cost} {asset}，每天最多 {most} 次" if zh else f"{cost} {asset} each, {most} a day at most"
    if spec.per_day is not None:
        yield f"每人每天最多获得 {spec.per_day} 张" if zh else f"{spec.per_day} cards a member a day at most"
    if spec.in_all is not None:
        yield f"每人总共最多获得 {spec.in_all} 张" if zh else f"{spec.in_all} cards a member in all at most"


def _render_jackpot(activity: Activity, locale: Locale) -> Iterable[str]:
    spec, zh = activity.typed(CardsSpec), locale == "zh"
    pot = spec.jackpot
    if pot is None:
        return
    total = render_pot(activity, pot).get(locale)
    if pot.split == "equal":
        yield f"活动结束后，所有集齐的套数平分 {total}" if zh else f"All finished sets share {total} equally at the end"
    else:
        yield (
            f"活动结束后，所有集齐的套数随机瓜分 {total}"
            if zh
            else f"All finished sets share {total} at the end, in parts that are drawn"
        )
    most = spec.sets_each
    yield f"每人最多集齐 {most} 套" if zh else f"{most} {'set' if most == 1 else 'sets'} a member at most"
