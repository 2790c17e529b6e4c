"""Everything at once, as streams.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Any, Literal

from liuke_sdk.group import Group, M, streaming
from liuke_sdk.uploads import Upload, open_upload
from liuke_sdk.wire import Ask


class BulkGroup(Group[M]):
    """Everything at once, as streams."""

    @streaming("GET", "/v1/bulk/members")
    def members(
        self,
        *,
        format: Literal["csv", "ndjson", "parquet"] = "ndjson",
    ) -> Ask[dict[str, Any]]:
        """Export members.

        One statement in one snapshot, sent as the database reads it; numbers of up to 63 bits are text in NDJSON.
        Names, profile and labels only with the scope `bulk:read`. Scope: `bulk:read` or `members:read`.

        Args:
            format: Format.
        """
        return Ask(dict[str, Any], query={"format": format})

    @streaming("GET", "/v1/bulk/operations")
    def operations(
        self,
        *,
        format: Literal["csv", "ndjson", "parquet"] = "ndjson",
    ) -> Ask[dict[str, Any]]:
        """Export operations.

        One statement in one snapshot, sent as the database reads it; numbers of up to 63 bits are text in NDJSON.
        Answers only with the scope `bulk:read`. Scope: `bulk:read` or `members:read`.

        Args:
            format: Format.
        """
        return Ask(dict[str, Any], query={"format": format})

    @streaming("GET", "/v1/bulk/postings")
    def postings(
        self,
        *,
        format: Literal["csv", "ndjson", "parquet"] = "ndjson",
    ) -> Ask[dict[str, Any]]:
        """Export postings.

        One statement in one snapshot, sent as the database reads it; numbers of up to 63 bits are text in NDJSON.
        Scope: `bulk:read` or `finance:read`.

        Args:
            format: Format.
        """
        return Ask(dict[str, Any], query={"format": format})

    @streaming("GET", "/v1/bulk/coupons")
    def coupons(
        self,
        *,
        format: Literal["csv", "ndjson", "parquet"] = "ndjson",
    ) -> Ask[dict[str, Any]]:
        """Export coupons.

        One statement in one snapshot, sent as the database reads it; numbers of up to 63 bits are text in NDJSON.
        Codes only with the scope `bulk:read`. Scope: `bulk:read` or `members:read`.

        Args:
            format: Format.
        """
        return Ask(dict[str, Any], query={"format": format})

    @streaming("GET", "/v1/bulk/orders")
    def orders(
        self,
        *,
        format: Literal["csv", "ndjson", "parquet"] = "ndjson",
    ) -> Ask[dict[str, Any]]:
        """Export orders.

        One statement in one snapshot, sent as the database reads it; numbers of up to 63 bits are text in NDJSON.
        Scope: `bulk:read` or `members:read`.

        Args:
            format: Format.
        """
        return Ask(dict[str, Any], query={"format": format})

    @streaming("GET", "/v1/bulk/prizes")
    def prizes(
        self,
        *,
        format: Literal["csv", "ndjson", "parquet"] = "ndjson",
    ) -> Ask[dict[str, Any]]:
        """Export prizes.

        One statement in one snapshot, sent as the database reads it; numbers of up to 63 bits are text in NDJSON.
        The file that is kept of what was won and handed over. Scope: `bulk:read` or `members:read`.

        Args:
            format: Format.
        """
        return Ask(dict[str, Any], query={"format": format})

    @streaming("GET", "/v1/bulk/facts")
    def facts(
        self,
        *,
        format: Literal["csv", "ndjson", "parquet"] = "ndjson",
    ) -> Ask[dict[str, Any]]:
        """Export facts.

        One statement in one snapshot, sent as the database reads it; numbers of up to 63 bits are text in NDJSON.
        As far as the outbox still keeps them; webhooks say them as they happen. Scope: `bulk:read` or
        `members:read`.

        Args:
            format: Format.
        """
        return Ask(dict[str, Any], query={"format": format})

    @streaming("GET", "/v1/bulk/lots")
    def lots(
        self,
        *,
        format: Literal["csv", "ndjson", "parquet"] = "ndjson",
    ) -> Ask[dict[str, Any]]:
        """Export lots.

        One statement in one snapshot, sent as the database reads it; numbers of up to 63 bits are text in NDJSON.
        Scope: `bulk:read` or `finance:read`.

        Args:
            format: Format.
        """
        return Ask(dict[str, Any], query={"format": format})

    @streaming("POST", "/v1/bulk/members", safe=True)
    def load_members(
        self,
        content: Upload,
        *,
        media: str = "text/csv",
    ) -> Ask[dict[str, Any]]:
        """Import members.

        Columns or fields: `namespace`, `external_id`, `registered_us`, `identities` (more names), `profile` (a JSON
        object) and `profile.<name>`. CSV is UTF-8, or what the `charset` of its Content-Type says (`gb18030`,
        `gbk`, `gb2312`); days and times of Parquet become text by ISO 8601. Those who are new join; of known ones
        attributes are added or changed (null removes one) and names are added. The answer is NDJSON: each row that
        was not taken with its line and everything that is wrong with it, then a summary with `done`. Sound rows are
        kept whatever is wrong with others; the same file again changes nothing. Scope: `bulk:write`.

        Args:
            content: Bytes, the path of a file, or a function that gives the pieces anew at each attempt.
            media: Content type of it.
        """
        return Ask(dict[str, Any], content=open_upload(content), media=media)

    @streaming("POST", "/v1/bulk/events", safe=True)
    def load_events(
        self,
        content: Upload,
        *,
        media: str = "application/x-ndjson",
        register: bool | None = None,
        texts: bool | None = None,
    ) -> Ask[dict[str, Any]]:
        """Take a stream of events.

        NDJSON in, one event a line as of `POST /v1/events`; NDJSON out, one result a line, in the same order, with
        the number of the line. Results come while events are still being sent (through a proxy: when all were
        sent); who reads them only at the end keeps nobody waiting. After a cut connection send everything again:
        the keys make it safe. Scope: `events:write` or `members:write` or `points:write` or `points:adjust` or
        `checkout` or `redeem`.

        Args:
            content: Bytes, the path of a file, or a function that gives the pieces anew at each attempt.
            media: Content type of it.
            register: Whether a ``namespace:external_id`` that is new is registered first.
            texts: Whether the answer comes in words too.
        """
        return Ask(
            dict[str, Any], content=open_upload(content), media=media, query={"register": register, "texts": texts}
        )
