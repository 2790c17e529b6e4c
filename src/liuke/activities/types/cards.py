"""Collect cards (集五福): drops with published odds, gifts and swaps, recipes, sets, a jackpot that finishers share.

A card is always in exactly one place: with a member, in an offer, used or withdrawn. What two members do to one offer,
and what all do to the jackpot, is decided in shared documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from liuke.activities.contracts import Act, Activity, ActivityKind, Behaviour, is_there
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded, Winners
from liuke.activities.naming import asset_name
from liuke.activities.page_look import Words
from liuke.activities.parts import cards_offers as offers
from liuke.activities.parts.cards_deal import Deal, find_odds
from liuke.activities.parts.cards_doc import (
    FINISHERS,
    FREE,
    MAX_OFFERS,
    MAX_PAYMENTS,
    OFFER,
    PAID,
    POT,
    SLOT,
    CardOffer,
    CardPot,
    CardsBook,
    CardsDoc,
    OwnOffer,
)
from liuke.activities.parts.cards_jackpot import SHARE, Jackpot, leave
from liuke.activities.parts.cards_lint import lint_cards
from liuke.activities.parts.cards_merge import MERGE
from liuke.activities.parts.cards_page import render_page
from liuke.activities.parts.cards_shown import CardsShown
from liuke.activities.parts.cards_spec import CardDrop, CardExchange, CardsSpec, CollectCard
from liuke.activities.parts.cards_words import EVENT_TYPES, WORDINGS, render_cards_rules
from liuke.activities.parts.sign_up_doc import Payment
from liuke.activities.shelf import Seen, Shelf
from liuke.activities.types.cards_requests import REQUESTS
from liuke.decision.conditions import TurnTest
from liuke.decision.hooks import Cause, ExportCase, LawCase
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.wording import format_money
from liuke.friends.contracts import FRIENDS, FriendBook
from liuke.kernel.clock import HOUR_US
from liuke.kernel.text import text
from liuke.ledger import postings
from liuke.ledger.moved import find_place


class _Plan:
    """A collection, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(CardsSpec)
        self.id, self.path = spec.id, activity.path
        self.deal = Deal(activity)
        self.pot = Jackpot(activity, spec.jackpot) if spec.jackpot is not None else None
        self.names = {card.id: card.name.model_dump() for card in spec.cards}
        for drop in spec.drops:
            activity.check_events([drop.on], f"drops.{drop.id}")

    # -- dropping ---------------------------------------------------------------------------------------------------
    def make_drop(self, drop: CardDrop) -> tuple[str, Act]:
        """What happens at the event of a drop."""
        test = self.activity.test(drop.when, [drop.on])

        def act(turn: Turn) -> None:
            self._on_drop(turn, drop, test)

        return drop.on, act

    def _on_drop(self, turn: Turn, drop: CardDrop, test: TurnTest | None) -> None:
        path = f"{self.path}.drops.{drop.id}"
        if test is not None and not test(turn):
            turn.skipped(path, "cards-condition")
            return
        thing = str(turn.now.data.get(drop.once_by) or "") if drop.once_by is not None else None
        if thing is not None and (not thing or turn.state.find_record("card_once", f"{self.id}/{drop.id}/{thing}")):
            turn.skipped(path, "cards-again")
            return
        doc = offers.edit(turn, self.id)
        room = self._find_room(doc, drop.id, drop.per_day, drop.in_all)
        if room <= 0:
            turn.skipped(path, "cards-limit")
            return
        if thing is not None:
            turn.record_new("card_once", f"{self.id}/{drop.id}/{thing}", {"t_us": turn.now.t_us})
        order_id = str(turn.now.data.get("order_id") or "")
        made = [self._drop(turn, doc, drop.id, order_id) for _ in range(min(room, drop.count))]
        self.deal.note(turn, order_id, [card for card in made if card])

    def _find_room(self, doc: CardsDoc, by: str, per_day: int | None, in_all: int | None) -> int:
        limits = (
            (per_day, doc.today.get(by, 0)), (in_all, doc.by_drop.get(by, 0)),
            (self.spec.per_day, sum(doc.today.values())), (self.spec.in_all, doc.dropped),
        )  # fmt: skip
        return min((limit - used for limit, used in limits if limit is not None), default=10)

    def _drop(self, turn: Turn, doc: CardsDoc, by: str, order_id: str = "") -> str:
        doc.today[by] = doc.today.get(by, 0) + 1
        doc.by_drop[by] = doc.by_drop.get(by, 0) + 1
        return self.deal.drop(turn, doc, by, order_id)

    def draw(self, turn: Turn) -> None:
        """``cards.draw_card``: a free one of the day, or for a price."""
        if self.spec.draws is None:
            self._refuse(turn, "cards-no-exchange")
        doc, wanted = offers.edit(turn, self.id), turn.data.get("pay_with")
        if self._find_room(doc, "", None, None) <= 0:
            self._refuse(turn, "cards-limit")
        by = FREE if wanted in {None, "free"} and self.free_left(doc) else self._pay(turn, doc, wanted)
        card = self._drop(turn, doc, by)
        turn.result = {
            "activity": self.id, "card": card, "paid": "free" if by == FREE else "price",
            "free_left": self.free_left(doc),
        }  # fmt: skip

    def _pay(self, turn: Turn, doc: CardsDoc, wanted: str | None) -> str:
        draws = self.spec.draws
        if draws is None or draws.price is None or wanted not in {None, "price"}:
            self._refuse(turn, "cards-no-draw")
        if doc.today.get(PAID, 0) >= draws.paid_per_day or len(doc.payments) >= MAX_PAYMENTS:
            self._refuse(turn, "cards-limit")
        price = draws.price
        posting = postings.spend(turn, price.asset, price.amount, rule=self.path, ref=self.id)
        doc.payments.append(Payment(price.asset, price.amount, posting.seq))
        return PAID

    def free_left(self, doc: CardsDoc) -> int:
        """Free draws that are left on the day of the document."""
        free = self.spec.draws.free_per_day - doc.today.get(FREE, 0) if self.spec.draws is not None else 0
        return max(min(free, self._find_room(doc, "", None, None)), 0)

    def undo(self, turn: Turn, cause: Cause) -> None:
        """The order went back, and the cards that it dropped."""
        if self.id in turn.state.read(SLOT, CardsBook).docs:
            self.deal.undo(turn, turn.state.edit(SLOT, CardsBook).docs[self.id], cause)

    # -- giving and swapping ----------------------------------------------------------------------------------------
    def give(self, turn: Turn) -> None:
        """``cards.give_card``."""
        self._offer(turn, "")

    def swap(self, turn: Turn) -> None:
        """``cards.swap_card``."""
        wanted = turn.data["wanted"]
        if wanted not in self.deal.cards or wanted == turn.data["card"]:
            self._refuse(turn, "cards-unknown", cards=list(self.deal.cards))
        self._offer(turn, wanted)

    def _offer(self, turn: Turn, wanted: str) -> None:
        card, other = turn.data["card"], int(turn.data["to_member"])
        terms = self._check_exchange(turn, other, swap=bool(wanted))
        doc = offers.edit(turn, self.id)
        if not doc.cards.get(card):
            self._refuse(turn, "cards-none")
        if doc.offered_today >= terms.per_day or len(doc.out) >= MAX_OFFERS:
            self._refuse(turn, "cards-too-many")
        until_us = min(turn.ctx.now_us + terms.hours * HOUR_US, self.activity.find_bounds(turn)[1])
        ref = offers.make(turn, self.id, doc, other, OwnOffer(other, card, wanted, until_us))
        self._answer_offer(turn, ref)

    def _check_exchange(self, turn: Turn, other: int, *, swap: bool) -> CardExchange:
        terms = self.spec.exchange
        if terms is None or not (terms.swaps if swap else terms.gifts):
            self._refuse(turn, "cards-no-exchange")
        if turn.state.is_of(other):
            self._refuse(turn, "cards-self")
        if terms.friends and other not in turn.state.read(FRIENDS, FriendBook).friends:
            self._refuse(turn, "cards-not-friends")
        return terms

    def take(self, turn: Turn) -> None:
        """``cards.take_offer``: the card is the member's; for a swap the wanted one goes to the other."""
        ref, offer = self._find_offer(turn, mine=False)
        doc = offers.edit(turn, self.id)
        if offer.wanted and not doc.cards.get(offer.wanted):
            self._refuse(turn, "cards-none", card=offer.wanted)
        offers.take(turn, self.id, doc, ref, offer)
        turn.applied(self.path, "cards-taken", card=self.names.get(offer.card, offer.card))
        self._answer_offer(turn, ref)

    def decline(self, turn: Turn) -> None:
        """``cards.decline_offer``: the card goes back to who offered it."""
        ref, offer = self._find_offer(turn, mine=False)
        offers.end(turn, self.id, ref, offer, "declined")
        self._answer_offer(turn, ref)

    def recall(self, turn: Turn) -> None:
        """``cards.recall_offer``: the member's own card comes back."""
        ref, offer = self._find_offer(turn, mine=True)
        offers.end(turn, self.id, ref, offer, "recalled")
        self._answer_offer(turn, ref)

    def _find_offer(self, turn: Turn, *, mine: bool) -> tuple[str, CardOffer]:
        ref = turn.data["ref"]
        offer = offers.find(turn, self.id, ref)
        if offer is None or not turn.state.is_of(offer.sender if mine else offer.receiver):
            self._refuse(turn, "cards-no-offer")
        if not mine and turn.state.is_of(offer.sender):
            self._refuse(turn, "cards-self")
        if offer.status != "open" or offer.until_us <= turn.ctx.now_us:
            self._refuse(turn, "cards-offer-over", status=offer.status)
        return ref, offer

    def _answer_offer(self, turn: Turn, ref: str) -> None:
        offer = offers.find(turn, self.id, ref)
        assert offer is not None, "it was put a moment ago"
        turn.result = {
            "activity": self.id, "ref": ref, "status": offer.status, "card": offer.card, "wanted": offer.wanted,
            "until_us": offer.until_us,
        }  # fmt: skip

    def on_changed(self, turn: Turn) -> None:
        """Something became of an offer."""
        if turn.data["activity"] == self.id:
            offers.hear(turn, self.id, turn.data["ref"], self.names)

    # -- making -----------------------------------------------------------------------------------------------------
    def make(self, turn: Turn) -> None:
        """``cards.make_card``: so many of one card become another."""
        recipe = next((one for one in self.spec.recipes if one.id == turn.data["recipe"]), None)
        if recipe is None:
            self._refuse(turn, "cards-recipe", recipes=[one.id for one in self.spec.recipes])
        doc = offers.edit(turn, self.id)
        if doc.cards.get(recipe.of, 0) < recipe.count:
            self._refuse(turn, "cards-none", card=recipe.of, needed=recipe.count)
        if recipe.in_all is not None and doc.by_recipe.get(recipe.id, 0) >= recipe.in_all:
            self._refuse(turn, "cards-limit")
        card = self._make_card(turn, doc, recipe.makes)
        doc.add(recipe.of, -recipe.count)
        doc.used += recipe.count
        doc.by_recipe[recipe.id] = doc.by_recipe.get(recipe.id, 0) + 1
        doc.add(card.id, 1)
        doc.made += 1
        turn.record_new("card_made", f"{self.id}/{turn.new_id()}", {"t_us": turn.now.t_us, "card": card.id})
        turn.applied(self.path, "cards-made", card=card.name.model_dump())
        turn.emit("cards.made", {"activity": self.id, "recipe": recipe.id, "card": card.id})
        turn.result = {"activity": self.id, "recipe": recipe.id, "card": card.id}

    def _make_card(self, turn: Turn, doc: CardsDoc, makes: str | None) -> CollectCard:
        wanted = self.deal.cards[makes] if makes is not None else None
        if wanted is None:
            wanted = self.spec.cards[self.activity.draw(turn, "recipe").choose(self.deal.weights)]
        if self.deal.take(turn, doc, wanted):
            return wanted
        if makes is not None or self.spec.fallback is None:
            self._refuse(turn, "cards-gone", card=wanted.name.get("zh"))
        return self.deal.cards[self.spec.fallback]

    def finish(self, turn: Turn) -> None:
        """``cards.finish_set``: one of each card, and universal ones for those that are missing."""
        doc = offers.edit(turn, self.id)
        if doc.finished >= self.spec.sets_each:
            self._refuse(turn, "cards-set-limit")
        used, missing = self.find_set(doc)
        if missing:
            self._refuse(turn, "cards-set-incomplete", missing=missing)
        number = self.pot.enter(turn, doc) if self.pot is not None else None
        if self.pot is not None and number is None:
            self._refuse(turn, "cards-over")
        for card in used:
            doc.add(card, -1)
        doc.used += len(used)
        doc.finished += 1
        key = f"{self.id}/{turn.new_id()}"
        turn.record_new("card_set", key, {"t_us": turn.now.t_us, "used": used})
        turn.applied(self.path, "cards-finished", sets=doc.finished)
        turn.emit("cards.finished", {"activity": self.id, "sets": doc.finished})
        self.activity.give(turn, self.spec.rewards, ref=key)
        turn.result = {"activity": self.id, "sets": doc.finished, "number": number, "used": used}

    def find_set(self, doc: CardsDoc) -> tuple[list[str], list[str]]:
        """The cards that a set would take, and those that are missing in spite of universal ones."""
        have = [card.id for card in self.spec.list_set() if doc.cards.get(card.id)]
        missing = [card.id for card in self.spec.list_set() if not doc.cards.get(card.id)]
        wild = min(doc.cards.get(self.spec.wild or "", 0), self.spec.wild_each)
        if len(missing) > wild:
            return have, missing
        return [*have, *[self.spec.wild or ""] * len(missing)], []

    def on_share(self, turn: Turn) -> None:
        """The member's share of the jackpot."""
        if self.pot is not None and turn.data["activity"] == self.id:
            self.pot.pay(turn, offers.edit(turn, self.id))

    def give_back(self, turn: Turn) -> None:
        """It was called off: offers and what was paid come back, cards are void."""
        if self.id not in turn.state.read(SLOT, CardsBook).docs:
            return
        doc = turn.state.edit(SLOT, CardsBook).docs[self.id]
        offers.close_all(turn, self.id, doc)
        doc.withdraw_all()
        for one in doc.payments:
            postings.refund(turn, one.asset, find_place(turn, one.owner, one.asset, one.seq), one.amount, ref=self.id)
        doc.payments = []
        turn.applied(self.path, "cards-returned")

    # -- what they share --------------------------------------------------------------------------------------------
    def _refuse(self, turn: Turn, code: str, **extra: Any) -> NoReturn:
        turn.refuse(code, f"{self.path}: {WORDINGS[code].en}", activity=self.id, **extra)

    def show(self, shown: dict[str, Any], state: MemberState, seen: Seen) -> None:
        """Put how many share the jackpot, which is public, into the summary."""
        del state
        pot: CardPot = seen.shared.get(POT.place(self.id)) or CardPot()
        if shown["jackpot"] is not None:
            shown["jackpot"]["sets"] = pot.numbers - pot.gone

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """Cards, offers that are open, the jackpot."""
        doc = state.read(SLOT, CardsBook).docs.get(self.id) or CardsDoc()
        today = CardsDoc(dropped=doc.dropped, by_drop=doc.by_drop)
        day = self.activity.program.calendar.local_day(now_us)
        draws, pot = self.spec.draws, self.spec.jackpot
        return {
            "cards": [
                {
                    "id": card.id, "name": card.name.model_dump(), "picture": card.picture,
                    "count": doc.cards.get(card.id, 0), "odds_ppm": odds, "rare": card.rare,
                    "in_set": card.id != self.spec.wild,
                }
                for card, odds in zip(self.spec.cards, find_odds(self.spec), strict=True)
            ],
            "collected": sum(bool(doc.cards.get(card.id)) for card in self.spec.list_set()),
            "of": len(self.spec.list_set()),
            "finished": doc.finished,
            "can_finish": doc.finished < self.spec.sets_each and not self.find_set(doc)[1],
            "free_left": self.free_left(doc if doc.day == day else today),
            "price": draws.price.model_dump() if draws is not None and draws.price is not None else None,
            "offers": [
                {
                    "ref": ref, "mine": mine, "member": str(one.member), "card": one.card, "wanted": one.wanted,
                    "until_us": one.until_us,
                }
                for mine, several in ((True, doc.out), (False, doc.incoming))
                for ref, one in several.items()
                if one.until_us > now_us
            ],
            "jackpot": {
                "asset": pot.asset or "", "total": pot.total, "split": pot.split, "sets": None, "share": doc.share,
            } if pot is not None else None,
        }  # fmt: skip


