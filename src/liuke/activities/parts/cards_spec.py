"""The terms of collecting cards."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.activities.parts.check_in_spec import Price
from liuke.decision.rewards import Reward
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import Text
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.spec import Id, MediumId, Spec, hint

MAX_SHARE = 10**9


class CollectCard(Spec):
    """One card of the set.

    ``weight`` is its share of the sum of all weights, whatever is left of it: who hits a card that is gone, or of which
    they may have no more, gets the ``fallback`` of the activity, so that the odds that are shown are those that are
    drawn.
    """

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="peace"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    picture: MediumId = Field(default="", json_schema_extra=hint("图片", "Picture", widget="media", media="prize"))
    weight: int = Field(ge=0, le=10**9, json_schema_extra=hint("权重", "Weight"))
    rare: int | None = Field(
        default=None, ge=1, le=9, json_schema_extra=hint("稀有度（1 最稀有）", "Rarity (1 is the rarest)")
    )
    stock: int | None = Field(
        default=None, ge=0, le=10**9, json_schema_extra=hint("总数量（空为不限）", "Pieces in all", unit="pieces")
    )
    each: int | None = Field(
        default=None, ge=1, le=10_000, json_schema_extra=hint("每人最多获得", "A member at most", unit="pieces")
    )


class CardDrop(Spec):
    """Cards for something that happens: a check-in, a paid order, a credited share, any event of the program.

    ``once_by``: field of the event that names the thing, which drops cards once a member (who opened the share).
    """

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="order"))
    name: Text | None = Field(default=None, json_schema_extra=hint("名称", "Name"))
    on: str = Field(json_schema_extra=hint("事件", "Event", widget="event"))
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When", widget="condition"))
    count: int = Field(default=1, ge=1, le=10, json_schema_extra=hint("每次掉落", "Cards each time", unit="pieces"))
    per_day: int | None = Field(
        default=1, ge=1, le=1_000, json_schema_extra=hint("每天最多", "A day at most", unit="pieces")
    )
    in_all: int | None = Field(
        default=None, ge=1, le=10**6, json_schema_extra=hint("总共最多", "In all at most", unit="pieces")
    )
    once_by: str | None = Field(
        default=None, min_length=1, max_length=64, json_schema_extra=hint("同一…只计一次", "Once for each")
    )

    @model_validator(mode="after")
    def _fits_in_a_day(self) -> CardDrop:
        if min(self.per_day or self.count, self.in_all or self.count) < self.count:
            raise broken("每天或总共最多的数量，不得小于每次掉落", "the limits of a drop are below what drops at once")
        return self


class CardDraws(Spec):
    """Cards that the member draws: a free one of the day first, then for a price."""

    free_per_day: int = Field(
        default=1, ge=0, le=100, json_schema_extra=hint("每天免费次数", "Free a day", unit="times")
    )
    price: Price | None = Field(default=None, json_schema_extra=hint("每次价格", "Price of one"))
    paid_per_day: int = Field(
        default=3, ge=1, le=100, json_schema_extra=hint("每天付费次数", "Paid a day", unit="times")
    )


class CardExchange(Spec):
    """Giving cards to others, and swapping with them. What is not taken in time comes back."""

    gifts: bool = Field(default=True, json_schema_extra=hint("可赠送", "May be given"))
    swaps: bool = Field(default=True, json_schema_extra=hint("可交换", "May be swapped"))
    friends: bool = Field(
        default=True, json_schema_extra=hint("仅限好友", "Between friends alone"),
        description="Without it, who takes a card becomes a friend of who gave it, where friends are switched on.",
    )  # fmt: skip
    per_day: int = Field(
        default=5, ge=1, le=100, json_schema_extra=hint("每天最多发起", "Begun a day at most", unit="times")
    )
    hours: int = Field(default=24, ge=1, le=168, json_schema_extra=hint("领取期限", "To be taken within", unit="hours"))


class CardRecipe(Spec):
    """So many of one card become another; without ``makes`` it is drawn by the odds."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="three_to_one"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    of: Id = Field(json_schema_extra=hint("消耗的卡", "Uses up"))
    count: int = Field(ge=2, le=100, json_schema_extra=hint("消耗数量", "So many", unit="pieces"))
    makes: Id | None = Field(default=None, json_schema_extra=hint("合成的卡（空为随机）", "Makes (none: drawn)"))
    in_all: int | None = Field(
        default=None, ge=1, le=10_000, json_schema_extra=hint("每人最多", "A member at most", unit="times")
    )


