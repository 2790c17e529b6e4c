"""Members, their state and their history.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import (
    Addresses,
    AddressView,
    Centre,
    ChangeLabels,
    ChangeProfile,
    ConsentDecision,
    Consents,
    Dismissal,
    EndMemberTier,
    ErasedView,
    EraseMe,
    EraseMember,
    EventAnswer,
    Explained,
    Forecast,
    FreezeMember,
    HoldRow,
    IdentitiesView,
    Lots,
    MemberExport,
    MemberRow,
    MembersAtCounter,
    MemberView,
    MergeItem,
    MergeMembers,
    MergeView,
    MessagesRead,
    MessageView,
    NewIdentity,
    NewMember,
    OperationRow,
    Past,
    PostingRow,
    PutAddress,
    ReadRequest,
    RegisteredMember,
    Rules,
    SearchAnswer,
    SeeWhole,
    SetConsent,
    SetMemberTier,
    TierChangeRow,
    Token,
    TokenRequest,
    UndoMerge,
    UnfreezeMember,
    WaitingFact,
    WholeView,
)
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class MembersGroup(Group[M]):
    """Members, their state and their history."""

    @operation("POST", "/v1/members", safe=True)
    def register(
        self,
        *,
        namespace: str,
        external_id: str,
        profile: dict[str, Any] | UnsetType = UNSET,
        registered_us: int | UnsetType = UNSET,
        test: bool | UnsetType = UNSET,
        if_known: Literal["keep", "update"] | UnsetType = UNSET,
    ) -> Ask[RegisteredMember]:
        """Register a member.

        The event `member.registered` happens to a new member. A second time makes nobody and answers 200, with the
        attributes that differ from what is known, or that were changed (`if_known`). Scope: `members:write`.

        Args:
            namespace: Where the name comes from (``wechat``, ``till``).
            external_id: The name there.
            profile: Attributes that rules may ask for (``birthday`` as ``YYYY-MM-DD``, or ``MM-DD``; by the Chinese
                calendar ``lunar:YYYY-MM-DD``, in a leap month ``lunar:YYYY-leap-MM-DD``); never secrets.
            registered_us: UTC microseconds.
            test: Whether they are somebody to try things out with: they play by the same rules, take no stock, and
                are counted nowhere.
            if_known: What becomes of ``profile`` where somebody has this name already: `keep` what is known of them
                and say in what it differs, or `update` it as `POST /v1/members/{member}/profile` does.
        """
        return Ask(
            RegisteredMember,
            body=NewMember(
                namespace=namespace,
                external_id=external_id,
                profile=profile,
                registered_us=registered_us,
                test=test,
                if_known=if_known,
            ),
        )

    @listing("GET", "/v1/members")
    def list(
        self,
        *,
        q: str | None = None,
        tier: str | None = None,
        registered_from_us: int | None = None,
        registered_until_us: int | None = None,
        active_from_us: int | None = None,
        balance_asset: str | None = None,
        balance_min: int | None = None,
        label: str | None = None,
        label_value: str | None = None,
        test: bool | None = None,
        sort: Literal["newest", "oldest"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[MemberRow]]:
        """Find members.

        Scope: `members:read`.

        Args:
            q: ``namespace:`` and the beginning of an id there, or the beginning of an id anywhere. Phone numbers
                and e-mail addresses are kept sealed and found when given in full. Members' own numbers are in no
                name: ask for ``/v1/members/{member}``.
            tier: Id of the tier in force.
            registered_from_us: UTC microseconds.
            registered_until_us: UTC microseconds.
            active_from_us: UTC microseconds.
            balance_asset: Asset of ``balance_min``.
            balance_min: The least that is available.
            label: Name of a label that they have.
            label_value: Its value; any without one.
            test: Only test members, or only others.
            sort: By the time of joining.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[MemberRow],
            query={
                "q": q,
                "tier": tier,
                "registered_from_us": registered_from_us,
                "registered_until_us": registered_until_us,
                "active_from_us": active_from_us,
                "balance_asset": balance_asset,
                "balance_min": balance_min,
                "label": label,
                "label_value": label_value,
                "test": test,
                "sort": sort,
                "limit": limit,
                "cursor": cursor,
            },
        )

    @operation("GET", "/v1/members/{member}")
    def get(
        self,
        member: str,
    ) -> Ask[MemberView]:
        """Look at a member.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(MemberView, params={"member": member})

    @operation("POST", "/v1/members/{member}/profile", keyed=True)
    def change_profile(
        self,
        member: str,
        *,
        profile: dict[str, Any],
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Change a member's profile.

        Event `member.update`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            profile: Profile.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member}, body=ChangeProfile(profile=profile), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/labels", keyed=True)
    def change_labels(
        self,
        member: str,
        *,
        labels: dict[str, str | None],
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Set and remove a member's labels.

        Event `member.label`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            labels: Labels.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member}, body=ChangeLabels(labels=labels), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/account/freeze", keyed=True)
    def freeze(
        self,
        member: str,
        *,
        reason: str,
        until_us: int | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Freeze a member.

        Event `member.freeze`. Scope: `points:adjust`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            reason: Why, for whoever reads it later.
            until_us: UTC microseconds, from 1990 to 2100.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=FreezeMember(reason=reason, until_us=until_us),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/account/unfreeze", keyed=True)
    def unfreeze(
        self,
        member: str,
        *,
        reason: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Lift the freeze of a member.

        Event `member.unfreeze`. Scope: `points:adjust`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            reason: Why, for whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member}, body=UnfreezeMember(reason=reason), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/tier/assign", keyed=True)
    def assign_tier(
        self,
        member: str,
        *,
        tier: str,
        reason: str,
        last_day: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Set a member's tier.

        Event `tier.assign`. Scope: `points:adjust`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            tier: Tier.
            reason: Why, for whoever reads it later.
            last_day: YYYY-MM-DD, of the merchant's calendar.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=SetMemberTier(tier=tier, reason=reason, last_day=last_day),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/tier/unassign", keyed=True)
    def unassign_tier(
        self,
        member: str,
        *,
        reason: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Let a tier end that was set.

        Event `tier.unassign`. Scope: `points:adjust`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            reason: Why, for whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member}, body=EndMemberTier(reason=reason), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/whole", safe=True)
    def see_whole(
        self,
        member: str,
        *,
        reason: str,
    ) -> Ask[WholeView]:
        """See whole numbers and profile.

        People are shown phone numbers and addresses masked; each look at the whole is noted with its reason. Scope:
        `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            reason: Why, for whoever reads it later.
        """
        return Ask(WholeView, params={"member": member}, body=SeeWhole(reason=reason))

    @operation("GET", "/v1/members/{member}/centre")
    def centre(
        self,
        member: str,
    ) -> Ask[Centre]:
        """The member centre in one call.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(Centre, params={"member": member})

    @operation("GET", "/v1/members/{member}/rules")
    def rules(
        self,
        member: str,
    ) -> Ask[Rules]:
        """The rules that hold for a member now.

        With what campaigns and experiments change for this member at this moment, by the same choice as every
        decision, and without what lives in campaigns that are not the member's. `?lang=zh|en`, `?format=html`.
        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(Rules, params={"member": member})

    @operation("GET", "/v1/members/{member}/forecast")
    def forecast(
        self,
        member: str,
    ) -> Ask[Forecast]:
        """What becomes of the tier.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(Forecast, params={"member": member})

    @listing("GET", "/v1/members/{member}/operations")
    def list_operations(
        self,
        member: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        quotes: bool | None = None,
        idle: bool | None = None,
    ) -> Ask[Page[OperationRow]]:
        """Operations, newest first.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
            quotes: Prices that were asked for, though nothing happened.
            idle: Times at which a tier was looked at and stayed as it was.
        """
        return Ask(
            Page[OperationRow],
            params={"member": member},
            query={"limit": limit, "cursor": cursor, "quotes": quotes, "idle": idle},
        )

    @operation("GET", "/v1/members/{member}/operations/{key}")
    def explain(
        self,
        member: str,
        key: str,
    ) -> Ask[Explained]:
        """Why an operation gave what it gave.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            key: Idempotency key, unique within the member.
        """
        return Ask(Explained, params={"member": member, "key": key})

    @operation("GET", "/v1/members/{member}/lots")
    def list_lots(
        self,
        member: str,
    ) -> Ask[Lots]:
        """Open lots.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(Lots, params={"member": member})

    @listing("GET", "/v1/members/{member}/postings")
    def list_postings(
        self,
        member: str,
        *,
        asset: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[PostingRow]]:
        """Postings, newest first.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            asset: Id of the asset in the program, as `points`.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[PostingRow], params={"member": member}, query={"asset": asset, "limit": limit, "cursor": cursor}
        )

    @listing("GET", "/v1/members/{member}/holds")
    def list_holds(
        self,
        member: str,
        *,
        status: Literal["", "committed", "expired", "open", "released"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[HoldRow]]:
        """Holds.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            status: Status.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[HoldRow], params={"member": member}, query={"status": status, "limit": limit, "cursor": cursor})

    @listing("GET", "/v1/members/{member}/tier-history")
    def list_tier_changes(
        self,
        member: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[TierChangeRow]]:
        """Changes of tier, newest first.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[TierChangeRow], params={"member": member}, query={"limit": limit, "cursor": cursor})

    @operation("POST", "/v1/members/{member}/token", safe=True)
    def issue_token(
        self,
        member: str,
        *,
        seconds: int | UnsetType = UNSET,
    ) -> Ask[Token]:
        """Issue a member's own token.

        Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            seconds: Seconds.
        """
        return Ask(Token, params={"member": member}, body=TokenRequest(seconds=seconds))

    @operation("POST", "/v1/members/{member}/identities", safe=True)
    def link(
        self,
        member: str,
        *,
        namespace: str,
        external_id: str,
    ) -> Ask[IdentitiesView]:
        """Give a member another name.

        Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            namespace: Namespace.
            external_id: External id.
        """
        return Ask(
            IdentitiesView, params={"member": member}, body=NewIdentity(namespace=namespace, external_id=external_id)
        )

    @operation("POST", "/v1/members/{member}/erase", safe=True)
    def erase(
        self,
        member: str,
        *,
        reason: str,
        preview: bool | UnsetType = UNSET,
    ) -> Ask[ErasedView]:
        """Erase who a member is.

        The key under which everything personal is sealed is destroyed; names, profile, labels, messages and signals
        go, pictures within minutes. Amounts, orders and draws stay under a number that leads to nobody, and keyed
        fingerprints of the names, so that whoever comes again is no newcomer. It cannot be undone: ask with
        `preview` first. Asked twice, it answers the same. Scope: `members:erase`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            reason: Who asked for it, and how; the record of the erasure keeps it, so that it should name nobody.
            preview: Say what there is to erase, and change nothing.
        """
        return Ask(ErasedView, params={"member": member}, body=EraseMember(reason=reason, preview=preview))

    @operation("POST", "/v1/members/{member}/erase-me", safe=True)
    def erase_me(
        self,
        member: str,
        *,
        confirmation: str | UnsetType = UNSET,
        preview: bool | UnsetType = UNSET,
    ) -> Ask[ErasedView]:
        """A member erases themselves.

        As `POST /v1/members/{member}/erase`, by the member's own token and with a confirmation that the member
        types. The token ends with it, in every process within seconds. Scope: `members:erase`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            confirmation: `删除我的数据` or `ERASE MY DATA`, typed by the member; not asked for in a preview.
            preview: Say what there is to erase, and change nothing.
        """
        return Ask(ErasedView, params={"member": member}, body=EraseMe(confirmation=confirmation, preview=preview))

    @operation("GET", "/v1/members/{member}/export")
    def export(
        self,
        member: str,
    ) -> Ask[MemberExport]:
        """Hand out what is kept of a member.

        One document that a member can read. Noted in the audit log. Scope: `members:erase`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(MemberExport, params={"member": member})

    @operation("GET", "/v1/members/{member}/consents")
    def get_consents(
        self,
        member: str,
    ) -> Ask[Consents]:
        """What a member agreed to.

        Every purpose of the program, whether it is allowed, and what the member said last. Service messages need no
        consent. Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(Consents, params={"member": member})

    @operation("POST", "/v1/members/{member}/consents", keyed=True)
    def set_consent(
        self,
        member: str,
        *,
        purpose: str,
        given: bool,
        version: int | UnsetType = UNSET,
        source: Literal["api", "import"] | UnsetType = UNSET,
        agreed_us: int | UnsetType = UNSET,
        reason: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Give or withdraw a consent.

        Event `consent.set`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            purpose: Id of the program's.
            given: Whether they agree; false withdraws, or objects.
            version: Of the text that they were shown. A member's own token must say it when they agree.
            source: Where a key has it from; `api` unless it says `import`. Of members and people the server knows
                it.
            agreed_us: UTC microseconds, from 1990 to 2100.
            reason: Why it is recorded on behalf; people must say it. Kept sealed.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=SetConsent(
                purpose=purpose, given=given, version=version, source=source, agreed_us=agreed_us, reason=reason
            ),
            query={"texts": texts},
            key=key,
        )

    @listing("GET", "/v1/members/{member}/consents/history")
    def list_consent_history(
        self,
        member: str,
        *,
        purpose: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[ConsentDecision]]:
        """Consents given and withdrawn.

        Every decision with the version of the text, its source and time; newest first. Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            purpose: Purpose.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[ConsentDecision],
            params={"member": member},
            query={"purpose": purpose, "limit": limit, "cursor": cursor},
        )

    @operation("GET", "/v1/members/{member}/addresses")
    def list_addresses(
        self,
        member: str,
    ) -> Ask[Addresses]:
        """A member's addresses.

        Sealed under the member's key. Whole for the member and whoever may act for members, which is noted in the
        audit log; for others name and phone number are masked and the street is left out. Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(Addresses, params={"member": member})

    @operation("PUT", "/v1/members/{member}/addresses/{address}", safe=True)
    def save_address(
        self,
        member: str,
        address: str,
        *,
        recipient: str,
        phone: str,
        region: list[str],
        street: str,
        postcode: str | UnsetType = UNSET,
        label: str | UnsetType = UNSET,
        default: bool | UnsetType = UNSET,
    ) -> Ask[AddressView]:
        """Save an address.

        The client names it (1 to 40 letters, digits, `-` and `_`, best at random), so that sending it twice makes
        one. A member has at most 20. The first one is the default. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            address: Address.
            recipient: Who gets it.
            phone: Under which number they are reached.
            region: From the largest to the smallest: province, city, district.
            street: Street, number, floor.
            postcode: If there is one.
            label: What the member calls it.
            default: Whether it is taken unless another is chosen; false leaves that as it is.
        """
        return Ask(
            AddressView,
            params={"member": member, "address": address},
            body=PutAddress(
                recipient=recipient,
                phone=phone,
                region=region,
                street=street,
                postcode=postcode,
                label=label,
                default=default,
            ),
        )

    @operation("DELETE", "/v1/members/{member}/addresses/{address}", safe=True)
    def remove_address(
        self,
        member: str,
        address: str,
    ) -> Ask[Addresses]:
        """Remove an address.

        What was sent or claimed with it keeps it. Removing what is not there changes nothing. Scope:
        `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            address: Address.
        """
        return Ask(Addresses, params={"member": member, "address": address})

    @operation("POST", "/v1/members/{member}/merge", safe=True)
    def merge(
        self,
        member: str,
        *,
        other: str,
        reason: str,
        preview: bool | UnsetType = UNSET,
    ) -> Ask[MergeView]:
        """Merge two members.

        The other member goes into the one of the path, who stays and has it all from then on; every name of either
        leads there. Ask with `preview` first. Needs `points:adjust` as well; the reason is kept in the audit log.
        Asked twice, it answers the same. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            other: Who goes into the member of the path: a number, or ``namespace:external_id``.
            reason: For the audit log.
            preview: Say what would come of it, and change nothing.
        """
        return Ask(MergeView, params={"member": member}, body=MergeMembers(other=other, reason=reason, preview=preview))

    @listing("GET", "/v1/members/{member}/merges")
    def list_merges(
        self,
        member: str,
    ) -> Ask[Page[MergeItem]]:
        """Merges of a member.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(Page[MergeItem], params={"member": member})

    @operation("POST", "/v1/members/{member}/merges/{merge}/undo", safe=True)
    def undo_merge(
        self,
        member: str,
        merge: str,
        *,
        reason: str,
        preview: bool | UnsetType = UNSET,
    ) -> Ask[MergeView]:
        """Undo a merge.

        By the record of what came from whom: what came after the merge stays with who stays. Once value of one was
        spent by the other it is refused, and `spent` lists what. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            merge: Merge.
            reason: Why, for whoever reads it later.
            preview: Preview.
        """
        return Ask(MergeView, params={"member": member, "merge": merge}, body=UndoMerge(reason=reason, preview=preview))

    @operation("GET", "/v1/search")
    def search(
        self,
        *,
        q: str | None = None,
    ) -> Ask[SearchAnswer]:
        """Find members, orders and coupons.

        Phone numbers and e-mail addresses are kept sealed: they are found when given in full. Scope:
        `members:read`.

        Args:
            q: Q.
        """
        return Ask(SearchAnswer, query={"q": q})

    @operation("GET", "/v1/counter/members")
    def find_at_counter(
        self,
        *,
        name: str | None = None,
    ) -> Ask[MembersAtCounter]:
        """Find who stands at the counter.

        The whole name only, so that nobody is met by trying; what is personal comes back masked. It lists nobody,
        and takes less than `members:read`. Whom a person found is noted in the audit log. Scope: `redeem` or
        `members:read`.

        Args:
            name: Name.
        """
        return Ask(MembersAtCounter, query={"name": name})

    @listing("GET", "/v1/waiting")
    def list_waiting(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[WaitingFact]]:
        """Facts that wait for their antecedent, the oldest first.

        Scope: `members:read`.

        Args:
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[WaitingFact], query={"limit": limit, "cursor": cursor})

    @operation("POST", "/v1/members/{member}/waiting/dismiss", keyed=True)
    def dismiss_waiting(
        self,
        member: str,
        *,
        place: str,
        ref: str,
        reason: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Let a fact wait no longer.

        Event `waiting.dismiss`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            place: What it waits for, as listed: ``order/A1``.
            ref: Its reference, as listed.
            reason: Why nothing will follow from it.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=Dismissal(place=place, ref=ref, reason=reason),
            query={"texts": texts},
            key=key,
        )

    @operation("GET", "/v1/members/{member}/past")
    def look_back(
        self,
        member: str,
        *,
        as_of_us: int | None = None,
    ) -> Ask[Past]:
        """A member as of a moment.

        Read from the history: accounts, lots, holds and the tier exactly. Coupons, entitlements and the expiry of
        lots say each whether they are exact: what an early release did is not noted in detail. What no history is
        kept of is named. Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            as_of_us: UTC microseconds.
        """
        return Ask(Past, params={"member": member}, query={"as_of_us": as_of_us})

    @listing("GET", "/v1/members/{member}/messages")
    def list_messages(
        self,
        member: str,
        *,
        unread: bool | None = None,
        purpose: Literal["", "marketing", "service"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[MessageView]]:
        """Messages to a member.

        What there is to say now, the newest first: neither before its time nor after it. Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            unread: Unread.
            purpose: Purpose.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[MessageView],
            params={"member": member},
            query={"unread": unread, "purpose": purpose, "limit": limit, "cursor": cursor},
        )

    @operation("POST", "/v1/members/{member}/messages/read", safe=True)
    def read_messages(
        self,
        member: str,
        *,
        messages: list[str],
    ) -> Ask[MessagesRead]:
        """Mark messages as read.

        Once each: what was read stays read. Names that lead to nothing are left out. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            messages: Messages.
        """
        return Ask(MessagesRead, params={"member": member}, body=ReadRequest(messages=messages))
