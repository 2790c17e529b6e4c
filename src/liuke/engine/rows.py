"""From stored rows to a member's state, and from decisions back to rows. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping
from typing import Any, assert_never

import msgspec

from liuke.decision.effects import (
    AddToPool,
    ChangeLot,
    ChangeTier,
    Deliver,
    Emit,
    Message,
    MoveCoupon,
    Post,
    PutScore,
    PutShared,
    Record,
    TakeStock,
    UseCode,
    UseEntitlement,
    UseLot,
)
from liuke.decision.holdings import LotBook
from liuke.decision.state import MemberState, Need
from liuke.engine.builders import (
    build_coupon,
    build_entitlement,
    build_hold,
    build_lot,
    build_lot_use,
    build_order,
    build_wallet,
    render_coupon,
    render_entitlement,
    render_hold,
    render_lot,
    render_order,
    render_wallet,
)
from liuke.engine.changes import Changes
from liuke.engine.decide import Decision
from liuke.engine.load_store import Extra, LoadedMember
from liuke.engine.store import Rows
from liuke.kernel.clock import FOREVER_US
from liuke.privacy.box import MemberBox, Personal

_encode = msgspec.json.Encoder().encode
_Single = Message | Deliver | UseCode | AddToPool | PutShared | PutScore
"""Effects that stand for themselves: no other effect of the operation says anything about them."""
_NO_PROFILE = msgspec.Raw()


def render_patches(patches: tuple[str, ...]) -> str:
    """Paths of overlays as they are kept beside a version: in their order, with a blank between."""
    return " ".join(patches)


MAX_TIER_MOVES = 100
"""Tier changes one operation can cause; history is numbered by operation, then by change within it."""


class MemberDoc(msgspec.Struct, omit_defaults=True):
    """What ``member_state.doc`` holds; slots nobody reads, and the sealed profile, pass through as they are."""

    timers: dict[str, int] = {}
    profile: msgspec.Raw = _NO_PROFILE
    labels: dict[str, str] = {}
    slots: dict[str, msgspec.Raw] = {}


_decode_doc = msgspec.json.Decoder(MemberDoc).decode


class SealedProfile:
    """The profile in a member's document, opened at the first question."""

    __slots__ = ("box", "stored")

    def __init__(self, box: MemberBox, stored: msgspec.Raw) -> None:
        self.box = box
        self.stored = stored

    def read(self) -> dict[str, Any]:
        """The attributes."""
        return self.box.open_profile(self.stored)

    def render(self) -> msgspec.Raw:
        """As it is written back."""
        return self.box.render_profile(self.stored)


def _render_profile(state: MemberState, loaded: LoadedMember) -> msgspec.Raw:
    """The profile as it is written back."""
    if state.profile_changed:
        assert loaded.box is not None, "a profile came with no event whose fields are sealed"
        return loaded.box.seal_profile(state.profile) if state.profile else _NO_PROFILE
    stored = state.stored_profile
    return stored.render() if isinstance(stored, SealedProfile) else _NO_PROFILE


def build_state(member_id: int, loaded: LoadedMember, extra: Extra, personal: Personal) -> MemberState:
    """A fresh state, whatever was decided on an earlier copy."""
    state = MemberState(member_id, registered_us=loaded.registered_us, registered_day=loaded.registered_day)
    doc = _decode_doc(loaded.doc)
    state.timers, state.labels, state.docs = doc.timers, doc.labels, doc.slots
    if doc.profile is not _NO_PROFILE:
        state.stored_profile = SealedProfile(loaded.get_box(personal, member_id), doc.profile)
    state.test, state.tier, state.last_active_us = loaded.test, loaded.tier, loaded.last_active_us
    state.now_us, state.ops = loaded.now_us, loaded.ops
    state.cancelled = loaded.cancelled
    state.others = loaded.others
    state.wallets = {values[0]: build_wallet(values) for values in loaded.wallets}
    needs = extra.by_member.get(member_id)
    if needs:
        _add_extra(state, needs, extra)
    return state