class CardJackpot(Spec):
    """What all finished sets share when the activity is over, to the last cent or point.

    ``random``: each share is drawn evenly about the average of what is left, from ``least`` to ``most``. Where so many,
    or so few, finished that these bounds cannot be kept, the shares are equal.
    """

    cents: int = Field(default=0, ge=0, le=MAX_SHARE, json_schema_extra=hint("现金奖池", "Cash", unit="cents"))
    asset: Id | None = Field(
        default=None, json_schema_extra=hint("或：账户", "Or: asset", widget="ref", ref="asset")
    )  # fmt: skip
    amount: int = Field(default=0, ge=0, le=MAX_SHARE, json_schema_extra=hint("数量", "Amount", unit="points"))
    split: Literal["equal", "random"] = Field(default="equal", json_schema_extra=hint("分配方式", "How it is split"))
    least: int = Field(default=1, ge=1, le=MAX_SHARE, json_schema_extra=hint("每份最少（分/个）", "A share at least"))
    most: int | None = Field(
        default=None, ge=1, le=MAX_SHARE, json_schema_extra=hint("每份最多（分/个）", "A share at most")
    )
    claim_days: int = Field(
        default=0, ge=0, le=365, json_schema_extra=hint("现金领取期限", "Cash is claimed within", unit="days")
    )

    @property
    def total(self) -> int:
        """Cents, or units of the asset."""
        return self.cents or self.amount

    @model_validator(mode="after")
    def _is_one_thing(self) -> CardJackpot:
        if bool(self.cents) == bool(self.amount) or (self.asset is None) != bool(self.cents):
            raise broken("奖池须为现金，或某账户的数量，二者其一", "a jackpot is cash, or an amount of an asset")
        if self.most is not None and self.most < self.least:
            raise broken("每份最多不得小于每份最少", "the most of a share is below the least")
        return self


class CardsSpec(ActivitySpec):
    """Collect cards (集五福): who has the whole set finishes it, and all who did share the jackpot at the end."""

    kind: Literal["cards"] = Field(default="cards", json_schema_extra=hint("类型", "Kind"))
    cards: tuple[CollectCard, ...] = Field(min_length=2, max_length=30, json_schema_extra=hint("卡片", "Cards"))
    wild: Id | None = Field(default=None, json_schema_extra=hint("万能卡", "Universal card"))
    wild_each: int = Field(
        default=1, ge=1, le=10, json_schema_extra=hint("每套最多用万能卡", "Universal cards in a set", unit="pieces")
    )
    fallback: Id | None = Field(
        default=None, json_schema_extra=hint("卡片发完时改发", "Given when a card is gone"),
        description="Id of a card without limits; without one, nothing is dropped then.",
    )  # fmt: skip
    drops: tuple[CardDrop, ...] = Field(default=(), max_length=20, json_schema_extra=hint("掉落", "Drops"))
    draws: CardDraws | None = Field(default=None, json_schema_extra=hint("会员自抽", "The member draws"))
    per_day: int | None = Field(
        default=None, ge=1, le=1_000, json_schema_extra=hint("每人每天最多", "A member a day", unit="pieces")
    )
    in_all: int | None = Field(
        default=None, ge=1, le=10**6, json_schema_extra=hint("每人总共最多", "A member in all", unit="pieces")
    )
    exchange: CardExchange | None = Field(
        default=None, json_schema_extra=hint("赠送与交换", "Giving and swapping")
    )  # fmt: skip
    recipes: tuple[CardRecipe, ...] = Field(default=(), max_length=20, json_schema_extra=hint("合成", "Recipes"))
    sets_each: int = Field(
        default=1, ge=1, le=100, json_schema_extra=hint("每人最多集齐", "Sets a member", unit="times")
    )
    rewards: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("集齐奖励", "For a finished set"))
    jackpot: CardJackpot | None = Field(default=None, json_schema_extra=hint("瓜分奖池", "Jackpot"))
    organiser: Text | None = Field(default=None, json_schema_extra=hint("主办方", "Organiser"))
    hand_over: Text | None = Field(
        default=None, json_schema_extra=hint("领奖方式与期限", "How and until when to claim")
    )
    forfeit: Text | None = Field(default=None, json_schema_extra=hint("弃奖规则", "What is forfeited, and when"))

    def list_set(self) -> list[CollectCard]:
        """The cards of a whole set."""
        return [card for card in self.cards if card.id != self.wild]

    @model_validator(mode="after")
    def _names_fit(self) -> CardsSpec:
        known = {card.id: card for card in self.cards}
        for part in (self.cards, self.drops, self.recipes):
            if doubled := find_doubled([one.id for one in part]):
                raise broken(f"编号重复：{', '.join(doubled)}", f"used twice: {', '.join(doubled)}")
        named = [self.wild, self.fallback, *(name for one in self.recipes for name in (one.of, one.makes))]
        if unknown := sorted({name for name in named if name is not None} - known.keys()):
            raise broken(f"没有卡片 {', '.join(unknown)}", f"no such card: {', '.join(unknown)}")
        if self.fallback is not None:
            found = known[self.fallback]
            if found.stock is not None or found.each is not None:
                raise broken("“改发”的卡片须不限数量", "fallback names a card without limits")
        return self

    @model_validator(mode="after")
    def _can_be_played(self) -> CardsSpec:
        if not any(card.weight for card in self.cards):
            raise broken("所有卡片权重为 0，无法掉落", "no card weighs anything: nothing can be dropped")
        if not self.drops and self.draws is None:
            raise broken("须设置掉落或会员自抽", "there must be a drop, or draws of the member")
        if self.jackpot is not None and self.window.to is None and self.campaign is None:
            raise broken("瓜分奖池的活动须有结束时间", "an activity with a jackpot must have an end")
        if self.jackpot is not None and self.jackpot.cents and self.cash_caps:
            raise broken(
                "现金奖池须全额分完，不能再设每人红包上限",
                "a jackpot in cash is paid in full: there can be no cash_caps",
            )  # fmt: skip
        return self
