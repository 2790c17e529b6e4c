"""What the tables and columns of an export mean, for those who read the files."""

from __future__ import annotations

from liuke.bulk.store import Column, Table

TABLES_ABOUT: dict[str, str] = {
    "members": "A row a member.",
    "orders": "A row an order that was paid.",
    "prizes": "A row a prize that people hand over, from won to handed over.",
    "operations": "A row whatever was decided: events, requests, timers, in the order of `n` for each member.",
    "postings": "A row a movement of an asset: the ledger.",
    "facts": "A row a fact that a decision stated, such as `points.earned`, as far as the outbox still keeps it.",
    "tracked": "A row a page view, click, search or the like that an app sent, with the consent of who used it.",
    "coupons": "A row a coupon that a member was given.",
    "lots": "A row a lot: what was earned together and expires together.",
}
"""Table → what a row is."""
_SHARED = {
    "member_id": "member's number",
    "test": "whether the member is a test member",
    "t_us": "when it was decided",
    "day": "merchant-local day",
    "program_version": "version of the program under which it was decided",
    "asset": "account, such as `points`",
    "rule": "what caused it, such as `earning.spend`",
    "ref": "what it is about, such as the order",
    "op_n": "operation of the member that caused it: `n` of operations",
    "status": "state",
    "saved_cents": "saved by coupons, in minor units of the currency",
}
_OWN: dict[str, dict[str, str]] = {
    "members": {
        "tier": "tier; empty: none",
        "registered_us": "when they joined",
        "registered_day": "merchant-local day of it",
        "last_active_us": "last act of their own",
        "ops": "operations so far",
        "balances": "asset → available less debt, as the member is shown it",
        "debts": "asset → owed; only those that are owed, null: none. `balances` has them taken off already",
        "identities": "names, each `namespace:external_id`",
        "profile": "attributes",
        "labels": "labels",
        "merged_into": "member into whom they have gone; null: nobody. Who stays has the balances and coupons of both",
    },
    "orders": {
        "order_id": "number of the order",
        "t_us": "when it was paid",
        "amount_cents": "paid in money, after discounts",
        "refunded_cents": "of that, given back so far",
        "status": "`paid`, `part_refunded` or `refunded`",
        "hold_id": "hold of points that paid a part; empty: none",
        "earned": "what it brought: a list of `asset`, `seq` of the posting, `amount`, `rule`, `reversed`",
        "coupons": "numbers of coupons it used",
        "lines": "what was bought, if the order said so",
    },
    "prizes": {
        "prize": "number of the prize",
        "name": "what it is called, by language",
        "handing": "`ship`, `pickup` or `online`",
        "status": "`won`, `claimed`, `sent`, `handed_over`, `forfeited` or `withdrawn`",
        "value_cents": "what it is worth on the market",
        "cost_cents": "what it costs the merchant",
        "tax_cents": "tax on it",
        "tax_by": "who bears the tax: `merchant` or `winner`; empty: there is none",
        "ref": "what it was given for, such as the number of the draw",
        "since_us": "when it was won",
        "claim_until_us": "first instant at which it could be claimed no more",
        "claimed_us": "when it was claimed; null: not yet",
        "sent_us": "when it was sent; null: not yet",
        "closed_us": "when it ended; null: not yet",
        "reason": "why it was forfeited or withdrawn",
        "replaced_by": "prize that another member was given in its place",
        "replaces": "prize in whose place it is",
    },
    "operations": {
        "n": "number of the operation within its member",
        "key": "idempotency key",
        "type": "event type",
        "event_us": "when it happened",
        "answer": "as it was answered",
    },
    "postings": {
        "seq": "number of the posting within member and asset",
        "kind": "`earn`, `spend`, `expire`, `reverse`, …",
        "amount": "how much, never negative: `kind` says the direction",
        "source": "account it left",
        "target": "account it went to",
        "recorded_us": "database's clock",
    },
    "facts": {
        "n": "place within its operation, from 1",
        "type": "fact, as in the catalogue of events",
        "data": "its fields",
    },
    "tracked": {
        "id": "id, as the app gave it",
        "member_id": "member's number; null: nobody was signed in",
        "anonymous_id": "what the app calls the device; empty: it did not say",
        "type": "type of event",
        "t_us": "when it happened, by the server's clock",
        "day": "merchant-local day of it",
        "device_us": "when it happened, by the device's clock",
        "received_us": "when it came",
        "data": "its fields",
    },
    "coupons": {
        "coupon_id": "number of the coupon",
        "batch": "kind of coupon",
        "valid_from_us": "usable from",
        "valid_until_us": "usable until; null: for ever",
        "code": "code",
        "source": "what gave it",
        "granted_us": "when it was given",
        "used_us": "when it was used; null: not yet",
    },
    "lots": {
        "seq": "posting that made it",
        "amount": "how much it was",
        "remaining": "what is left of it",
        "expires_us": "when it expires by itself; null: never",
        "ends_us": "when it expires if nothing happens: later than `expires_us` where points live with activity; null: "
        "never",
        "settles_us": "when it becomes available; 0: at once",
        "t_us": "when it was earned",
    },
}
_KINDS = {
    "text": "text",
    "id": "number as text",
    "int": "whole number",
    "day": "date",
    "json": "JSON",
    "bool": "true or false",
}


def describe_column(table: Table, column: Column) -> str:
    """What a column says."""
    return _OWN[table.name].get(column.name) or _SHARED[column.name]


def describe_kind(column: Column) -> str:
    """How its values are written; times are UTC microseconds."""
    return "UTC microseconds" if column.name.endswith("_us") else _KINDS[column.kind]