def build_slots(member_id: int, doc: str) -> MemberState:
    """A member's slots, labels and timers alone."""
    state, stored = MemberState(member_id), _decode_doc(doc)
    state.timers, state.labels, state.docs = stored.timers, stored.labels, stored.slots
    return state


def _add_extra(state: MemberState, needs: list[Need], extra: Extra) -> None:  # noqa: C901 - one case a kind
    member_id = state.member_id
    for need in needs:
        match need.kind:
            case "lots":
                _add_book(state, need.key, extra)
            case "lot_uses":
                asset, _, seq = need.key.rpartition("/")
                uses = extra.lot_uses[member_id, asset, int(seq)]
                state.lot_uses_map[asset, int(seq)] = [build_lot_use(values) for values in uses]
            case "holds":
                holds = (build_hold(row) for row in extra.holds[member_id])
                state.holds_map = {hold.hold_id: hold for hold in holds}
            case "coupons":
                coupons = (build_coupon(row) for row in extra.coupons[member_id])
                state.coupons_map = {coupon.coupon_id: coupon for coupon in coupons}
            case "entitlements":
                entitlements = (build_entitlement(row) for row in extra.entitlements[member_id])
                state.entitlements_map = {e.entitlement_id: e for e in entitlements}
            case "order":
                row = extra.orders[member_id, need.key]
                state.orders[need.key] = build_order(row) if row is not None else None
                if row is not None and row[0] != member_id:
                    state.owners["order", need.key] = row[0]
            case "record":
                kind, _, key = need.key.partition("/")
                _add_record(state, kind, key, extra)
            case "records":
                state.records_listed.add(need.key)
                for owner, kind, key in extra.records:
                    if owner == member_id and kind == need.key:
                        _add_record(state, kind, key, extra)
            case "history":
                _add_book(state, need.key, extra)
                state.histories.add(need.key)
                for (owner, asset, seq), uses in extra.lot_uses.items():
                    if owner == member_id and asset == need.key:
                        state.lot_uses_map[asset, seq] = [build_lot_use(values) for values in uses]
            case "person":
                state.persons[need.key] = extra.persons[need.key]
            case "stock" | "code" | "shared" | "seed":
                pass


def _add_record(state: MemberState, kind: str, key: str, extra: Extra) -> None:
    place = (state.member_id, kind, key)
    state.records[kind, key] = _decode_json(extra.records[place])
    owner = extra.owners.get(place)
    if owner is not None:
        state.owners[kind, key] = owner


def _decode_json(text: str | None) -> dict[str, Any] | None:
    return msgspec.json.decode(text) if text is not None else None


def _add_book(state: MemberState, asset: str, extra: Extra) -> None:
    place = (state.member_id, asset)
    lots = {seq: build_lot(values) for seq, values in extra.lots.get(place, {}).items()}
    complete = place in extra.lots_complete
    if place in extra.lots_settled:
        covered = FOREVER_US  # nothing that can burn is left to load
    else:
        # only those loaded as the first to burn count: lots loaded by name may stand behind some that are not here
        covered = sum(lots[seq].remaining for seq in extra.lots_leading.get(place, ()))
    state.lot_books[asset] = LotBook(lots, complete=complete, covered=covered)


def render_answer(decision: Decision, state: MemberState) -> bytes:
    """The answer of an operation, as it is stored and replayed (JSON)."""
    return _encode(
        {
            "gains": decision.gains,
            "prompts": decision.prompts,
            "interruption": decision.interruption,
            "result": decision.result,
            "tier": state.tier,
            "balances": {asset: wallet.net for asset, wallet in state.wallets.items()},
        }
    )


def read_answer(stored: str) -> bytes:
    """A recorded answer by today's names: the earliest release wrote ``near`` for ``prompts``."""
    recorded = stored.encode()
    if b'"near":' not in recorded or b'"prompts":' in recorded:
        return recorded
    answer: dict[str, Any] = msgspec.json.decode(recorded)
    return _encode({("prompts" if name == "near" else name): value for name, value in answer.items()})