def _plan_of(activity: Activity) -> _Plan:
    return activity.program.built(f"cards {activity.spec.id}", lambda _: _Plan(activity))


def _compile(activity: Activity) -> Behaviour:
    plan = _plan_of(activity)
    pot = plan.pot
    return Behaviour(
        requests={
            "cards.draw_card": plan.draw, "cards.give_card": plan.give, "cards.swap_card": plan.swap,
            "cards.take_offer": plan.take, "cards.decline_offer": plan.decline, "cards.recall_offer": plan.recall,
            "cards.make_card": plan.make, "cards.finish_set": plan.finish,
        },
        reactions=[plan.make_drop(drop) for drop in plan.spec.drops],
        always=[(offers.CHANGED, plan.on_changed), (SHARE, plan.on_share)],
        summary=plan.summary,
        stock=plan.deal.stock,
        shelf=Shelf(plan.show, documents=lambda _: [(POT, plan.id)] if pot is not None else []),
        on_subject={"activity.published": pot.on_published} if pot is not None else {},
        subject_timer=pot.on_timer if pot is not None else None,
    )  # fmt: skip


def _hear_anyway(turn: Turn) -> None:
    """The collection is in no program any more: what became of an offer is heard of all the same."""
    activity = str(turn.data["activity"])
    if not is_there(turn.program, activity, CardsSpec):
        offers.hear(turn, activity, turn.data["ref"], {})


