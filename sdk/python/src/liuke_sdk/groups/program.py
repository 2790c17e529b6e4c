"""The program, drafts, versions, and its rules in words.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import (
    Budgets,
    CampaignChanged,
    CampaignPage,
    CampaignReport,
    Campaigns,
    Cancellations,
    CancellationView,
    CancelRequest,
    ChangeCampaign,
    DiffAnswer,
    DiffRequest,
    Dismissals,
    DismissRequest,
    DraftList,
    DraftView,
    DryRunAnswer,
    DryRunRequest,
    DryStep,
    FindingPlace,
    ImpactView,
    LintAnswer,
    LintRequest,
    MemberGot,
    NewDraft,
    PagePreview,
    PageRequest,
    ProgramNames,
    PublishedView,
    PublishRequest,
    RestoreRequest,
    Reviews,
    RhythmView,
    RollbackRequest,
    Rules,
    SampleMember,
    SetUpRequest,
    SetUpView,
    Source,
    Templates,
    TrialAnswer,
    TrialEvent,
    TrialRequest,
    VersionView,
    WordsAnswer,
)
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class ProgramGroup(Group[M]):
    """The program, drafts, versions, and its rules in words."""

    @operation("GET", "/v1/campaigns/budgets")
    def budgets(
        self,
    ) -> Ask[Budgets]:
        """Budgets of campaigns, and their use.

        What is won and not yet claimed counts as used. A limit that has run out stays so until it is raised. Scope:
        `program:read`.
        """
        return Ask(Budgets)

    @operation("GET", "/v1/campaigns")
    def campaigns(
        self,
    ) -> Ask[Campaigns]:
        """Campaigns, with where they stand.

        Scope: `program:read`.
        """
        return Ask(Campaigns)

    @operation("GET", "/v1/campaigns/{campaign}")
    def campaign(
        self,
        campaign: str,
    ) -> Ask[CampaignReport]:
        """What a campaign cost so far, and will have cost at its end.

        Cost is what the campaign was charged: by its own activities, and by what its patch changes, whole or the
        difference as the patch says; `prices` is what paid orders were reduced by on its account. What a refund or
        a revocation took back is taken off on the day of that. Rewards of test members are in nothing. Of ten
        campaigns, eight end inside the forecast's bounds. Scope: `program:read`.

        Args:
            campaign: Campaign.
        """
        return Ask(CampaignReport, params={"campaign": campaign})

    @listing("GET", "/v1/campaigns/{campaign}/members")
    def campaign_members(
        self,
        campaign: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[MemberGot]]:
        """What each member got of a campaign.

        Who got most comes first. Names are masked; rewards of test members are in nothing. Scope: `members:read`.

        Args:
            campaign: Campaign.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[MemberGot], params={"campaign": campaign}, query={"limit": limit, "cursor": cursor})

    @operation("GET", "/v1/rules")
    def rules(
        self,
    ) -> Ask[Rules]:
        """The rules page.

        Made from the program in force, so that it cannot disagree with it; with a member's token: what holds for
        that member. `?lang=zh|en`, `?format=html`. Scope: `members:read` or `program:read`.
        """
        return Ask(Rules)

    @operation("GET", "/v1/program")
    def get(
        self,
    ) -> Ask[VersionView]:
        """The program in force.

        `?format=yaml`: the document alone. Scope: `program:read`.
        """
        return Ask(VersionView)

    @listing("GET", "/v1/program/versions")
    def list_versions(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[VersionView]]:
        """List versions.

        Scope: `program:read`.

        Args:
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[VersionView], query={"limit": limit, "cursor": cursor})

    @operation("GET", "/v1/program/versions/{version}")
    def get_version(
        self,
        version: str,
    ) -> Ask[VersionView]:
        """Look at a version.

        Scope: `program:read`.

        Args:
            version: Version.
        """
        return Ask(VersionView, params={"version": version})

    @operation("GET", "/v1/program/schema")
    def schema(
        self,
    ) -> Ask[dict[str, Any]]:
        """JSON Schema of programs.

        2020-12; `title` in the language of the request, `x-label` in both. Scope: `program:read`.
        """
        return Ask(dict[str, Any])

    @operation("GET", "/v1/program/names")
    def names(
        self,
    ) -> Ask[ProgramNames]:
        """Names in the program.

        Tiers, accounts, coupons, benefits, activities and rules by id: what people call them. It says nothing of
        their terms, so it takes less than reading the program. Scope: `members:read` or `program:read` or `redeem`
        or `finance:read`.
        """
        return Ask(ProgramNames)

    @operation("POST", "/v1/program/lint", safe=True)
    def lint(
        self,
        *,
        spec: dict[str, Any] | UnsetType = UNSET,
        yaml: str | UnsetType = UNSET,
        draft: str | UnsetType = UNSET,
        evidence: bool | UnsetType = UNSET,
    ) -> Ask[LintAnswer]:
        """Check a program.

        A document that is not valid is answered with its faults as findings. Scope: `program:read`.

        Args:
            spec: Spec.
            yaml: Yaml.
            draft: Of the draft.
            evidence: Whether the members' own pace is looked at, too: what nobody can reach is found by figures.
        """
        return Ask(LintAnswer, body=LintRequest(spec=spec, yaml=yaml, draft=draft, evidence=evidence))

    @operation("POST", "/v1/program/diff", safe=True)
    def diff(
        self,
        *,
        spec: dict[str, Any] | UnsetType = UNSET,
        yaml: str | UnsetType = UNSET,
        draft: str | UnsetType = UNSET,
        from_: int | UnsetType = UNSET,
        to: int | UnsetType = UNSET,
    ) -> Ask[DiffAnswer]:
        """Say in words what differs.

        Scope: `program:read`.

        Args:
            spec: Spec.
            yaml: Yaml.
            draft: Of the draft.
            from_: From.
            to: Version after, where no document is given.
        """
        return Ask(DiffAnswer, body=DiffRequest(spec=spec, yaml=yaml, draft=draft, from_=from_, to=to))

    @operation("POST", "/v1/program/words", safe=True)
    def words(
        self,
        *,
        spec: dict[str, Any] | UnsetType = UNSET,
        yaml: str | UnsetType = UNSET,
        draft: str | UnsetType = UNSET,
    ) -> Ask[WordsAnswer]:
        """Say a program in words.

        Each thing as one sentence, the rules page, and what its rules and conditions may name. A draft need not be
        sound: what cannot be said is left out, and of one that does not fit its shape nothing is. Scope:
        `program:read`.

        Args:
            spec: As JSON.
            yaml: As YAML (or JSON) text; faults then name its lines.
            draft: Of the draft.
        """
        return Ask(WordsAnswer, body=Source(spec=spec, yaml=yaml, draft=draft))

    @operation("POST", "/v1/program/impact", safe=True)
    def impact(
        self,
        *,
        spec: dict[str, Any] | UnsetType = UNSET,
        yaml: str | UnsetType = UNSET,
        draft: str | UnsetType = UNSET,
    ) -> Ask[ImpactView]:
        """Count whom a program would move.

        By today's data and the engine's own rules: every member up to 50,000, beyond that a sample, with an
        interval. Scope: `program:read`.

        Args:
            spec: As JSON.
            yaml: As YAML (or JSON) text; faults then name its lines.
            draft: Of the draft.
        """
        return Ask(ImpactView, body=Source(spec=spec, yaml=yaml, draft=draft))

    @operation("GET", "/v1/program/tier-reviews")
    def list_tier_reviews(
        self,
    ) -> Ask[Reviews]:
        """Reviews of tiers.

        A version that changes the ladder lets the tiers of all members be looked at once it is in force. Scope:
        `program:read`.
        """
        return Ask(Reviews)

    @operation("GET", "/v1/program/templates")
    def list_templates(
        self,
    ) -> Ask[Templates]:
        """Templates to begin with.

        Scope: `program:read`.
        """
        return Ask(Templates)

    @operation("POST", "/v1/program/templates/{template}/set-up", safe=True)
    def set_up(
        self,
        template: str,
        *,
        average_order_cents: int,
        visits_a_month: int,
        margin_bps: int,
        goal: Literal["bigger_orders", "visits"],
    ) -> Ask[SetUpView]:
        """Fit a template to five answers.

        Thresholds, what points are worth, how long a median member needs and what they cost: from the merchant's
        own orders where there are enough of them, else from the answers. Scope: `program:read`.

        Args:
            template: Id of the template.
            average_order_cents: Of an order, in the smallest unit of the currency.
            visits_a_month: Of somebody who comes regularly.
            margin_bps: What is left of the price after the goods, in hundredths of a percent.
            goal: What the program is for.
        """
        return Ask(
            SetUpView,
            params={"template": template},
            body=SetUpRequest(
                average_order_cents=average_order_cents, visits_a_month=visits_a_month, margin_bps=margin_bps, goal=goal
            ),
        )

    @operation("POST", "/v1/program/try", safe=True)
    def try_out(
        self,
        *,
        spec: dict[str, Any] | UnsetType = UNSET,
        yaml: str | UnsetType = UNSET,
        draft: str | UnsetType = UNSET,
        event: TrialEvent | UnsetType = UNSET,
        member: str | UnsetType = UNSET,
        sample: SampleMember | UnsetType = UNSET,
    ) -> Ask[TrialAnswer]:
        """Try an event under a program.

        The same decision as live, in a transaction that can only read. With `member` also `members:read`. Scope:
        `program:read`.

        Args:
            spec: Spec.
            yaml: Yaml.
            draft: Of the draft.
            event: What happens.
            member: A real member, by number or ``namespace:external_id``; needs the scope ``members:read`` too.
            sample: A made-up member, where none is named.
        """
        return Ask(
            TrialAnswer, body=TrialRequest(spec=spec, yaml=yaml, draft=draft, event=event, member=member, sample=sample)
        )

    @operation("POST", "/v1/dry-run", safe=True)
    def dry_run(
        self,
        *,
        spec: dict[str, Any] | UnsetType = UNSET,
        yaml: str | UnsetType = UNSET,
        draft: str | UnsetType = UNSET,
        member: str | UnsetType = UNSET,
        sample: SampleMember | UnsetType = UNSET,
        type: str | UnsetType = UNSET,
        data: dict[str, Any] | UnsetType = UNSET,
        at_us: int | UnsetType = UNSET,
        steps: list[DryStep] | UnsetType = UNSET,
        version: int | UnsetType = UNSET,
    ) -> Ask[DryRunAnswer]:
        """What would happen, without a trace.

        Any request or reported event, of any member or a made-up one, at any instant: the decision that would be
        made then, with what is due until then, in a transaction that can only read. Nothing is kept, taken, drawn,
        counted or sent; what would go to other members stands among the effects. At most 50 steps and ten seconds.
        With `member` also `members:read`. Scope: `program:read`.

        Args:
            spec: Spec.
            yaml: Yaml.
            draft: Of the draft.
            member: A real member, by number or ``namespace:external_id``; needs the scope ``members:read`` too.
            sample: A made-up member, where none is named; by default somebody who just joined.
            type: Of the event, where there is one.
            data: Its fields.
            at_us: UTC microseconds; 0: now.
            steps: Events one after another; what is due between them happens.
            version: A published version, for all steps. Without it, and without a document or draft, each step is
                decided under what is in force then.
        """
        return Ask(
            DryRunAnswer,
            body=DryRunRequest(
                spec=spec,
                yaml=yaml,
                draft=draft,
                member=member,
                sample=sample,
                type=type,
                data=data,
                at_us=at_us,
                steps=steps,
                version=version,
            ),
        )

    @operation("POST", "/v1/program/page", safe=True)
    def preview_page(
        self,
        *,
        activity: str,
        spec: dict[str, Any] | UnsetType = UNSET,
        yaml: str | UnsetType = UNSET,
        draft: str | UnsetType = UNSET,
        member: str | UnsetType = UNSET,
        sample: SampleMember | UnsetType = UNSET,
        at_us: int | UnsetType = UNSET,
        steps: list[DryStep] | UnsetType = UNSET,
    ) -> Ask[PagePreview]:
        """The page of an activity, before it is published.

        The page that members would get under a draft, at any instant, after steps that are tried as in a dry run:
        nothing is kept, taken or sent. A made-up member finds full stock and nobody else; a real one, with
        `members:read`, finds both as they stand. Scope: `program:read`.

        Args:
            activity: Its id.
            spec: Spec.
            yaml: Yaml.
            draft: Of the draft.
            member: A real member, by number or ``namespace:external_id``; needs the scope ``members:read`` too.
            sample: A made-up member, where none is named; by default somebody who just joined.
            at_us: UTC microseconds; 0: now.
            steps: What happens before, one after another; a step that names no instant happens at that of the step
                before it, or of the look.
        """
        return Ask(
            PagePreview,
            body=PageRequest(
                spec=spec,
                yaml=yaml,
                draft=draft,
                activity=activity,
                member=member,
                sample=sample,
                at_us=at_us,
                steps=steps,
            ),
        )

    @operation("GET", "/v1/program/rhythm")
    def rhythm(
        self,
    ) -> Ask[RhythmView]:
        """How much members are addressed.

        Counted on the members themselves, not by the names of audiences: all of up to 20,000, beyond that a sample,
        with an interval. Who is held out of a campaign is not addressed by it. Scope: `program:read`.
        """
        return Ask(RhythmView)

    @operation("POST", "/v1/program/rhythm", safe=True)
    def measure_rhythm(
        self,
        *,
        spec: dict[str, Any] | UnsetType = UNSET,
        yaml: str | UnsetType = UNSET,
        draft: str | UnsetType = UNSET,
    ) -> Ask[RhythmView]:
        """The same, before a program is published.

        Scope: `program:read`.

        Args:
            spec: As JSON.
            yaml: As YAML (or JSON) text; faults then name its lines.
            draft: Of the draft.
        """
        return Ask(RhythmView, body=Source(spec=spec, yaml=yaml, draft=draft))

    @operation("GET", "/v1/program/campaigns/{campaign}")
    def campaign_page(
        self,
        campaign: str,
    ) -> Ask[CampaignPage]:
        """A campaign in words, with its audience counted.

        Scope: `program:read`.

        Args:
            campaign: Campaign.
        """
        return Ask(CampaignPage, params={"campaign": campaign})

    @operation("POST", "/v1/program/campaigns/{campaign}/change")
    def change_campaign(
        self,
        campaign: str,
        *,
        act: Literal["end", "pause", "resume"],
        note: str | UnsetType = UNSET,
    ) -> Ask[CampaignChanged]:
        """Pause, resume or end a campaign.

        Publishes the program in force with that one change, so it stands in the list of versions and can be rolled
        back. What members have stays theirs. For good: `POST /v1/program/cancellations`. Scope: `program:publish`.

        Args:
            campaign: Campaign.
            act: `pause`: nothing of it holds until it is resumed; `resume`; `end`: its window closes with this
                minute.
            note: For the list of versions.
        """
        return Ask(CampaignChanged, params={"campaign": campaign}, body=ChangeCampaign(act=act, note=note))

    @operation("POST", "/v1/program/publish")
    def publish(
        self,
        *,
        spec: dict[str, Any] | UnsetType = UNSET,
        yaml: str | UnsetType = UNSET,
        draft: str | UnsetType = UNSET,
        active_from_us: int | UnsetType = UNSET,
        note: str | UnsetType = UNSET,
        accept_warnings: bool | UnsetType = UNSET,
    ) -> Ask[PublishedView]:
        """Publish a program.

        Warnings stop it unless they are accepted or dismissed. With `draft`, `If-Match` publishes only what was
        seen. The same program again answers 200. Scope: `program:publish`.

        Args:
            spec: Spec.
            yaml: Yaml.
            draft: Of the draft.
            active_from_us: UTC microseconds; 0: now.
            note: For the list of versions.
            accept_warnings: Publish although lint warns. Errors always stop it.
        """
        return Ask(
            PublishedView,
            body=PublishRequest(
                spec=spec,
                yaml=yaml,
                draft=draft,
                active_from_us=active_from_us,
                note=note,
                accept_warnings=accept_warnings,
            ),
        )

    @operation("POST", "/v1/program/rollback")
    def roll_back(
        self,
        *,
        version: int,
        note: str | UnsetType = UNSET,
    ) -> Ask[PublishedView]:
        """Roll back to a version.

        The earlier document becomes a new version, in force at once; history stays. A version whose time is still
        to come takes over then all the same: publish another one with its `active_from_us` to supersede it. Scope:
        `program:publish`.

        Args:
            version: Version.
            note: For whoever reads it later.
        """
        return Ask(PublishedView, body=RollbackRequest(version=version, note=note))

    @operation("POST", "/v1/program/cancellations", safe=True)
    def cancel(
        self,
        *,
        path: str,
        reason: str,
    ) -> Ask[CancellationView]:
        """Call off an activity or a campaign.

        It is closed at once, to everybody and for good; members who hold something in it get it back within
        moments. Called off before: 200, and the first record. Scope: `program:publish`.

        Args:
            path: `activities.<id>` or `campaigns.<id>`.
            reason: For the record; members' facts carry it.
        """
        return Ask(CancellationView, body=CancelRequest(path=path, reason=reason))

    @operation("GET", "/v1/program/cancellations")
    def list_cancellations(
        self,
    ) -> Ask[Cancellations]:
        """What was called off.

        Scope: `program:read`.
        """
        return Ask(Cancellations)

    @operation("GET", "/v1/program/dismissals")
    def list_dismissals(
        self,
    ) -> Ask[Dismissals]:
        """What was dismissed.

        Scope: `program:read`.
        """
        return Ask(Dismissals)

    @operation("POST", "/v1/program/dismissals", safe=True)
    def dismiss_findings(
        self,
        *,
        findings: list[FindingPlace],
        reason: str,
        spec: dict[str, Any] | UnsetType = UNSET,
        yaml: str | UnsetType = UNSET,
        draft: str | UnsetType = UNSET,
        evidence: bool | UnsetType = UNSET,
    ) -> Ask[Dismissals]:
        """Dismiss findings.

        A warning that was dismissed needs no acceptance when publishing. It comes back when what it says changes:
        its severity, the terms it is about, or a figure by more than a tenth. Errors cannot be dismissed. Again:
        nothing changes, the first reason stays. Scope: `program:write`.

        Args:
            findings: Each by its code and path; errors cannot be set aside.
            reason: Of all of them.
            spec: Spec.
            yaml: Yaml.
            draft: Of the draft.
            evidence: Evidence.
        """
        return Ask(
            Dismissals,
            body=DismissRequest(spec=spec, yaml=yaml, draft=draft, evidence=evidence, findings=findings, reason=reason),
        )

    @operation("POST", "/v1/program/dismissals/restore", safe=True)
    def restore_findings(
        self,
        *,
        dismissal_ids: list[int],
    ) -> Ask[None]:
        """Let findings stand again.

        All of them or none: 404 where one of them is not dismissed. Scope: `program:write`.

        Args:
            dismissal_ids: Dismissal ids.
        """
        return Ask(None, body=RestoreRequest(dismissal_ids=dismissal_ids))

    @operation("GET", "/v1/program/drafts")
    def list_drafts(
        self,
    ) -> Ask[DraftList]:
        """List drafts.

        Scope: `program:read`.
        """
        return Ask(DraftList)

    @operation("GET", "/v1/program/drafts/{name}")
    def get_draft(
        self,
        name: str,
    ) -> Ask[DraftView]:
        """Look at a draft.

        `ETag` says which state it is. Scope: `program:read`.

        Args:
            name: Name.
        """
        return Ask(DraftView, params={"name": name})

    @operation("PUT", "/v1/program/drafts/{name}")
    def save_draft(
        self,
        name: str,
        *,
        spec: dict[str, Any] | UnsetType = UNSET,
        yaml: str | UnsetType = UNSET,
        base_version: int | UnsetType = UNSET,
        if_match: str | None = None,
        if_none_match: str | None = None,
    ) -> Ask[DraftView]:
        """Save a draft.

        A draft that exists is only replaced with its `ETag` in `If-Match`: 428 without, 412 when somebody has saved
        it meanwhile. 201 for a new one. Scope: `program:write`.

        Args:
            name: Name.
            spec: Spec.
            yaml: Yaml.
            base_version: Base version.
            if_match: If-match.
            if_none_match: If-none-match.
        """
        return Ask(
            DraftView,
            params={"name": name},
            body=NewDraft(spec=spec, yaml=yaml, base_version=base_version),
            headers={"if-match": if_match, "if-none-match": if_none_match},
        )

    @operation("DELETE", "/v1/program/drafts/{name}")
    def discard_draft(
        self,
        name: str,
        *,
        if_match: str | None = None,
    ) -> Ask[None]:
        """Throw a draft away.

        Needs its `ETag` in `If-Match`. Scope: `program:write`.

        Args:
            name: Name.
            if_match: If-match.
        """
        return Ask(None, params={"name": name}, headers={"if-match": if_match})