def render_gains(decision: Decision) -> bytes:
    """What is stored as the answer of a timer, which nobody waits for: what it gave, if anything."""
    return _encode({"gains": decision.gains}) if decision.gains else b"{}"


class RowCollector:
    """Turns what a batch decided into rows for :func:`liuke.engine.store.apply_rows`."""

    def __init__(self, unmade: Container[str] = ()) -> None:
        self.unmade = unmade
        """Shared documents (``kind/key``) that have no row yet."""
        self.rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._new_uses: dict[tuple[int, str, int, int], int] = {}
        """Places of new uses of lots among their rows."""
        self.stock: dict[str, int] = {}
        self.pools: dict[str, int] = {}
        self.shared: dict[tuple[str, str], tuple[Any, ...]] = {}
        """The last version of each shared document that this batch wrote."""
        self.scores: dict[tuple[int, str, str, str], tuple[Any, ...]] = {}
        """How each member stands in a board when the batch ends."""
        self.board_periods: dict[tuple[str, str], int] = {}
        """Boards and periods of them → first day."""

    def add(self, name: str, row: tuple[Any, ...]) -> None:
        """One row for a write."""
        self.rows[name].append(row)

    def finish(self) -> Rows:
        """All rows, with one row a stock item, pool and shared document."""
        if self.stock:
            self.rows["stock"] = [(item, count) for item, count in sorted(self.stock.items()) if count]
        if self.pools:
            self.rows["pool"] = sorted(self.pools.items())
        if self.scores:
            self.rows["score"] = [row for _, row in sorted(self.scores.items())]
            self.rows["board_period"] = [(*place, day) for place, day in sorted(self.board_periods.items())]
        for (kind, key), row in sorted(self.shared.items()):
            self.rows["shared_made" if f"{kind}/{key}" in self.unmade else "shared"].append(row)
        return self.rows

    # -- history ----------------------------------------------------------------------------------------------------
    def add_decision(
        self,
        member_id: int,
        decision: Decision,
        *,
        n: int,
        input_hash: bytes,
        answer: bytes,
        received_us: int,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Rows of one operation and of its effects; ``data``: as it is kept, where that is not as it was decided."""
        row = (
            member_id, decision.key, n, decision.type, input_hash, decision.version, decision.t_us,
            decision.event_us, decision.day, answer.decode(), _encode(decision.reasons).decode(),
            render_patches(decision.patches),
        )  # fmt: skip
        if decision.catalogue:
            self.add("operation_knowing", (*row, decision.catalogue))
        else:
            self.add("operation", row)
        if not decision.tick:
            event = (
                member_id, decision.key, decision.type, decision.event_us, decision.day, received_us,
                _encode(decision.data if data is None else data).decode(),
            )  # fmt: skip
            if decision.act:
                self.add("event", event)
            else:
                self.add("event_no_act", (*event, "false"))
        self._add_effects(member_id, decision, n, received_us)

    def _add_effects(self, member_id: int, decision: Decision, n: int, received_us: int) -> None:
        facts: list[tuple[str, dict[str, Any]]] = []
        t_us, day = decision.t_us, decision.day
        uses: dict[tuple[str, int, int], int] = {}
        kinds: dict[tuple[str, int], str] = {}
        changes: list[ChangeTier] = []
        takes: list[TakeStock] = []
        changed = Changes()
        for effect in decision.effects:
            match effect:
                case Post():
                    kinds[effect.asset, effect.seq] = effect.kind
                    self._add_posting(member_id, effect, decision, n, received_us)
                case Emit():
                    facts.append((effect.type, effect.data))
                case UseLot():
                    place = (effect.asset, effect.seq, effect.lot_seq)
                    uses[place] = uses.get(place, 0) + effect.amount
                case Record():
                    data = _encode(effect.data).decode()
                    self.add("record", (member_id, effect.kind, effect.key, t_us, day, n, data))
                case ChangeTier():
                    changes.append(effect)
                case TakeStock():
                    takes.append(effect)
                case ChangeLot() | MoveCoupon() | UseEntitlement():
                    changed.note(effect)
                case _:
                    self._add_effect(member_id, effect, n, t_us)
        self._add_new_uses(member_id, uses, kinds)
        self._add_tier_changes(member_id, changes, n, decision)
        self._add_takes(member_id, takes, n)
        for name, row in changed.list_rows():
            self.add(name, (member_id, *row, n))
        if facts:
            self.add("outbox", (member_id, n, t_us, _encode(facts).decode()))

    def _add_posting(self, member_id: int, post: Post, decision: Decision, n: int, received_us: int) -> None:
        row = (
            member_id, post.asset, post.seq, post.kind, post.amount, post.source, post.target, post.rule, post.ref, n,
            post.t_us, post.day, received_us, decision.version,
        )  # fmt: skip
        if decision.patches:
            self.add("posting_patched", (*row, render_patches(decision.patches)))
        else:
            self.add("posting", row)

    def _add_effect(self, member_id: int, effect: _Single, n: int, t_us: int) -> None:
        """An effect that is a row by itself, or none."""
        match effect:
            case Message():
                params = _encode(effect.params).decode()
                row = (
                    member_id, effect.dedupe, effect.template, params, effect.not_before_us, t_us, effect.kind,
                    effect.path, effect.purpose, effect.expires_us, effect.value_cents, effect.value_points,
                )  # fmt: skip
                self.add("message", row)
            case Deliver():
                data = _encode(effect.data).decode()
                self.add("delivery", (effect.member_id, effect.key, effect.type, t_us, data))
            case UseCode():
                self.add("code", (effect.code, t_us, member_id))
            case AddToPool():
                self.pools[effect.pool] = self.pools.get(effect.pool, 0) + effect.amount
            case PutShared():
                # members are not always decided in the order in which their rows are made
                last = self.shared.get((effect.kind, effect.key))
                if last is None or last[3] < effect.version:
                    self.shared[effect.kind, effect.key] = (effect.kind, effect.key, effect.doc, effect.version, t_us)
                self.add("shared_put", (member_id, effect.kind, effect.key, effect.version, n))
            case PutScore():
                place = (member_id, effect.board, effect.period, effect.band)
                score = (effect.score, effect.reached_us, "true" if effect.listed else "false", n, -effect.score)
                self.scores[place] = (*place, *score)
                self.board_periods[effect.board, effect.period] = effect.first_day
            case _:
                assert_never(effect)

    def _add_new_uses(
        self, member_id: int, uses: dict[tuple[str, int, int], int], kinds: dict[tuple[str, int], str]
    ) -> None:
        """``uses``: asset, posting and lot → points drawn; ``kinds``: of the postings."""
        for (asset, seq, lot_seq), amount in uses.items():
            if amount:
                new = self.rows["lot_use_new"]
                self._new_uses[member_id, asset, seq, lot_seq] = len(new)
                new.append((member_id, asset, seq, lot_seq, amount, 0, kinds[asset, seq]))

    def _add_tier_changes(self, member_id: int, changes: list[ChangeTier], n: int, decision: Decision) -> None:
        assert len(changes) < MAX_TIER_MOVES, "one operation moves the member from tier to tier without end"
        for place, change in enumerate(changes, n * MAX_TIER_MOVES):
            self.add(
                "tier_change",
                (
                    member_id, place, decision.t_us, decision.day, change.old, change.new, change.cause,
                    change.until_us, decision.version, render_patches(decision.patches),
                ),
            )  # fmt: skip

    def _add_takes(self, member_id: int, takes: list[TakeStock], n: int) -> None:
        taken: dict[str, int] = {}
        for take in takes:
            self.stock[take.item] = self.stock.get(take.item, 0) + take.count
            taken[take.item] = taken.get(take.item, 0) + take.count
        for item, count in taken.items():
            if count:
                self.add("stock_move", (member_id, n, item, count))

    # -- projections ------------------------------------------------------------------------------------------------
    def add_state(self, state: MemberState, loaded: LoadedMember, made: int) -> None:
        """The member's row and every other row that changed."""
        slots = state.docs
        if state.touched:
            slots = {**slots, **{name: msgspec.Raw(_encode(state.slots[name])) for name in state.touched}}
        profile = _render_profile(state, loaded)
        doc = MemberDoc(state.timers, profile, state.labels, slots)
        row = (
            state.member_id, state.tier, state.last_active_us, state.now_us, state.due_us, loaded.ops + made,
            _encode(doc).decode(),
        )  # fmt: skip
        name = "state"
        if state.labels or state.relabelled:
            name, row = "labels", (*row, _encode(state.labels).decode())
        if loaded.box is not None and loaded.box.made:
            name, row = f"{name}_keyed", (*row, loaded.box.render_key())
        self.add(name, row)
        known = {values[0] for values in loaded.wallets}
        for kind, key in state.dirty:
            self._add_dirty(state, kind, key, known)

    def _add_dirty(self, state: MemberState, kind: str, key: Any, wallets: set[str]) -> None:  # noqa: C901 - one case a kind
        member_id = state.member_id
        match kind:
            case "wallet":
                wallet = state.wallets[key]
                self.add("wallet" if key in wallets else "wallet_new", render_wallet(member_id, wallet))
            case "lot_new":
                lot = state.lot_books[key[0]].lots[key[1]]
                self.add("lot_new", render_lot(member_id, lot))
            case "lot":
                if ("lot_new", key) not in state.dirty:
                    lot = state.lot_books[key[0]].lots[key[1]]
                    row = (member_id, lot.asset, lot.seq, lot.remaining, lot.expires_us, lot.settles_us)
                    self.add("lot", row)
            case "lot_use":
                self._add_lot_use(state, key)
            case "hold_new":
                assert state.holds_map is not None
                self.add("hold_new", render_hold(member_id, state.holds_map[key]))
            case "hold":
                if ("hold_new", key) not in state.dirty:
                    assert state.holds_map is not None
                    hold = state.holds_map[key]
                    self.add("hold", (member_id, key, hold.status, _encode(hold.data).decode()))
            case "coupon_new" | "coupon":
                if kind == "coupon_new" or ("coupon_new", key) not in state.dirty:
                    assert state.coupons_map is not None
                    self.add(kind, render_coupon(member_id, state.coupons_map[key]))
            case "entitlement_new" | "entitlement":
                if kind == "entitlement_new" or ("entitlement_new", key) not in state.dirty:
                    assert state.entitlements_map is not None
                    self.add(kind, render_entitlement(member_id, state.entitlements_map[key]))
            case "coupon_gone" | "entitlement_gone":
                self.add(kind, (member_id, key))
            case "order_new" | "order":
                if kind == "order_new" or ("order_new", key) not in state.dirty:
                    order = state.orders[key]
                    assert order is not None
                    self.add(kind, render_order(state.owners.get(("order", key), member_id), order))
            case _:
                raise AssertionError(f"nobody writes rows of kind {kind}")

    def _add_lot_use(self, state: MemberState, key: tuple[str, int, int]) -> None:
        asset, seq, lot_seq = key
        use = next(use for use in state.lot_uses_map[asset, seq] if use.lot_seq == lot_seq)
        place = self._new_uses.get((state.member_id, asset, seq, lot_seq))
        if place is None:
            self.add("lot_use", (state.member_id, asset, seq, lot_seq, use.restored))
            return
        new = self.rows["lot_use_new"]
        new[place] = (*new[place][:5], use.restored, new[place][6])


def note_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the audit log keeps of an event: lists and maps as they are, the rest as text; who it was stands beside."""
    return {k: v if isinstance(v, dict | list) else str(v) for k, v in data.items() if k != "actor"}