# -- hooks ------------------------------------------------------------------------------------------------------------
def _undo(activity: Activity, turn: Turn, cause: Cause) -> None:
    _plan_of(activity).undo(turn, cause)


def _cancel(activity: Activity, turn: Turn) -> None:
    _plan_of(activity).give_back(turn)


def _erase(turn: Turn) -> None:
    """Who is forgotten has no cards and no share; what others offered goes back to them."""
    if not turn.state.read(SLOT, CardsBook).docs:
        return
    for activity, doc in turn.state.edit(SLOT, CardsBook).docs.items():
        offers.close_all(turn, activity, doc)
        leave(turn, activity, doc)
        doc.withdraw_all()


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, CardsBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    names = {card.id: card.name.get(case.locale) for card in activity.typed(CardsSpec).cards}
    return {
        "name": case.name_of(activity.path),
        "cards": {names.get(card, card): count for card, count in doc.cards.items()},
        "dropped": doc.dropped, "received": doc.received, "given": doc.given, "used": doc.used,
        "taken_back": doc.withdrawn, "sets": doc.finished, "share_of_the_jackpot": doc.share,
        "offered": [
            {"card": names.get(one.card, one.card), "until": case.render_time(one.until_us)}
            for one in doc.out.values()
        ],
    }  # fmt: skip


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("members", text("参与会员", "Members who got cards"), "members", Recorded("card_dropped", "members")),
        Figure("dropped", text("掉落卡片", "Cards dropped"), "pieces", Recorded("card_dropped")),
        Figure("withdrawn", text("退款收回", "Cards taken back"), "pieces", Recorded("card_withdrawn")),
        Figure("stays", text("退款未能收回", "Cards that stayed after refunds"), "pieces", Recorded("card_stays")),
        Figure("sets", text("集齐套数", "Sets finished"), "times", Recorded("card_set")),
        Figure("finishers", text("集齐会员", "Members who finished"), "members", Recorded("card_set", "members")),
        Figure("shared", text("已瓜分", "Shared of the jackpot"), "points", Recorded("card_share", "sum", "amount")),
    )


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, CardsBook).docs.items():
        if doc.held + len(doc.out) != doc.balance or min([*doc.cards.values(), doc.withdrawn], default=0) < 0:
            yield f"{activity}: {doc.held} cards held and {len(doc.out)} offered, {doc.balance} by what came and went"
        if (doc.held or doc.out or doc.payments) and f"activities.{activity}" in case.cancelled:
            yield f"{activity}: was cancelled, and cards are held"


def _say_share(activity: Activity, data: Mapping[str, Any]) -> Words:
    amount, asset, program = data["amount"], data["asset"], activity.program
    what = format_money(program, amount) if not asset else asset_name(program, asset)
    zh, en = (what.zh, what.get("en")) if not asset else (f"{amount} {what.zh}", f"{amount} {what.get('en')}")
    return Words(f"瓜分 {zh}", f"{en} of the jackpot")


HOOKS = ActivityHooks(
    undo_cause=_undo,
    cancel=_cancel,
    merge=MERGE,
    erase=_erase,
    export=_export,
    results=_list_figures,
    published=("members", "sets", "finishers", "shared"),
    winners=Winners("card_share", _say_share),
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=CardsShown,
    page=render_page,
    kind="cards",
    label=text("集卡", "Collect cards"),
    spec=CardsSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=EVENT_TYPES,
    lint=lint_cards,
    render_rules=render_cards_rules,
    wordings=WORDINGS,
    shared=(OFFER, FINISHERS, POT),
    standing=(("timer.activity", offers.lapse), (offers.CHANGED, _hear_anyway)),
)
