"""Hooks are declared once by every domain and kind of activity; those without a body are printed, none is forgotten."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from typing import Any

import msgspec
import pytest

from liuke.activities.catalog import KINDS
from liuke.activities.domain import activities_domain
from liuke.activities.kind_hooks import ActivityHooks
from liuke.decision import hooks
from liuke.decision.choosing import look
from liuke.decision.domain import Domain
from liuke.decision.effects import PutShared
from liuke.decision.hooks import (
    Cause,
    ExportCase,
    HookMissing,
    Hooks,
    Merge,
    MergeCase,
    Nothing,
    OpenHook,
    Proven,
    Unwritten,
)
from liuke.decision.shared import NOTHING_YET
from liuke.decision.state import MemberState
from liuke.features import DOMAINS, LAWS, compile_program

NO = Nothing("the tests need none")
HOOKS = Hooks(undo_cause=NO, cancel=NO, merge=NO, erase=NO, export=NO, law=NO)


def test_every_owner_declares_every_hook_and_no_body_is_missing() -> None:
    found = hooks.list_open(DOMAINS)
    print(*(f"{one.owner}: {one.hook} ({one.what})" for one in found), sep="\n")
    assert found == []


def test_who_has_nothing_to_do_says_why() -> None:
    declared: list[Any] = [domain.hooks for domain in DOMAINS] + [kind.hooks for kind in KINDS]
    for one in declared:
        for field in fields(one):
            if field.default is not MISSING:
                continue  # what is said beside the hooks: which figures are published, who won
            hook = getattr(one, field.name)
            assert not isinstance(hook, Nothing) or len(hook.reason) > 10
            assert callable(hook) or isinstance(hook, Nothing | Unwritten | Proven | Merge)


def test_laws_that_are_named_exist() -> None:
    named = [law for one in DOMAINS if one.hooks and isinstance(one.hooks.law, Proven) for law in one.hooks.law.laws]
    assert set(named) - {law.name for law in LAWS} == set()


def test_a_new_domain_or_kind_without_a_declaration_is_found() -> None:
    bare = replace(KINDS[0], hooks=None)
    found = hooks.list_open([Domain("new"), activities_domain((bare,))])
    assert found == [OpenHook("new", "*", ""), OpenHook("activities.check_in", "*", "")]


def _turn(domains: tuple[Domain, ...], member_id: int = 1) -> Any:
    program = compile_program({"id": "p", "name": "p"})
    program.domains = domains
    return look(program, MemberState(member_id), 1_700_000_000_000_000)


CAUSE = Cause("o1", "order.paid", "k1", whole=1000, before=0, taken=500)


def test_a_hook_without_a_body_raises_before_anything_is_done() -> None:
    done = list[str]()
    first = Domain("first", hooks=replace(HOOKS, undo_cause=lambda turn, cause: done.append(cause.ref)))
    second = Domain("second", hooks=replace(HOOKS, undo_cause=Unwritten("takes something back")))
    third = Domain("third")
    with pytest.raises(HookMissing) as missing:
        hooks.undo_cause(_turn((first, second, third)), CAUSE)
    assert missing.value.detail == "undo_cause of second is not written yet"
    assert (missing.value.code, missing.value.status, done) == ("hook-missing", 501, [])
    hooks.undo_cause(_turn((first,)), CAUSE)
    assert done == ["o1"]


def test_of_an_erased_member_pictures_go_of_everybody_who_is_one_with_them() -> None:
    turn = _turn(DOMAINS)
    turn.state.others = (7,)
    turn.state.labels = {"vip": "1", "benefits_paused": "1"}
    turn.state.profile = {"nickname": "Ann"}
    turn.state.records_listed.add("post")
    for member in (1, 7):
        turn.ctx.shared[f"media_erasure/{member}"] = NOTHING_YET
    hooks.erase(turn)
    assert [effect.key for effect in turn.effects if isinstance(effect, PutShared)] == ["1", "7"]
    assert (turn.state.labels, turn.state.profile) == ({"erased": "1"}, {})


@pytest.mark.parametrize("parts", [(1, 1, 1), (333, 333, 334), (999, 1), (1000,), (250, 250, 250, 250)])
@pytest.mark.parametrize("amount", [0, 1, 2, 7, 100, 999])
def test_shares_of_any_row_of_refunds_sum_to_the_whole(parts: tuple[int, ...], amount: int) -> None:
    whole, before, taken_back = sum(parts), 0, 0
    for part in parts:
        cause = Cause("o1", "order.paid", "k1", whole=whole, before=before, taken=before + part)
        taken_back += cause.share(amount)
        before += part
        assert 0 <= taken_back <= amount
    assert taken_back == amount


class _Book(msgspec.Struct):
    seen: list[int] = []


def test_merging_notes_by_owner_and_splitting_gets_the_notes_and_gathers_what_was_spent() -> None:
    calls = list[Any]()

    def make(name: str) -> Domain:
        def join(case: MergeCase) -> None:
            case.kept["from"] = case.other.state.member_id
            calls.append((name, "join", case.into.state.member_id))

        def split(case: MergeCase) -> None:
            calls.append((name, "split", case.kept))
            case.spent.append({"what": name})

        return Domain(name, hooks=replace(HOOKS, merge=Merge(join, split)))

    domains = (make("a"), make("b"), Domain("c", hooks=HOOKS))
    into, other = _turn(domains, 1), _turn(domains, 2)
    kept = hooks.join_members(into, other)
    assert kept == {"a": {"from": 2}, "b": {"from": 2}}
    assert hooks.split_members(into, other, kept) == [{"what": "a"}, {"what": "b"}]
    assert calls == [("a", "join", 1), ("b", "join", 1), ("a", "split", {"from": 2}), ("b", "split", {"from": 2})]


def test_what_is_exported_comes_by_owner_and_without_empty_sections() -> None:
    full = Domain("full", hooks=replace(HOOKS, export=lambda case: {"member": case.state.member_id}))
    empty = Domain("empty", hooks=replace(HOOKS, export=lambda case: {}))
    turn = _turn((full, empty))
    assert hooks.export(ExportCase(turn.program, turn.state, 1, "zh")) == {"full": {"member": 1}}


def test_kinds_declare_results_of_which_every_figure_has_its_own_name() -> None:
    for kind in KINDS:
        assert isinstance(kind.hooks, ActivityHooks)
        assert callable(kind.hooks.results)
