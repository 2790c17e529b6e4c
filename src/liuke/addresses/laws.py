"""What holds of address books. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.addresses.contracts import MOST
from liuke.hooks.law import Law, count_of, query_law

ADDRESSES = query_law(
    "addresses",
    f"an address is sealed under the key of a member who has one; nobody wrote down more than {MOST}",
    count_of("member_address"),
    f"""
    SELECT a.member_id, count(*)::int AS addresses, bool_or(m.personal_key IS NULL) AS keyless
    FROM member_address a LEFT JOIN member_state m ON m.member_id = a.member_id
    WHERE a.tenant_id = $1 GROUP BY a.member_id
    HAVING count(*) > {MOST} OR bool_or(m.personal_key IS NULL)
    ORDER BY 1 LIMIT $2
    """,
)

LAWS: tuple[Law, ...] = (ADDRESSES,)
