"""Activities of every kind.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import (
    Accepted,
    ActivityResults,
    ActivityView,
    AnswerQuestion,
    AnswerSurvey,
    AskCertificate,
    AttendSession,
    BeginRound,
    BoardPeriods,
    BoardRow,
    BoardView,
    CastVote,
    CheckInBelow,
    ClaimTask,
    Contribute,
    DrawCard,
    DrawPrizes,
    EnterRaffle,
    EventAnswer,
    FinishSet,
    FormTeam,
    GiveCard,
    InviteToTeam,
    JoinChallenge,
    JoinSession,
    JoinTeam,
    LateFact,
    LeaveTeam,
    MakeCard,
    MakeUpBelow,
    MakeUpDay,
    NameAssist,
    NameBargain,
    Nothing,
    OfOffer,
    OfPost,
    OfSession,
    OfTeam,
    OpenTeam,
    PageDescription,
    PauseWaiting,
    PlaceForfeited,
    ProveDay,
    PublicResults,
    PublicValue,
    QuitChallenge,
    QuizResults,
    ReleasePlace,
    ReservePlace,
    RoundList,
    SendOffer,
    ShowPicks,
    StartBargain,
    SurveyResults,
    SurveyText,
    SwapCard,
    TakePick,
    Together,
    ViewOffer,
    WallPostShown,
    WinnerRow,
    WritePost,
)
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class ActivitiesGroup(Group[M]):
    """Activities of every kind."""

    @listing("GET", "/v1/members/{member}/activities/{activity}/posts")
    def posts(
        self,
        member: str,
        activity: str,
        *,
        whose: Literal["all", "mine"] | None = None,
        order: Literal["liked", "newest"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[WallPostShown]]:
        """Posts of a wall.

        What is shown, under masked names; pictures are at `/v1/posts/{post}/pictures/{picture}`. `whose=mine`: the
        member's own, with what waits and what was refused, and why. Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            whose: Whose.
            order: Order.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[WallPostShown],
            params={"member": member, "activity": activity},
            query={"whose": whose, "order": order, "limit": limit, "cursor": cursor},
        )

    @operation("GET", "/v1/members/{member}/activities/{activity}")
    def get(
        self,
        member: str,
        activity: str,
    ) -> Ask[ActivityView]:
        """An activity, as the member stands in it.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
        """
        return Ask(ActivityView, params={"member": member, "activity": activity})

    @operation("GET", "/v1/members/{member}/activities/{activity}/page")
    def page(
        self,
        member: str,
        activity: str,
    ) -> Ask[PageDescription]:
        """The page of an activity: blocks, actions and rules, in both languages, open or not.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
        """
        return Ask(PageDescription, params={"member": member, "activity": activity})

    @operation("GET", "/v1/members/{member}/boards/{activity}")
    def board(
        self,
        member: str,
        activity: str,
        *,
        scope: Literal["", "all", "city", "friends", "league"] | None = None,
        period: str | None = None,
    ) -> Ask[BoardView]:
        """A board: from the first place, and around the member's own.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            scope: Scope.
            period: Any day of the period; empty: the present.
        """
        return Ask(BoardView, params={"member": member, "activity": activity}, query={"scope": scope, "period": period})

    @operation("GET", "/v1/members/{member}/activities/{activity}/results")
    def published(
        self,
        member: str,
        activity: str,
    ) -> Ask[PublicResults]:
        """Published results of an activity: figures and winners.

        Of an activity in a campaign when the campaign says so (`results`), of any other as they come. Names are
        masked. Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
        """
        return Ask(PublicResults, params={"member": member, "activity": activity})

    @operation("GET", "/v1/activities/{activity}/results")
    def results(
        self,
        activity: str,
    ) -> Ask[ActivityResults]:
        """Results of an activity.

        Scope: `program:read` or `members:read`.

        Args:
            activity: Id of the activity in the program.
        """
        return Ask(ActivityResults, params={"activity": activity})

    @listing("GET", "/v1/activities/{activity}/winners")
    def winners(
        self,
        activity: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[WinnerRow]]:
        """Who won in an activity.

        The newest first; names are masked, test members are left out. Scope: `members:read`.

        Args:
            activity: Id of the activity in the program.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[WinnerRow], params={"activity": activity}, query={"limit": limit, "cursor": cursor})

    @listing("GET", "/v1/activities/{activity}/together")
    def together(
        self,
        activity: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        over: bool | None = None,
    ) -> Ask[Page[Together]]:
        """What members have under way together.

        Teams of a group-buy, bargains, runs of an assist; the one that ends last first. Names are masked, test
        members are left out. Scope: `members:read`.

        Args:
            activity: Id of the activity in the program.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
            over: Those that are over, instead of those that go on.
        """
        return Ask(
            Page[Together], params={"activity": activity}, query={"limit": limit, "cursor": cursor, "over": over}
        )

    @operation("GET", "/v1/activities/{activity}/survey")
    def survey_results(
        self,
        activity: str,
        *,
        period: str | None = None,
    ) -> Ask[SurveyResults]:
        """Results of a survey.

        Counts of every question, mean ratings, the net promoter score (promoters gave 9 or 10, detractors 0 to 6).
        Of an anonymous survey nothing is shown before five answered. Scope: `program:read` or `members:read`.

        Args:
            activity: Id of the activity in the program.
            period: First day; empty: the newest.
        """
        return Ask(SurveyResults, params={"activity": activity}, query={"period": period})

    @listing("GET", "/v1/activities/{activity}/survey/texts")
    def survey_texts(
        self,
        activity: str,
        *,
        question: str | None = None,
        period: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[SurveyText]]:
        """What members wrote in a survey.

        The newest first, under masked names. Of an anonymous survey in the order of the letters, with no name and
        no time. What an erased member wrote is gone. Scope: `members:read`.

        Args:
            activity: Id of the activity in the program.
            question: Question.
            period: First day; empty: the newest.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[SurveyText],
            params={"activity": activity},
            query={"question": question, "period": period, "limit": limit, "cursor": cursor},
        )

    @operation("GET", "/v1/activities/{activity}/quiz")
    def quiz_results(
        self,
        activity: str,
    ) -> Ask[QuizResults]:
        """Results of a quiz.

        For each question of the bank how often it was asked and how it was answered, and what rounds scored: of
        rounds that ended. Scope: `program:read` or `members:read`.

        Args:
            activity: Id of the activity in the program.
        """
        return Ask(QuizResults, params={"activity": activity})

    @listing("GET", "/v1/activities/{activity}/board")
    def ranking(
        self,
        activity: str,
        *,
        period: str | None = None,
        place: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[BoardRow]]:
        """Everybody on a board, in order.

        `format=csv` is a file of all rows; names are masked, and those that a spreadsheet would take for a formula
        begin with an apostrophe. Scope: `members:read`.

        Args:
            activity: Id of the activity in the program.
            period: Any day of the period; empty: the present.
            place: Place.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[BoardRow],
            params={"activity": activity},
            query={"period": period, "place": place, "limit": limit, "cursor": cursor},
        )

    @listing("GET", "/v1/activities/{activity}/board/late")
    def late_facts(
        self,
        activity: str,
        *,
        period: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[LateFact]]:
        """What came when a period of a board was closed.

        Scope: `members:read`.

        Args:
            activity: Id of the activity in the program.
            period: Any day of the period; empty: the present.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[LateFact], params={"activity": activity}, query={"period": period, "limit": limit, "cursor": cursor}
        )

    @operation("GET", "/v1/activities/{activity}/board/periods")
    def board_periods(
        self,
        activity: str,
        *,
        limit: int | None = None,
    ) -> Ask[BoardPeriods]:
        """Periods of a board.

        Scope: `members:read`.

        Args:
            activity: Id of the activity in the program.
            limit: Limit.
        """
        return Ask(BoardPeriods, params={"activity": activity}, query={"limit": limit})

    @operation("GET", "/v1/activities/{activity}/rounds")
    def rounds(
        self,
        activity: str,
        *,
        before: int | None = None,
        limit: int | None = None,
    ) -> Ask[RoundList]:
        """Rounds of a raffle.

        Scope: `members:read`.

        Args:
            activity: Id of the activity in the program.
            before: Before.
            limit: Limit.
        """
        return Ask(RoundList, params={"activity": activity}, query={"before": before, "limit": limit})

    @operation("POST", "/v1/activities/{activity}/rounds/{round}/public-value", safe=True)
    def report_public_value(
        self,
        activity: str,
        round: str,
        *,
        value: str,
    ) -> Ask[Accepted]:
        """Report the public value of a sealed round.

        Once, after the list was sealed. The draw follows at its time, or at once where that is over. Scope:
        `program:publish`.

        Args:
            activity: Id of the activity in the program.
            round: Round.
            value: Value.
        """
        return Ask(Accepted, params={"activity": activity, "round": round}, body=PublicValue(value=value))

    @operation("POST", "/v1/activities/{activity}/rounds/{round}/replacements", safe=True)
    def replace_winner(
        self,
        activity: str,
        round: str,
        *,
        place: int,
        times: int,
        reason: str,
    ) -> Ask[Accepted]:
        """Fill a place anew whose winner has forfeited.

        The place goes to who is next in the order that was drawn over the sealed list: nothing is drawn again. What
        the former winner got goes back as far as it is there. Scope: `program:publish`.

        Args:
            activity: Id of the activity in the program.
            round: Round.
            place: From 1.
            times: How often it was filled, as it was read: what changed meanwhile is refused.
            reason: For the record; members may read it.
        """
        return Ask(
            Accepted,
            params={"activity": activity, "round": round},
            body=PlaceForfeited(place=place, times=times, reason=reason),
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/accept", keyed=True)
    def accept(
        self,
        member: str,
        activity: str,
        *,
        session: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Take an offered place.

        Event `sign_up.accept`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            session: Session.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=OfSession(session=session),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/answer", keyed=True)
    def answer(
        self,
        member: str,
        activity: str,
        *,
        answers: dict[str, list[str]] | UnsetType = UNSET,
        written: dict[str, str] | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Answer a survey.

        Event `survey.answer`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            answers: Question → the options that are chosen, or a score in digits.
            written: Question → what is written.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=AnswerSurvey(answers=answers, written=written),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/answer-anonymously", keyed=True)
    def answer_anonymously(
        self,
        member: str,
        activity: str,
        *,
        answers: dict[str, list[str]] | UnsetType = UNSET,
        written: dict[str, str] | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Answer an anonymous survey.

        Event `survey.answer_anonymously`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            answers: Question → the options that are chosen, or a score in digits.
            written: Question → what is written.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=AnswerSurvey(answers=answers, written=written),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/answer-question", keyed=True)
    def answer_question(
        self,
        member: str,
        activity: str,
        *,
        question: str,
        chosen: list[str] | UnsetType = UNSET,
        written: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Answer a question of a quiz.

        Event `quiz.answer_question`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            question: Question.
            chosen: Letters of options.
            written: Written.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=AnswerQuestion(question=question, chosen=chosen, written=written),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/attend", keyed=True)
    def attend(
        self,
        member: str,
        activity: str,
        *,
        code: str,
        session: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Check in who comes.

        Event `sign_up.attend`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            code: The code as it was typed or scanned.
            session: Session.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=AttendSession(code=code, session=session),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/begin-round", keyed=True)
    def begin_round(
        self,
        member: str,
        activity: str,
        *,
        pay_with: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Begin a round of a quiz.

        Event `quiz.begin_round`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            pay_with: Pay with.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=BeginRound(pay_with=pay_with),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/cancel", keyed=True)
    def cancel(
        self,
        member: str,
        activity: str,
        *,
        session: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Cancel a sign-up.

        Event `sign_up.cancel`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            session: Session.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=OfSession(session=session),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/cast", keyed=True)
    def cast(
        self,
        member: str,
        activity: str,
        *,
        options: list[str],
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Vote.

        Event `vote.cast`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            options: Options.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=CastVote(options=options),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/certificate", keyed=True)
    def certificate(
        self,
        member: str,
        activity: str,
        *,
        goal: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Have a certificate.

        Event `welfare.certificate`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            goal: Goal.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=AskCertificate(goal=goal),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/claim", keyed=True)
    def claim(
        self,
        member: str,
        activity: str,
        *,
        period: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Claim a task's reward.

        Event `task.claim`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            period: YYYY-MM-DD, of the merchant's calendar.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=ClaimTask(period=period),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/contribute", keyed=True)
    def contribute(
        self,
        member: str,
        activity: str,
        *,
        amount: int,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Give to a welfare pool.

        Event `welfare.contribute`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            amount: In units of the asset.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=Contribute(amount=amount),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/cut-price", keyed=True)
    def cut_price(
        self,
        member: str,
        activity: str,
        *,
        ref: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Help a friend's bargain.

        Event `bargain.cut_price`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            ref: What it belongs to, in the caller's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=NameBargain(ref=ref),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/decline", keyed=True)
    def decline(
        self,
        member: str,
        activity: str,
        *,
        session: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Decline an offered place.

        Event `sign_up.decline`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            session: Session.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=OfSession(session=session),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/decline-offer", keyed=True)
    def decline_offer(
        self,
        member: str,
        activity: str,
        *,
        ref: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Decline an offered card.

        Event `cards.decline_offer`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            ref: What it belongs to, in the caller's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=OfOffer(ref=ref),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/do", keyed=True)
    def do(
        self,
        member: str,
        activity: str,
        *,
        day: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Check in.

        Event `check_in.do`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            day: YYYY-MM-DD, of the merchant's calendar.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=CheckInBelow(day=day),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/draw", keyed=True)
    def draw(
        self,
        member: str,
        activity: str,
        *,
        count: int | UnsetType = UNSET,
        pay_with: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Draw.

        Event `lottery.draw`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            count: Count.
            pay_with: Pay with.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=DrawPrizes(count=count, pay_with=pay_with),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/draw-card", keyed=True)
    def draw_card(
        self,
        member: str,
        activity: str,
        *,
        pay_with: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Draw a card.

        Event `cards.draw_card`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            pay_with: Pay with.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=DrawCard(pay_with=pay_with),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/drop-bargain", keyed=True)
    def drop_bargain(
        self,
        member: str,
        activity: str,
        *,
        ref: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Give a bargain up.

        Event `bargain.drop_bargain`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            ref: What it belongs to, in the caller's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=NameBargain(ref=ref),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/enter", keyed=True)
    def enter(
        self,
        member: str,
        activity: str,
        *,
        count: int | UnsetType = UNSET,
        pay_with: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Enter the raffle.

        Event `raffle.enter`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            count: Count.
            pay_with: Pay with.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=EnterRaffle(count=count, pay_with=pay_with),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/enter-team", keyed=True)
    def enter_team(
        self,
        member: str,
        activity: str,
        *,
        team: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Enter a team.

        Event `challenge.enter_team`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            team: Team.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=OfTeam(team=team),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/finish-set", keyed=True)
    def finish_set(
        self,
        member: str,
        activity: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Finish a set.

        Event `cards.finish_set`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=FinishSet(),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/form-team", keyed=True)
    def form_team(
        self,
        member: str,
        activity: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Form a team.

        Event `challenge.form_team`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=FormTeam(),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/give-card", keyed=True)
    def give_card(
        self,
        member: str,
        activity: str,
        *,
        to_member: str,
        card: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Give a card.

        Event `cards.give_card`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            to_member: To member.
            card: Card.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=GiveCard(to_member=to_member, card=card),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/help-friend", keyed=True)
    def help_friend(
        self,
        member: str,
        activity: str,
        *,
        ref: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Help a friend.

        Event `assist.help_friend`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            ref: What it belongs to, in the caller's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=NameAssist(ref=ref),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/invite-to-team", keyed=True)
    def invite_to_team(
        self,
        member: str,
        activity: str,
        *,
        to_member: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Invite a friend to the team.

        Event `challenge.invite_to_team`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            to_member: To member.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=InviteToTeam(to_member=to_member),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/join", keyed=True)
    def join(
        self,
        member: str,
        activity: str,
        *,
        session: str | UnsetType = UNSET,
        party: int | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Sign up.

        Event `sign_up.join`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            session: Session.
            party: Party.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=JoinSession(session=session, party=party),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/join-challenge", keyed=True)
    def join_challenge(
        self,
        member: str,
        activity: str,
        *,
        team: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Join a challenge.

        Event `challenge.join_challenge`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            team: Team.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=JoinChallenge(team=team),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/join-community", keyed=True)
    def join_community(
        self,
        member: str,
        activity: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Join the community.

        Event `community.join_community`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=Nothing(),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/join-team", keyed=True)
    def join_team(
        self,
        member: str,
        activity: str,
        *,
        team: str | UnsetType = UNSET,
        product: str | UnsetType = UNSET,
        pieces: int | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Join a team.

        Event `group_buy.join_team`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            team: Which one; by default the open team that lacks the fewest, of ``product`` where that is named.
            product: Whose team is looked for.
            pieces: 1 by default.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=JoinTeam(team=team, product=product, pieces=pieces),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/leave-team", keyed=True)
    def leave_team(
        self,
        member: str,
        activity: str,
        *,
        team: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Leave a team before paying.

        Event `group_buy.leave_team`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            team: Team.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=LeaveTeam(team=team),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/like", keyed=True)
    def like(
        self,
        member: str,
        activity: str,
        *,
        post: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Like a post.

        Event `wall.like`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            post: Post.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=OfPost(post=post),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/make-card", keyed=True)
    def make_card(
        self,
        member: str,
        activity: str,
        *,
        recipe: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Make a card of others.

        Event `cards.make_card`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            recipe: Recipe.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=MakeCard(recipe=recipe),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/make-up", keyed=True)
    def make_up(
        self,
        member: str,
        activity: str,
        *,
        day: str,
        pay_with: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Make up for a missed day.

        Event `check_in.make_up`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            day: YYYY-MM-DD, of the merchant's calendar.
            pay_with: Pay with.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=MakeUpBelow(day=day, pay_with=pay_with),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/make-up-day", keyed=True)
    def make_up_day(
        self,
        member: str,
        activity: str,
        *,
        day: str,
        text: str | UnsetType = UNSET,
        pictures: list[str] | UnsetType = UNSET,
        pay_with: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Make up for a day.

        Event `challenge.make_up_day`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            day: YYYY-MM-DD, of the merchant's calendar.
            text: Text.
            pictures: Proofs that the member has sent.
            pay_with: Pay with.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=MakeUpDay(day=day, text=text, pictures=pictures, pay_with=pay_with),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/next-question", keyed=True)
    def next_question(
        self,
        member: str,
        activity: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Show the next question of a quiz.

        Event `quiz.next_question`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=Nothing(),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/open-team", keyed=True)
    def open_team(
        self,
        member: str,
        activity: str,
        *,
        product: str | UnsetType = UNSET,
        size: int | UnsetType = UNSET,
        pieces: int | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Open a team.

        Event `group_buy.open_team`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            product: Needed where there are several.
            size: How many members complete it; needed where there are several sizes.
            pieces: 1 by default.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=OpenTeam(product=product, size=size, pieces=pieces),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/opt-in", keyed=True)
    def opt_in(
        self,
        member: str,
        activity: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Come back to the board.

        Event `leaderboard.opt_in`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=Nothing(),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/opt-out", keyed=True)
    def opt_out(
        self,
        member: str,
        activity: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Hide from the board.

        Event `leaderboard.opt_out`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=Nothing(),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/pause", keyed=True)
    def pause(
        self,
        member: str,
        activity: str,
        *,
        paused: bool,
        session: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Pause waiting.

        Event `sign_up.pause`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            paused: Paused.
            session: Session.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=PauseWaiting(paused=paused, session=session),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/prove-day", keyed=True)
    def prove_day(
        self,
        member: str,
        activity: str,
        *,
        text: str | UnsetType = UNSET,
        pictures: list[str] | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Prove a day.

        Event `challenge.prove_day`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            text: Text.
            pictures: Proofs that the member has sent.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=ProveDay(text=text, pictures=pictures),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/quit-challenge", keyed=True)
    def quit_challenge(
        self,
        member: str,
        activity: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Quit a challenge.

        Event `challenge.quit_challenge`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=QuitChallenge(),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/recall-offer", keyed=True)
    def recall_offer(
        self,
        member: str,
        activity: str,
        *,
        ref: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Recall an offered card.

        Event `cards.recall_offer`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            ref: What it belongs to, in the caller's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=OfOffer(ref=ref),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/release", keyed=True)
    def release(
        self,
        member: str,
        activity: str,
        *,
        ref: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Release a place in a flash sale.

        Event `flash_sale.release`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            ref: What it belongs to, in the caller's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=ReleasePlace(ref=ref),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/reserve", keyed=True)
    def reserve(
        self,
        member: str,
        activity: str,
        *,
        product: str | UnsetType = UNSET,
        session: str | UnsetType = UNSET,
        pieces: int | UnsetType = UNSET,
        store: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Reserve in a flash sale.

        Event `flash_sale.reserve`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            product: Of the sale; needed where it has several.
            session: Needed where several are open.
            pieces: 1 by default.
            store: Where the member is, for sales by the store's time.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=ReservePlace(product=product, session=session, pieces=pieces, store=store),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/see-assist", keyed=True)
    def see_assist(
        self,
        member: str,
        activity: str,
        *,
        ref: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """See a friend's assist.

        Event `assist.see_assist`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            ref: What it belongs to, in the caller's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=NameAssist(ref=ref),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/see-bargain", keyed=True)
    def see_bargain(
        self,
        member: str,
        activity: str,
        *,
        ref: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """See a friend's bargain.

        Event `bargain.see_bargain`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            ref: What it belongs to, in the caller's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=NameBargain(ref=ref),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/send", keyed=True)
    def send(
        self,
        member: str,
        activity: str,
        *,
        ref: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Send an offer.

        Event `offer.send`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            ref: What it belongs to, in the caller's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=SendOffer(ref=ref),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/show", keyed=True)
    def show(
        self,
        member: str,
        activity: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """See my picks.

        Event `picks.show`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=ShowPicks(),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/start-assist", keyed=True)
    def start_assist(
        self,
        member: str,
        activity: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Start an assist.

        Event `assist.start_assist`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=Nothing(),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/start-bargain", keyed=True)
    def start_bargain(
        self,
        member: str,
        activity: str,
        *,
        good: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Start a bargain.

        Event `bargain.start_bargain`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            good: Good.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=StartBargain(good=good),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/swap-card", keyed=True)
    def swap_card(
        self,
        member: str,
        activity: str,
        *,
        to_member: str,
        card: str,
        wanted: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Swap a card.

        Event `cards.swap_card`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            to_member: To member.
            card: Card.
            wanted: Wanted.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=SwapCard(to_member=to_member, card=card, wanted=wanted),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/take", keyed=True)
    def take(
        self,
        member: str,
        activity: str,
        *,
        choice: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Take.

        Event `picks.take`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            choice: Choice.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=TakePick(choice=choice),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/take-offer", keyed=True)
    def take_offer(
        self,
        member: str,
        activity: str,
        *,
        ref: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Take an offered card.

        Event `cards.take_offer`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            ref: What it belongs to, in the caller's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=OfOffer(ref=ref),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/unlike", keyed=True)
    def unlike(
        self,
        member: str,
        activity: str,
        *,
        post: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Like a post no more.

        Event `wall.unlike`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            post: Post.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=OfPost(post=post),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/view", keyed=True)
    def view(
        self,
        member: str,
        activity: str,
        *,
        ref: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """View an offer.

        Event `offer.view`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            ref: What it belongs to, in the caller's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=ViewOffer(ref=ref),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/activities/{activity}/write", keyed=True)
    def write(
        self,
        member: str,
        activity: str,
        *,
        text: str | UnsetType = UNSET,
        pictures: list[str] | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Write on a wall.

        Event `wall.write`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            text: Text.
            pictures: Proofs that the member has sent.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "activity": activity},
            body=WritePost(text=text, pictures=pictures),
            query={"texts": texts},
            key=key,
        )
