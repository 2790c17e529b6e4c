"""What lint learns from a merchant's members, on real orders in a real database."""

from __future__ import annotations

import copy
import json

import pytest
from typer.testing import CliRunner

from liuke.bootstrap import read_program_file
from liuke.cli.main import make_app
from liuke.decision.domain import Evidence
from liuke.features import DOMAINS, lint_program, load_program
from liuke.publishing.lint import LintFailed
from liuke.publishing.programs import Programs
from tests.replay.history_support import TENANT, fetch, opened, run_history, write_part

ABSURD = 10**9


def grocery(**gold):
    document = copy.deepcopy(read_program_file("grocery").data)
    document["tiers"]["ladder"][2]["entry"] = {"dimension": "spend", "at_least": ABSURD, **gold}
    document["mall"] = [
        {"id": "five", "name": "5", "kind": "coupon", "price_points": 150, "limits": [{"period": "month", "limit": 1}],
         "reward": [{"kind": "coupon", "batch": "five_off"}]},
        {"id": "phone", "name": "手机", "kind": "goods", "price_points": 9_000_000, "fulfilment": "manual", "stock": 1},
    ]  # fmt: skip
    return document


@pytest.fixture(scope="module")
def members(administrator, tmp_path_factory):
    """A database after 3,000 orders under a program that nobody can climb in."""
    database = administrator.make_database()
    part = write_part(tmp_path_factory.mktemp("evidence"))
    administrator.run(run_history(database, part, program=grocery(), limit=3_000))
    yield database
    administrator.drop_database(database)


async def evidence_for(database, document):
    async with opened(database) as (pool, tenant_id):
        return await Programs(pool, tenant_id, domains=DOMAINS).read_evidence(load_program(document))


async def test_paces_are_those_of_the_members(members):
    found = await evidence_for(members, grocery())
    rows = await fetch(
        members,
        "WITH d AS (SELECT max(day) AS last FROM event) "
        "SELECT (SELECT last FROM d) - registered_day + 1, "
        "(SELECT coalesce(sum(amount_cents), 0) FROM purchase p WHERE p.member_id = m.member_id)::bigint, "
        "(SELECT count(*) FROM purchase p WHERE p.member_id = m.member_id) FROM member_state m",
    )
    seen = [(days, cents, orders) for days, cents, orders in rows if days >= 7]
    assert found.members == len(seen) > 200
    assert found.today is not None
    for name, column in (("spend_cents", 1), ("orders", 2)):
        rates = sorted(row[column] * 30 // row[0] for row in seen)
        assert list(found.quantiles[name]) == [rates[-(-len(rates) * n // 100) - 1] for n in range(1, 100)]
    assert set(found.quantiles) == {"active_days", "growth", "orders", "points", "spend_cents"}
    assert found.days == 56  # a campaign reached the first of them in November
    assert found.median("points") > found.median("growth") > 0
    assert found.tier_shares_bps["gold"] == 0
    assert len(rows) >= 1_000


async def test_what_nobody_reaches_is_named_with_figures(members):
    spec = load_program(grocery())
    found = {(f.path, f.code): f for f in lint_program(spec, evidence=await evidence_for(members, grocery()))}
    far = found["tiers.ladder.2.entry", "tier-out-of-reach"]
    assert far.figures["days"] > 3 * 365
    assert str(far.figures["days"]) in far.reason.zh
    assert str(far.figures["days"]) in far.reason.en
    empty = found["tiers.ladder.2.entry", "tier-almost-empty"]
    assert empty.figures["share_bps"] == 0
    assert "only 0 % of the members" in empty.reason.en
    phone = found["mall.phone.price_points", "price-unreachable"]
    assert phone.severity == "error"
    assert str(phone.figures["days"]) in phone.reason.en
    assert [key for key in found if key[0].startswith(("mall.five", "tiers.ladder.1"))] == []
    # silver is a matter of weeks, and these members have been here for days
    assert (await evidence_for(members, grocery())).tier_shares_bps["silver"] < 10
    # without members lint has nothing to say of it
    assert not {"tier-out-of-reach", "price-unreachable"} & {f.code for f in lint_program(spec, evidence=Evidence())}


async def test_a_share_is_told_only_of_terms_that_were_in_force(members):
    lowered = await evidence_for(members, grocery(at_least=100_000))
    assert "gold" not in lowered.tier_shares_bps
    assert "silver" in lowered.tier_shares_bps


async def test_publishing_looks_at_the_members(members):
    async with opened(members) as (pool, tenant_id):
        programs = Programs(pool, tenant_id, domains=DOMAINS)
        before = await programs.versions()
        with pytest.raises(LintFailed) as caught:
            await programs.publish(grocery(), actor="test", force_warnings=True)
        assert [fault.code for fault in caught.value.faults] == ["price-unreachable"]
        assert await programs.versions() == before


async def test_a_new_merchant_has_no_evidence(database):
    async with opened(database) as (pool, tenant_id):
        found = await Programs(pool, tenant_id, domains=DOMAINS).read_evidence(load_program(grocery()))
    assert (found.members, dict(found.quantiles), dict(found.tier_shares_bps)) == (0, {}, {})
    assert found.today is not None


def test_the_command_uses_the_members(members, tmp_path, monkeypatch):
    for name, value in {
        "LIUKE_DATABASE_URL": members.dsn,
        "LIUKE_DATABASE_OWNER_URL": members.owner_dsn,
        "LIUKE_HOME": str(tmp_path),
        "LIUKE_TENANT": TENANT,
        "LIUKE_LOCALE": "en",
    }.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "grocery.yaml"
    path.write_text(json.dumps(grocery()), encoding="utf-8")

    def lint(*options, code):
        result = CliRunner().invoke(make_app(), ["program", "lint", str(path), "--json", *options], prog_name="liuke")
        assert result.exit_code == code, result.output
        return {finding["code"] for finding in json.loads(result.stdout)["findings"]}

    assert {"tier-out-of-reach", "tier-almost-empty", "price-unreachable"} <= lint(code=1)
    assert not {"tier-out-of-reach", "tier-almost-empty", "price-unreachable"} & lint("--no-evidence", code=0)
