"""The anniversary of the demo's grocery chain: who spins the wheel, collects, plays, buys together and bargains.

Nothing here knows what anybody wins: that is the program's. A scene goes on with what its requests were answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from liuke.demo.scenes import (
    HOUR_US,
    Answer,
    Ask,
    Play,
    Player,
    Scene,
    buy,
    choose_moment,
    find_client,
    list_days,
    play_quiz,
)

CAMPAIGN = "anniversary"
SHARE = 0.22
"""Of the members, who take part at all."""
TEAMS, OPEN_TEAMS, BARGAINS, OPEN_BARGAINS = 12, 3, 8, 3
BUYERS = 24
"""Who come to one flash sale; of few members, every sixth."""
CLERK = "demo"
RECIPES = (
    ("Lemon chicken with whatever is in the crisper. Forty minutes at 200 °C.", True, 14),
    ("番茄炒蛋：先炒蛋，再下番茄，最后一点糖。孩子百吃不厌。", True, 21),
    ("Grandmother's lentil soup: cumin, carrots, patience.", True, 9),
    ("周末早餐：香蕉松饼，熟透的香蕉最甜。", True, 12),
    ("Tuesday tacos, black beans, pickled onions. Ready in twenty minutes.", True, 6),
    ("葱油拌面，葱要小火慢慢熬。", True, 11),
    ("Buy cheap followers at best-prices.example", False, 0),
    ("Roast pumpkin with feta and a handful of walnuts.", None, 0),
    ("冬瓜排骨汤，放两片姜就够。", None, 0),
)
"""What members write, whether it is shown (``None``: nobody has looked yet), and who likes it."""
_PEOPLE = (
    ("Dana Whitfield", "917 555 0141", "48 Orchard Street, New York, NY 10002"),
    ("Luis Ortega", "646 555 0173", "1204 Amsterdam Avenue, New York, NY 10027"),
    ("Mei Chen", "718 555 0118", "41-60 Main Street, Flushing, NY 11355"),
)


class Festival:
    """The scenes of the campaign, up to the moment at which the demo opens.

    Args:
        players: Members of the history.
        program: With the campaign's activities.
        opens_us: When the campaign begins.
        until_us: When the demo opens.
        zone: Of the merchant's clocks.
        seed: Of chance.
    """

    def __init__(
        self, players: Sequence[Player], program: Mapping[str, Any], *, opens_us: int, until_us: int, zone: ZoneInfo,
        seed: int = 2_012,
    ) -> None:  # fmt: skip
        self._seed = seed
        self._opens_us, self._until_us, self._zone = opens_us, until_us, zone
        self._activities = {one["id"]: one for one in program["activities"]}
        self._players = [
            one for one in players
            if one.ready_us < until_us - HOUR_US and self._draw(f"player/{one.id}").random() < SHARE
        ]  # fmt: skip

    def _draw(self, name: str) -> Random:
        """Chance of one scene: what others do changes nothing of it."""
        return Random(f"{self._seed}/{name}")  # noqa: S311 - scenes that can be made again, no secret

    def make_scenes(self) -> Iterator[Scene]:
        """All of them, in no order."""
        if len(self._players) < 4:
            return
        for player in self._players:
            yield from self._visit_days(player)
        yield from self._sell()
        yield from self._buy_together()
        yield from self._bargain()
        yield from self._write()

    # -- a visit ---------------------------------------------------------------------------------------------------
    def _visit_days(self, player: Player) -> Iterator[Scene]:
        since_us, rng = max(self._opens_us, player.ready_us), self._draw(f"visits/{player.id}")
        for number in range(rng.choice((1, 1, 2, 2, 3))):
            t_us, name = choose_moment(rng, since_us, self._until_us, self._zone), f"visit/{player.id}/{number}"
            if t_us is not None:
                yield Scene(name, t_us, self._visit(player.id, self._draw(name)))

    def _visit(self, member: int, rng: Random) -> Play:
        client = find_client(member)
        yield Ask(member, "app.opened", {"channel": "app"}, 1.0, client)
        won = yield Ask(member, "lottery.draw", {"activity": "wheel"}, 6.0, client)
        if won is not None:
            more = yield Ask(member, "lottery.draw", {"activity": "wheel", "pay_with": "chance"}, 8.0, client)
            yield from self._take_prizes(member, rng, won, more)
        if rng.random() < 0.65:
            yield Ask(member, "cards.draw_card", {"activity": "fruit"}, 12.0, client)
        if rng.random() < 0.25:
            yield Ask(member, "cards.make_card", {"activity": "fruit", "recipe": "three_apples"}, 5.0, client)
        if rng.random() < 0.3:
            yield Ask(member, "cards.finish_set", {"activity": "fruit"}, 5.0, client)
        if rng.random() < 0.4:
            bank = self._activities["greengrocer"]["bank"]
            yield from play_quiz(member, "greengrocer", bank, rng, rng.choice((0.5, 0.75, 0.9)))

    def _take_prizes(self, member: int, rng: Random, *answers: Answer) -> Play:
        """Most say where a prize is to go; somebody sends the earlier ones."""
        gains = [gain for answer in answers if answer is not None for gain in answer["gains"]]
        for prize in [gain["params"]["prize"] for gain in gains if gain["kind"] == "prize"]:
            if not rng.random() < 0.8:
                continue
            recipient, phone, address = rng.choice(_PEOPLE)
            data = {"prize": prize, "recipient": recipient, "phone": phone, "address": address}
            if (yield Ask(member, "prize.claim", data, 90.0, find_client(member))) is None:
                yield Ask(member, "prize.claim", {"prize": prize}, 5.0, find_client(member))
            elif rng.random() < 0.6:
                data = {"prize": prize, "carrier": "UPS", "tracking": f"1Z{rng.randrange(10**12):012d}"}
                yield Ask(member, "prize.send", {**data, "clerk": CLERK}, 20 * 3_600.0)

    # -- goods -----------------------------------------------------------------------------------------------------
    def _sell(self) -> Iterator[Scene]:
        """At ten, each day: more come than there are pieces, and some do not pay."""
        products = self._activities["ten_o_clock"]["products"]
        for day, t_us in enumerate(list_days(self._opens_us, self._until_us, self._zone, 10)):
            rng = self._draw(f"sale/{day}")
            for number, member in enumerate(self._gather(rng, t_us, min(BUYERS, len(self._players) // 6))):
                name = f"sale/{day}/{number}"
                begins_us = t_us + int(rng.expovariate(1 / 90) * 1_000_000)
                yield Scene(name, begins_us, self._reserve(member, rng.choice(products), name))

    def _reserve(self, member: int, product: Mapping[str, Any], name: str) -> Play:
        data = {"activity": "ten_o_clock", "product": product["id"]}
        place = yield Ask(member, "flash_sale.reserve", data, 1.0, find_client(member))
        if place is not None and self._draw(name).random() < 0.85:
            yield buy(member, f"A-{name}", product["sku"], place["result"]["price_cents"], product["list_cents"])

    def _buy_together(self) -> Iterator[Scene]:
        product = self._activities["fruit_box"]["products"][0]
        for number in range(TEAMS):
            is_open = number < OPEN_TEAMS
            rng, name = self._draw(f"team/{number}"), f"team/{number}"
            t_us = self._choose(rng, 20 if is_open else None)
            members = self._gather(rng, t_us, 1 + number % 2 if is_open else 3)
            if t_us is not None and members:
                yield Scene(name, t_us, self._fill_team(members, product, name, rng))

    def _fill_team(self, members: Sequence[int], product: Mapping[str, Any], name: str, rng: Random) -> Play:
        opener, *others = members
        size = {"activity": "fruit_box", "product": product["id"]}
        team = yield Ask(opener, "group_buy.open_team", {**size, "size": 3}, 1.0, find_client(opener))
        if team is None:
            return
        yield buy(opener, f"A-{name}/1", product["sku"], team["result"]["price_cents"], product["list_cents"])
        for number, member in enumerate(others, start=2):
            data = {"activity": "fruit_box", "team": team["result"]["team"]}
            seat = yield Ask(member, "group_buy.join_team", data, rng.uniform(300, 9_000), find_client(member))
            if seat is not None:
                paid = seat["result"]["price_cents"]
                yield buy(member, f"A-{name}/{number}", product["sku"], paid, product["list_cents"])

    def _bargain(self) -> Iterator[Scene]:
        good = self._activities["air_fryer"]["goods"][0]
        for number in range(BARGAINS):
            is_open = number < OPEN_BARGAINS
            rng, name = self._draw(f"bargain/{number}"), f"bargain/{number}"
            t_us = self._choose(rng, 20 if is_open else None)
            found = self._gather(rng, t_us, 2 + number % 3 if is_open else 6)
            if t_us is not None and found:
                yield Scene(name, t_us, self._cut(found, good, name, rng, buys=not is_open))

    def _cut(
        self, members: Sequence[int], good: Mapping[str, Any], name: str, rng: Random, *, buys: bool
    ) -> Play:  # fmt: skip
        starter, *friends = members
        data = {"activity": "air_fryer", "good": good["id"]}
        begun = yield Ask(starter, "bargain.start_bargain", data, 1.0, find_client(starter))
        if begun is None:
            return
        price = good["full_cents"]
        for friend in friends:
            data = {"activity": "air_fryer", "ref": begun["result"]["ref"]}
            cut = yield Ask(friend, "bargain.cut_price", data, rng.uniform(200, 4_000), find_client(friend))
            price = cut["result"]["price_cents"] if cut is not None else price
        if buys and price < good["full_cents"]:
            yield buy(starter, f"A-{name}", good["sku"], price, good["full_cents"], after_s=1_800.0)

    def _choose(self, rng: Random, last_hours: int | None) -> int | None:
        """An instant of the campaign, or of so many hours before the demo opens."""
        since_us = self._opens_us if last_hours is None else self._until_us - last_hours * HOUR_US
        return choose_moment(rng, max(self._opens_us, since_us), self._until_us - HOUR_US, self._zone)

    def _gather(self, rng: Random, t_us: int | None, count: int) -> list[int]:
        """Members who are free at an instant, fewer where there are fewer; nobody where nobody is."""
        ready = [one.id for one in self._players if t_us is not None and one.ready_us <= t_us]
        return rng.sample(ready, min(count, len(ready)))

    # -- what they write -------------------------------------------------------------------------------------------
    def _write(self) -> Iterator[Scene]:
        for number, (words, shown, likes) in enumerate(RECIPES):
            rng, name = self._draw(f"post/{number}"), f"post/{number}"
            t_us = self._choose(rng, None if shown is not None else 12)
            found = self._gather(rng, t_us, 1 + likes)
            if t_us is not None and found:
                yield Scene(name, t_us, self._post(found, words, rng, shown=shown))

    def _post(self, members: Sequence[int], words: str, rng: Random, *, shown: bool | None) -> Play:
        writer, *readers = members
        data = {"activity": "recipes", "text": words}
        post = yield Ask(writer, "wall.write", data, 1.0, find_client(writer))
        if post is None or shown is None:
            return
        about = {"post": post["result"]["post"]}
        decision = {"decision": "show"} if shown else {"decision": "reject", "reason": "advertising"}
        yield Ask(writer, "post.decide", {**about, **decision, "clerk": CLERK}, rng.uniform(600, 3_000))
        for reader in readers:
            data = {"activity": "recipes", **about}
            yield Ask(reader, "wall.like", data, rng.uniform(20, 1_500), find_client(reader))
