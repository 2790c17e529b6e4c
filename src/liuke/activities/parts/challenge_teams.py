"""Teams of a challenge: one document each, under its code; the days of a team are its members' days."""

from __future__ import annotations

from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.parts.challenge_doc import MAX_INVITED, TEAM, ChallengeDoc, ChallengeTeam
from liuke.activities.parts.challenge_spec import ChallengeSpec
from liuke.decision.turn import Turn
from liuke.friends.contracts import FRIENDS, FriendBook

TEAM_REACHED = "challenge.team_reached"
"""Delivered to each member of a team that reached a step."""
INVITED = "challenge.invited"
"""Delivered to a friend who may enter a team."""
_CODES = 10**8


def follow_team(turn: Turn, activity: str, doc: ChallengeDoc, spec: ChallengeSpec | None = None) -> None:
    """The team says what its member's own days say; ``spec``: its steps may be reached."""
    team = turn.shared(TEAM, f"{activity}/{doc.team}") if doc.team else None
    if team is not None and team.members.get(str(turn.state.member_id)) not in {None, doc.done}:
        _count(turn, activity, doc, team, spec)


def _count(turn: Turn, activity: str, doc: ChallengeDoc, team: ChallengeTeam, spec: ChallengeSpec | None) -> None:
    key, me = f"{activity}/{doc.team}", str(turn.state.member_id)
    team.members[me] = doc.done
    for step in spec.teams.steps if spec is not None and spec.teams is not None else ():
        if step.at <= team.days and step.at not in team.reached:
            team.reached.append(step.at)
            # who tries it out gives others nothing
            for member in [me] if turn.state.test else list(team.members):
                turn.deliver(int(member), f"challenge/{key}/{step.at}", TEAM_REACHED, {
                    "activity": activity, "team": doc.team, "at": step.at,
                })  # fmt: skip
    turn.put_shared(TEAM, key, team)


def drop(turn: Turn, activity: str, code: str, member: int) -> None:
    """The member is in the team no more."""
    team = turn.shared(TEAM, f"{activity}/{code}") if code else None
    if team is not None and str(member) in team.members:
        del team.members[str(member)]
        turn.put_shared(TEAM, f"{activity}/{code}", team)


class Teams:
    """The teams of one challenge."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = activity.typed(ChallengeSpec)
        self.id, self.path = activity.spec.id, activity.path

    def form(self, turn: Turn, doc: ChallengeDoc) -> str:
        """A team of the member's own; why not, or an empty text."""
        terms = self.spec.teams
        if terms is None or doc.team:
            return "challenge-no-teams" if terms is None else "challenge-in-team"
        number = turn.new_id() % _CODES
        while turn.shared(TEAM, f"{self.id}/{number:08d}") is not None:
            number = (number + 1) % _CODES
        doc.team = f"{number:08d}"
        me = turn.state.member_id
        turn.put_shared(TEAM, f"{self.id}/{doc.team}", ChallengeTeam(terms.size, me, {str(me): doc.done}))
        turn.record_new("challenge_team", f"{self.id}/{doc.team}", {"t_us": turn.now.t_us})
        turn.applied(self.path, "challenge-team-formed", team=doc.team)
        turn.emit("challenge.team_entered", {"activity": self.id, "team": doc.team, "members": 1})
        return ""

    def enter(self, turn: Turn, doc: ChallengeDoc, code: str) -> str:
        """A seat in somebody's team; why not, or an empty text."""
        if self.spec.teams is None or doc.team:
            return "challenge-no-teams" if self.spec.teams is None else "challenge-in-team"
        key = f"{self.id}/{code}"
        team = turn.shared(TEAM, key) if TEAM.is_key(key) else None
        if team is None or not team.members:
            return "challenge-team-unknown"
        if len(team.members) >= team.size:
            return "challenge-team-full"
        doc.team = code
        doc.invited.pop(code, None)
        _count(turn, self.id, doc, team, self.spec)
        turn.applied(self.path, "challenge-team-entered", team=code)
        turn.emit("challenge.team_entered", {"activity": self.id, "team": code, "members": len(team.members)})
        return ""

    def invite(self, turn: Turn, doc: ChallengeDoc, other: int) -> str:
        """A friend hears of the code; why not, or an empty text."""
        if not doc.team:
            return "challenge-team-unknown"
        if other not in turn.state.read(FRIENDS, FriendBook).friends:
            return "challenge-not-friends"
        team = turn.shared(TEAM, f"{self.id}/{doc.team}")
        if team is None or len(team.members) >= team.size:
            return "challenge-team-full"
        turn.deliver(other, f"challenge/{self.id}/{doc.team}/invite/{turn.state.member_id}", INVITED, {
            "activity": self.id, "team": doc.team, "by": str(turn.state.member_id),
        })  # fmt: skip
        turn.applied(self.path, "challenge-invited")
        return ""

    def hear_invitation(self, turn: Turn, doc: ChallengeDoc) -> None:
        """A friend invited the member."""
        code = str(turn.data["team"])
        if doc.team or code in doc.invited:
            return
        if len(doc.invited) >= MAX_INVITED:
            del doc.invited[next(iter(doc.invited))]
        doc.invited[code] = int(turn.data["by"])
        turn.applied(self.path, "challenge-invitation", team=code)

    def hear_step(self, turn: Turn, doc: ChallengeDoc) -> None:
        """The team has reached a step: each step is rewarded once a member."""
        at = int(turn.data["at"])
        step = next((one for one in self.spec.teams.steps if one.at == at), None) if self.spec.teams else None
        if step is None or doc.team != turn.data["team"] or at in doc.team_held:
            turn.skipped(self.path, "challenge-no-step")
            return
        doc.team_held.append(at)
        turn.applied(self.path, "challenge-team-reached", at=at)
        self.activity.give(turn, step.rewards, rule=f"team.{at}", ref=f"{self.id}/{turn.data['team']}")

    def answer(self, turn: Turn, doc: ChallengeDoc) -> dict[str, Any]:
        """How the member's team stands."""
        team = turn.shared(TEAM, f"{self.id}/{doc.team}")
        assert team is not None, "the member is in it"
        return {
            "activity": self.id, "team": doc.team, "members": len(team.members), "size": team.size, "days": team.days,
        }  # fmt: skip
