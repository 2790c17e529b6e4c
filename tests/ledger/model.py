"""A second, plain implementation of the ledger's laws, written from the laws and not from the code."""

from __future__ import annotations

from dataclasses import dataclass, field

DAY = 86_400_000_000
FOREVER = 2**62
SHANGHAI = 8 * 3_600_000_000
EXPIRY_DAYS, GRACE_DAYS, ACCEPT_DAYS, REPAY_BPS = 40, 10, 3, 5_000


class No(Exception):
    """The request has to be refused, with this code."""


@dataclass
class Lot:
    number: int
    amount: int
    left: int
    expires: int
    settles: int = 0


@dataclass
class Use:
    lot: Lot
    amount: int
    back: int = 0


@dataclass
class Hold:
    amount: int
    uses: list[Use]
    purpose: str
    expires: int = FOREVER
    open: bool = True
    committed: bool = False
    owed: int = 0


@dataclass
class Purchase:
    lot: Lot
    amount: int
    returned: int = 0


def default_expiry(now: int) -> int:
    return ((now + SHANGHAI) // DAY + EXPIRY_DAYS + 1) * DAY - SHANGHAI


@dataclass
class Account:
    """One member's points."""

    now: int
    lots: list[Lot] = field(default_factory=list)
    debt: int = 0
    spends: dict[str, list[Use]] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    purchases: dict[str, Purchase] = field(default_factory=dict)
    made: int = 0

    # -- what is there --------------------------------------------------------------------------------------------
    def balances(self) -> tuple[int, int, int, int, int]:
        return (
            sum(lot.left for lot in self.lots if not lot.settles),
            sum(lot.left for lot in self.lots if lot.settles),
            sum(h.amount for h in self.holds.values() if h.open and h.purpose != "freeze"),
            sum(h.amount for h in self.holds.values() if h.open and h.purpose == "freeze"),
            self.debt,
        )

    def lots_left(self) -> list[tuple[int, int]]:
        return sorted((lot.expires, lot.left) for lot in self.lots if lot.left)

    # -- time -----------------------------------------------------------------------------------------------------
    def pass_time(self, now: int) -> list[str]:
        """Let everything due happen in its order; returns names of gifts that lapsed."""
        lapsed = list[str]()
        while True:
            coming = [(hold.expires, 0, name) for name, hold in self.holds.items() if hold.open]
            coming += [(lot.expires, 1, "") for lot in self.lots if lot.left and not lot.settles]
            coming += [(lot.settles, 2, "") for lot in self.lots if lot.settles]
            due = min(((max(at, self.now), kind, name) for at, kind, name in coming if at <= now), default=None)
            if due is None:
                break
            self.now, kind, name = due
            if kind == 0:
                if self.holds[name].purpose == "gift":
                    lapsed.append(name)
                self.release(name)
            elif kind == 1:
                for lot in self.lots:
                    if not lot.settles and lot.expires <= self.now:
                        lot.left = 0
            else:
                self._settle()
        self.now = now
        return lapsed

    def _settle(self) -> None:
        due = sorted((lot for lot in self.lots if lot.settles and lot.settles <= self.now), key=lambda t: t.settles)
        for lot in due:
            lot.settles = 0
            if lot.left:
                self._repay(lot, lot.left)

    # -- moving -----------------------------------------------------------------------------------------------------
    def add(self, amount: int, expires: int, settles: int = 0, *, repays: bool = True) -> Lot:
        self.made += 1
        lot = Lot(self.made, amount, amount, expires, settles)
        self.lots.append(lot)
        if repays and not settles:
            self._repay(lot, amount)
        return lot

    def _repay(self, lot: Lot, came: int) -> None:
        paid = min(self.debt, came * REPAY_BPS // 10_000)
        lot.left -= paid
        self.debt -= paid

    def _repay_back(self, paid: int) -> None:
        """Repay out of what came back, whichever lots that lies in."""
        self.take(paid)
        self.debt -= paid

    def take(self, amount: int, first: Lot | None = None) -> list[Use]:
        if amount > self.balances()[0]:
            raise No("insufficient-balance")
        uses = list[Use]()
        order = sorted((lot for lot in self.lots if lot.left and not lot.settles), key=lambda t: (t.expires, t.number))
        for lot in sorted(order, key=lambda t: t is not first):
            part = min(amount, lot.left)
            if part:
                lot.left -= part
                amount -= part
                uses.append(Use(lot, part))
        return uses

    def give_back(self, lot: Lot, amount: int) -> None:
        lot.left += amount
        if lot.expires <= self.now:
            lot.expires = self.now + GRACE_DAYS * DAY

    def refund(self, uses: list[Use], amount: int) -> None:
        if amount > sum(use.amount - use.back for use in uses):
            raise No("refund-exceeds-spend")
        came = 0
        for use in sorted(uses, key=lambda u: (u.lot.expires, u.lot.number), reverse=True):
            part = min(amount, use.amount - use.back)
            if part:
                self.give_back(use.lot, part)
                use.back += part
                amount -= part
                came += part
        self._repay_back(min(self.debt, came * REPAY_BPS // 10_000))

    def take_back(self, purchase: Purchase, amount: int) -> None:
        if amount > purchase.amount - purchase.returned:
            raise No("too-much")
        purchase.returned += amount
        if purchase.lot.settles:
            part = min(amount, purchase.lot.left)
            purchase.lot.left -= part
            amount -= part
        part = min(amount, self.balances()[0])
        if part:
            self.take(part, purchase.lot)
        self.debt += amount - part

    # -- holds ------------------------------------------------------------------------------------------------------
    def hold(self, name: str, amount: int, purpose: str, expires: int = FOREVER) -> Hold:
        uses = self.take(amount)
        if purpose == "gift":
            expires = min([self.now + ACCEPT_DAYS * DAY, *(use.lot.expires - 1 for use in uses)])
        made = self.holds[name] = Hold(amount, uses, purpose, expires, owed=self.debt)
        return made

    def close(self, name: str) -> Hold:
        found = self.holds.get(name)
        if found is None:
            raise No("hold-not-found")
        if not found.open:
            raise No("hold-closed")
        found.open = False
        return found

    def release(self, name: str) -> None:
        came, expired = 0, False
        found = self.close(name)
        for use in found.uses:
            use.lot.left += use.amount
            if use.lot.expires <= self.now:
                expired = True
            else:
                came += use.amount
        for lot in self.lots if expired else ():
            if not lot.settles and lot.expires <= self.now:
                lot.left = 0
        self._repay_back(max(min(came, self.debt - found.owed), 0))
