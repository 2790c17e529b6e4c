"""The event table: everything that happened, in canonical order, each with its payload as JSON text.

Order: instant, kind (registered, campaign, paid, redeemed, refunded), key. It depends on the content of the files
alone, never on the order of their rows.
"""

from __future__ import annotations

import duckdb

from liuke.kernel.clock import DAY_US, MerchantCalendar
from liuke.replay import mapping as m
from liuke.replay.cancels import build_pieces
from liuke.replay.columns import EARLIEST_US, LATEST_US, is_no_name, literal, quote
from liuke.replay.contracts import IN_ALL, MAX_MEMBER, WANTED
from liuke.replay.files import FoundFile
from liuke.replay.zones import UNMOVED, DayArithmetic, Shift

RANKS = {
    "member.registered": 0,
    "campaign.received": 1,
    "order.paid": 2,
    "coupon.redeemed": 3,
    "order.refunded": 4,
}
SLICE = 100_000
"""Events that are sorted at a time: memory follows this number, not the length of the file."""


class EventStage:
    """Turns the line tables and the side files into the table ``event``.

    Args:
        connection: The staging database after ``LineStage.build``.
        mapping: The mapping.
        found: The files that exist.
        calendar: The merchant's days.
        shift: By how much the history is moved.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        mapping: m.Mapping,
        found: dict[str, FoundFile],
        calendar: MerchantCalendar,
        shift: Shift = UNMOVED,
    ) -> None:
        self._db = connection
        self._shift = shift
        self._mapping = mapping
        self._found = found
        self._calendar = calendar
        self._dates = MerchantCalendar(mapping.merchant.timezone)

    def build(self) -> None:
        """Make ``refund``, ``grant_``, ``redemption``, ``registration`` and at last ``event``."""
        self._build_refunds()
        self._build_grants()
        bounds = self._db.execute(
            "SELECT min(t_us), max(t_us) FROM (SELECT t_us FROM purchase WHERE reason IS NULL UNION ALL "
            "SELECT t_us FROM refund WHERE reason IS NULL UNION ALL SELECT t_us FROM grant_ WHERE reason IS NULL)"
        ).fetchone()
        first, last = (bounds[0] or 0, bounds[1] or 0) if bounds else (0, 0)
        self._days = DayArithmetic(self._calendar, first - DAY_US, last + DAY_US)
        self._build_redemptions(DayArithmetic(self._dates, first - DAY_US, last + DAY_US))
        self._build_registrations()
        self._build_events()

    # Refunds

    def _build_refunds(self) -> None:
        refunds = self._mapping.refunds
        self._db.execute(
            "CREATE TABLE refund_part (refund_id VARCHAR, order_id VARCHAR, member VARCHAR, t_us BIGINT, "
            "amount BIGINT, wanted VARCHAR, reason VARCHAR)"
        )
        if isinstance(refunds, m.CancelLines):
            build_pieces(self._db, self._db.cursor)
            self._db.execute(
                "INSERT INTO refund_part SELECT c.order_id, p.order_id, c.member, c.t_us, p.amount, NULL, NULL FROM "
                "(SELECT refund_id, order_id, CAST(sum(amount) AS BIGINT) AS amount FROM piece GROUP BY ALL) p "
                "JOIN cancel c ON c.order_id = p.refund_id"
            )
        elif isinstance(refunds, m.RefundFile) and refunds.file in self._found:
            self._read_refund_file(refunds)
        elif isinstance(refunds, m.OrderColumns):
            # what an order's rows say is all that went back so far: the number of the refund says up to where
            self._db.execute(
                "INSERT INTO refund_part SELECT order_id || '@' || coalesce(back, 0), order_id, member, "
                "coalesce(back_us, t_us), back, NULL, CASE WHEN bad_back THEN 'bad_amount' END "
                "FROM purchase WHERE reason IS NULL AND (back <> 0 OR bad_back)"
            )
        # An order is never refunded beyond what was paid; what is above stays visible as `over`.
        counted = "CASE WHEN f.reason IS NULL AND f.amount > 0 THEN f.amount ELSE 0 END"
        running = f"sum({counted}) OVER (PARTITION BY f.order_id ORDER BY f.t_us, f.refund_id ROWS UNBOUNDED PRECEDING)"
        self._db.execute(
            "CREATE TABLE refund AS SELECT refund_id, order_id, member, t_us, wanted, "
            "CAST(CASE WHEN order_id IS NULL THEN amount ELSE least(amount, greatest(paid - running + amount, 0)) END "
            "AS BIGINT) AS amount, amount AS asked, coalesce(running >= paid, false) AS is_full, "
            "coalesce(reason, CASE WHEN amount <= 0 THEN 'refund_not_positive' END) AS reason FROM "
            f"(SELECT f.*, greatest(p.paid, 0) AS paid, CASE WHEN f.order_id IS NOT NULL THEN {running} END AS running "
            "FROM refund_part f LEFT JOIN purchase p ON p.order_id = f.order_id)"
        )

    def _read_refund_file(self, part: m.RefundFile) -> None:
        file = self._found[part.file]
        columns = file.columns("r")
        wall = columns.wall_us(part.time, part.time_format, part.timestamp_zone)
        bounds = self._db.execute(
            f"SELECT min(w), max(w) FROM (SELECT {wall} AS w FROM {file.relation} r) "
            f"WHERE w BETWEEN {EARLIEST_US} AND {LATEST_US}"
        ).fetchone()
        first, last = (bounds[0] or 0, bounds[1] or 0) if bounds else (0, 0)
        amount = columns.minor(part.amount, part.unit, self._mapping.merchant.exponent, part.rounding)
        member = columns.member(part.member) if part.member else "CAST(NULL AS VARCHAR)"
        t_us = self._shift.render_instant("wall", part.timestamp_zone, first, last)
        chosen = " OR ".join(columns.test(rule) for rule in part.when) or "true"
        self._db.execute(
            f"INSERT INTO refund_part SELECT refund_id, p.order_id, coalesce(p.member, f.member), "
            f"CASE WHEN wall BETWEEN {EARLIEST_US} AND {LATEST_US} THEN {t_us} END AS at_us, f.amount, "
            "CASE WHEN p.order_id IS NULL THEN f.wanted END, "
            "CASE WHEN NOT chosen THEN 'not_chosen' WHEN refund_id IS NULL THEN 'no_refund_id' "
            f"WHEN {is_no_name('f.member', MAX_MEMBER)} THEN 'bad_member' "
            "WHEN at_us IS NULL THEN 'bad_time' WHEN f.amount IS NULL THEN 'bad_amount' "
            "WHEN coalesce(p.member, f.member) IS NULL THEN 'no_member' END "
            "FROM (SELECT refund_id, wanted, chosen, min(member) AS member, min(wall) AS wall, "
            "CASE WHEN count(amount) = count(*) THEN CAST(sum(amount) AS BIGINT) END AS amount FROM "
            f"(SELECT DISTINCT {columns.text(part.refund_id)} AS refund_id, {columns.text(part.order_id)} AS wanted, "
            f"{member} AS member, {wall} AS wall, {amount} AS amount, {chosen} AS chosen "
            f"FROM {file.relation} r) GROUP BY refund_id, wanted, chosen) f "
            "LEFT JOIN purchase p ON p.order_id = f.wanted AND p.reason IS NULL"
        )

    # Campaigns

    def _build_grants(self) -> None:
        self._db.execute(
            "CREATE TABLE campaign (campaign_id VARCHAR, type VARCHAR, start_day INTEGER, end_day INTEGER, t_us BIGINT)"
        )
        self._db.execute(
            "CREATE TABLE grant_ (member VARCHAR, campaign_id VARCHAR, type VARCHAR, start_day INTEGER, "
            "end_day INTEGER, t_us BIGINT, reason VARCHAR)"
        )
        self._db.execute("CREATE TABLE coupon (campaign_id VARCHAR, coupon_id VARCHAR, sku VARCHAR)")
        part = self._mapping.campaigns
        if part is None or part.received.file not in self._found or part.facts.file not in self._found:
            return
        self._read_campaigns(part)
        received = self._found[part.received.file]
        columns = received.columns("r")
        self._db.execute(
            "INSERT INTO grant_ SELECT member, g.campaign_id, type, start_day, end_day, t_us, "
            f"CASE WHEN member IS NULL THEN 'no_member' WHEN {is_no_name('member', MAX_MEMBER)} THEN 'bad_member' "
            "WHEN t_us IS NULL THEN 'unknown_campaign' END FROM "
            f"(SELECT DISTINCT {columns.member(part.received.member)} AS member, "
            f"{columns.text(part.received.campaign)} AS campaign_id FROM {received.relation} r) g "
            "LEFT JOIN campaign c ON c.campaign_id = g.campaign_id"
        )

    def _read_campaigns(self, part: m.Campaigns) -> None:
        facts = self._found[part.facts.file]
        columns = facts.columns("r")
        kind = columns.text(part.facts.type) if part.facts.type else "CAST(NULL AS VARCHAR)"
        start, end = (self._shift.render_day(columns.date(name)) for name in (part.facts.start, part.facts.end))
        rows = self._db.execute(
            f"SELECT {columns.text(part.facts.campaign)}, min({kind}), min({start}), "
            f"max({end}) FROM {facts.relation} r GROUP BY 1 "
            f"HAVING min({start}) BETWEEN {EARLIEST_US // DAY_US} AND {LATEST_US // DAY_US}"
        ).fetchall()
        if rows:
            starts = [self._calendar.day_start_us(row[2]) for row in rows]
            values = [list(column) for column in zip(*rows, strict=True)]
            self._db.execute(
                "INSERT INTO campaign SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::INTEGER[]), "
                "unnest(?::INTEGER[]), unnest(?::BIGINT[])",
                [*values, starts],
            )
        if part.coupons and part.coupons.file in self._found:
            coupons = self._found[part.coupons.file]
            columns = coupons.columns("r")
            sku = columns.text(part.coupons.sku) if part.coupons.sku else "CAST(NULL AS VARCHAR)"
            self._db.execute(
                f"INSERT INTO coupon SELECT DISTINCT {columns.text(part.coupons.campaign)}, "
                f"{columns.text(part.coupons.coupon)}, {sku} FROM {coupons.relation} r"
            )

    # Redemptions

    def _build_redemptions(self, dates: DayArithmetic) -> None:
        part = self._mapping.redemptions
        if part is None or part.file not in self._found:
            self._db.execute(
                "CREATE TABLE redemption (redemption_key VARCHAR, member VARCHAR, coupon_id VARCHAR, "
                "campaign_id VARCHAR, order_id VARCHAR, t_us BIGINT, matched VARCHAR, amount BIGINT, reason VARCHAR)"
            )
            return
        file = self._found[part.file]
        columns = file.columns("r")
        campaign = columns.text(part.campaign) if part.campaign else "CAST(NULL AS VARCHAR)"
        anchor = columns.text(part.order_id) if part.order_id else self._shift.render_day(columns.date(part.day or ""))
        self._db.execute(
            f"CREATE TABLE used AS SELECT DISTINCT {columns.member(part.member)} AS member, "
            f"{columns.text(part.coupon)} AS coupon_id, {campaign} AS campaign_id, {anchor} AS anchor "
            f"FROM {file.relation} r"
        )
        there = "p.order_id" if part.order_id else dates.render_day("p.t_us")
        self._db.execute(
            "CREATE TABLE candidate AS SELECT u.*, p.order_id, p.t_us, p.coupon > 0 AS has_discount "
            f"FROM used u JOIN purchase p ON p.member = u.member AND {there} = u.anchor WHERE p.reason IS NULL"
        )
        self._build_product_matches()
        self._choose_orders()

    def _build_product_matches(self) -> None:
        """Coupon money on the coupon's own products, for each candidate order."""
        self._db.execute(
            "CREATE TABLE couponed AS SELECT order_id, sku, CAST(sum(coupon * used) AS BIGINT) AS amount FROM line "
            "WHERE coupon > 0 AND reason IS NULL AND order_id IN (SELECT order_id FROM candidate) GROUP BY ALL"
        )
        self._db.execute(
            "CREATE TABLE product_match AS SELECT k.coupon_id, k.campaign_id, c.order_id, "
            "CAST(sum(c.amount) AS BIGINT) AS amount FROM "
            "(SELECT DISTINCT coupon_id, campaign_id, order_id FROM candidate) k "
            "JOIN couponed c ON c.order_id = k.order_id "
            "SEMI JOIN coupon o ON o.coupon_id = k.coupon_id AND o.sku = c.sku "
            "AND (k.campaign_id IS NULL OR o.campaign_id = k.campaign_id) GROUP BY ALL"
        )

    def _choose_orders(self) -> None:
        grade = "CASE WHEN m.amount IS NOT NULL THEN 2 WHEN k.has_discount THEN 1 ELSE 0 END"
        self._db.execute(
            "CREATE TABLE redemption AS SELECT "
            "concat_ws(':', u.member, u.coupon_id, coalesce(u.campaign_id, ''), u.anchor) AS redemption_key, "
            "u.member, u.coupon_id, u.campaign_id, k.order_id, k.t_us, "
            "['day', 'discount', 'product'][k.grade + 1] AS matched, coalesce(k.amount, 0) AS amount, "
            "CASE WHEN u.member IS NULL OR u.coupon_id IS NULL OR u.anchor IS NULL THEN 'incomplete_redemption' "
            "WHEN k.order_id IS NULL THEN 'no_order_to_attach' END AS reason FROM used u LEFT JOIN "
            f"(SELECT k.*, {grade} AS grade, m.amount, row_number() OVER (PARTITION BY k.member, k.coupon_id, "
            f"k.campaign_id, k.anchor ORDER BY {grade} DESC, k.t_us, k.order_id) AS place FROM candidate k "
            "LEFT JOIN product_match m ON m.order_id = k.order_id AND m.coupon_id = k.coupon_id "
            "AND m.campaign_id IS NOT DISTINCT FROM k.campaign_id) k ON k.place = 1 AND k.member = u.member "
            "AND k.coupon_id = u.coupon_id AND k.campaign_id IS NOT DISTINCT FROM u.campaign_id AND k.anchor = u.anchor"
        )

    # Members

    def _build_registrations(self) -> None:
        day = self._days.render_day("t_us")
        start = self._days.render_day_start("first_day")
        # A column of its own: each change of the clocks would repeat the expression, and its own changes within it.
        self._db.execute(
            f"CREATE TABLE registration AS SELECT member, greatest(t_us - 1, {start}) AS t_us FROM "
            f"(SELECT member, t_us, {day} AS first_day FROM (SELECT member, min(t_us) AS t_us FROM ("
            "SELECT member, t_us FROM purchase WHERE reason IS NULL "
            "UNION ALL SELECT member, t_us FROM refund WHERE reason IS NULL "
            "UNION ALL SELECT member, t_us FROM grant_ WHERE reason IS NULL) GROUP BY member))"
        )
        profile = self._mapping.profile
        if profile is None or profile.file not in self._found:
            self._db.execute("CREATE VIEW profile AS SELECT NULL AS member, NULL AS profile WHERE false")
            return
        file = self._found[profile.file]
        columns = file.columns("r")
        fields = ", ".join(
            f"{literal(name)}: min({columns.text(column)})" for name, column in profile.attributes.items()
        )
        self._db.execute(
            f"CREATE TABLE profile AS SELECT {columns.member(profile.member)} AS member, "
            f"CAST(to_json({{{fields}}}) AS VARCHAR) AS profile FROM {file.relation} r GROUP BY 1"
        )

    # The table

    def _payloads(self) -> dict[str, str]:
        orders = self._mapping.orders
        fields = {
            "order_id": "order_id",
            "amount_cents": "greatest(paid, 0)",
            "list_cents": "list_price",
            "discount_cents": "discount",
            "coupon_discount_cents": "coupon",
            "items": "items",
            "store": "store",
        }
        if orders.attributes:
            inner = ", ".join(f"{literal(name)}: {quote(f'o_{name}')}" for name in orders.attributes)
            fields["attributes"] = f"{{{inner}}}"
        order = "{" + ", ".join(f"{literal(name)}: {value}" for name, value in fields.items()) + "}"
        return {
            "order.paid": order,
            "campaign.received": "{'campaign_id': campaign_id, 'type': type, 'start_day': start_day, "
            "'end_day': end_day}",
            "coupon.redeemed": "{'coupon_id': coupon_id, 'campaign_id': campaign_id, 'order_id': order_id, "
            "'matched': matched, 'coupon_discount_cents': amount}",
            "order.refunded": self._render_refund(),
        }

    def _render_refund(self) -> str:
        fields = "'order_id': order_id, 'refund_id': refund_id, 'amount_cents': amount, 'full': is_full"
        if isinstance(self._mapping.refunds, m.OrderColumns):
            fields += f", '{IN_ALL}': amount"
        elif isinstance(self._mapping.refunds, m.RefundFile):
            fields += f", '{WANTED}': wanted"
        return f"{{{fields}}}"

    def _build_events(self) -> None:
        payloads = {kind: f"CAST(to_json({value}) AS VARCHAR)" for kind, value in self._payloads().items()}
        namespace = literal(self._mapping.namespace)
        registered = (
            f"'{{\"namespace\":' || to_json({namespace}) || ',\"profile\":' || coalesce(p.profile, '{{}}') || '}}'"
        )
        parts = {
            "member.registered": (
                "registration r LEFT JOIN profile p ON p.member = r.member",
                "'member:' || r.member", "r.member", registered, "NULL", "true",
            ),
            "campaign.received": (
                "grant_", "'campaign:' || campaign_id || ':' || member", "member", "", "NULL", "reason IS NULL",
            ),
            "order.paid": ("purchase", "'order:' || order_id", "member", "", "order_id", "reason IS NULL"),
            "coupon.redeemed": (
                "redemption", "'redemption:' || redemption_key", "member", "", "NULL", "reason IS NULL",
            ),
            "order.refunded": (
                "refund", "'refund:' || refund_id || ':' || coalesce(order_id, '')", "member", "",
                "refund_id || chr(31) || coalesce(order_id, '')", "reason IS NULL AND amount > 0",
            ),
        }  # fmt: skip
        union = " UNION ALL ".join(
            f"SELECT CAST({RANKS[kind]} AS TINYINT) AS kind, {key} AS key, {member} AS member, t_us, "
            f"{payload or payloads[kind]} AS payload, {ref} AS ref FROM {table} "
            f"WHERE {test} AND t_us BETWEEN {{first}} AND {{last}}"
            for kind, (table, key, member, payload, ref, test) in parts.items()
        )
        day = self._days.render_day("t_us")
        self._db.execute(
            "CREATE TABLE event (seq BIGINT, day INTEGER, kind TINYINT, key VARCHAR, member VARCHAR, t_us BIGINT, "
            "payload VARCHAR, ref VARCHAR)"
        )
        self._db.execute("SET preserve_insertion_order = true")
        before = 0
        for first, last, count in self._slices():
            self._db.execute(
                f"INSERT INTO event SELECT {before} + row_number() OVER (), CAST({day} AS INTEGER), * FROM "
                f"(SELECT * FROM ({union.replace('{first}', str(first)).replace('{last}', str(last))}) "
                "ORDER BY t_us, kind, key)"
            )
            before += count

    def _slices(self) -> list[tuple[int, int, int]]:
        """Stretches of time as (first, last, events), each few enough events to be sorted in little memory."""
        days = self._db.execute(
            f"SELECT t_us // {DAY_US} AS utc_day, min(t_us), max(t_us), count(*) FROM ("
            "SELECT t_us FROM purchase WHERE reason IS NULL UNION ALL SELECT t_us FROM registration "
            "UNION ALL SELECT t_us FROM grant_ WHERE reason IS NULL "
            "UNION ALL SELECT t_us FROM redemption WHERE reason IS NULL "
            "UNION ALL SELECT t_us FROM refund WHERE reason IS NULL AND amount > 0) GROUP BY 1 ORDER BY 1"
        ).fetchall()
        slices: list[tuple[int, int, int]] = []
        for _, first, last, count in days:
            if slices and slices[-1][2] + count <= SLICE:
                slices[-1] = (slices[-1][0], last, slices[-1][2] + count)
            else:
                slices.append((first, last, count))
        return slices
