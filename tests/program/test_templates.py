"""The templates that ship with Liuke: valid by the models and by the schema, without errors, and with a rules page."""

from datetime import date
from html import unescape
from pathlib import Path

import jsonschema
import pytest

from liuke.activities.catalog import KINDS
from liuke.bootstrap import find_share_folder, list_templates, read_program_file
from liuke.features import compile_sound, lint_program, load_program, program_model
from liuke.kernel.errors import InvalidInput
from liuke.program.diff import diff_programs
from liuke.program.document import parse_document, render_data, render_yaml
from liuke.program.schema import render_schema
from liuke.program.templates import read_template
from liuke.publishing.wording import list_rule_pages, render_rules_html

TEMPLATES = list_templates()


def test_templates_are_found() -> None:
    assert set(TEMPLATES) == {
        "education", "fitness", "grocery", "online_retail", "restaurant", "tea_shop", "tea_shop_play", "tool",
    }  # fmt: skip
    assert find_share_folder("programs") == Path(__file__).parent.parent.parent / "programs"


@pytest.mark.parametrize("name", TEMPLATES)
def test_template(name: str) -> None:
    document = read_program_file(name)
    spec = load_program(document)
    validator = jsonschema.Draft202012Validator(render_schema(program_model()))
    assert [error.message for error in validator.iter_errors(document.data)] == []
    assert [error.message for error in validator.iter_errors(render_data(spec))] == []
    assert [(f.path, f.code) for f in lint_program(spec) if f.severity != "info"] == []
    again = load_program(parse_document(render_yaml(render_data(spec))))
    assert diff_programs(spec, again) == []
    program = compile_sound(spec)
    for locale in ("zh", "en"):
        pages = list_rule_pages(program, locale)
        assert pages
        assert all(page.heading in unescape(render_rules_html(program, locale)) for page in pages)


def test_faults_in_every_domain_are_told_once() -> None:
    text = """
id: t
name: T
tiers:
  ladder:
    - {id: basic, name: 普通}
    - id: gold
      name: 金卡
      entry: {all: [{dimension: growt, at_least: 100}, {dimension: "balance:points", at_least: 3}]}
      pack: [{kind: coupon, batch: nope}]
earning:
  - {id: a, name: A, on: order.payd, asset: pointz, amount: {fixed: 5}}
  - {id: b, name: B, on: order.paid, when: {field: counter.zz, op: gt, value: 1}, amount: {fixed: 5}}
  - {id: d, name: D, on: order.paid, when: {field: member.tier, op: eq, value: platin}, amount: {fixed: 5}}
coupons:
  - {id: c, name: C, kind: amount, amount_cents: 500, audience: {field: foo.bar}}
  - {id: c, name: C, kind: amount, amount_cents: 500}
"""
    findings = lint_program(load_program(parse_document(text)))
    assert [(f.path, f.code) for f in findings if f.severity == "error"] == [
        ("coupons.0.audience", "unknown-field"),
        ("coupons.1.id", "duplicate-id"),
        ("earning.0.asset", "dangling-reference"),
        ("earning.0.on", "dangling-reference"),
        ("earning.1.when", "dangling-reference"),
        ("earning.2.when", "dangling-reference"),
        ("tiers.ladder.1.entry.all.0.dimension", "dangling-reference"),
        ("tiers.ladder.1.pack.0.batch", "dangling-reference"),
    ]


def test_dates_follow_the_day_on_which_a_template_is_taken() -> None:
    leap = read_program_file("fitness", today=date(2028, 2, 22)).data
    assert next(one for one in leap["activities"] if one["kind"] == "challenge")["begins"] == "2028-02-29"
    sessions = next(one for one in leap["activities"] if one["kind"] == "sign_up")["sessions"]
    assert [one["begins"] for one in sessions] == ["2028-02-25 19:00", "2028-02-27 19:00"]


def test_a_template_adds_to_another_one(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("{id: shop, assets: [{id: a}], refunds: {x: 1}}")
    (tmp_path / "more.yaml").write_text("{extends: shop, id: more, assets: [{id: b, from: day+1}]}")
    (tmp_path / "third.yaml").write_text("{extends: more, id: third}")
    (tmp_path / "lost.yaml").write_text("{extends: nowhere, id: lost}")
    made = read_template(tmp_path / "more.yaml", date(2026, 12, 31))
    assert made.data == {"id": "more", "assets": [{"id": "a"}, {"id": "b", "from": "2027-01-01"}], "refunds": {"x": 1}}
    for name in ("third", "lost"):  # one step, to what is there
        with pytest.raises(InvalidInput) as refused:
            read_template(tmp_path / f"{name}.yaml", date(2026, 12, 31))
        assert [(fault.path, fault.code) for fault in refused.value.faults] == [("extends", "unknown-template")]


def test_a_file_of_ones_own_extends_a_template(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("{extends: tea_shop, id: own, special_days: [{id: sunday, name: Sunday, on: {days_of_month: [2]}}]}")
    program = load_program(read_program_file(str(own)))
    base = load_program(read_program_file("tea_shop"))
    assert (program.id, program.section("tiers")) == ("own", base.section("tiers"))
    assert [day.id for day in program.section("special_days")] == [
        *(day.id for day in base.section("special_days")), "sunday",
    ]  # fmt: skip
    for name in ("../own", "nowhere"):
        own.write_text(f"{{extends: {name}, id: own}}")
        with pytest.raises(InvalidInput) as refused:
            read_program_file(str(own))
        assert [(fault.path, fault.code) for fault in refused.value.faults] == [("extends", "unknown-template")]


def test_the_play_template_has_every_kind_of_activity() -> None:
    program = load_program(read_program_file("tea_shop_play"))
    assert {one.kind for one in program.section("activities")} == {kind.kind for kind in KINDS}


def test_a_document_without_a_version_says_that_it_was_read_as_an_older_one() -> None:
    shop = {"id": "shop", "name": "Shop", "calendar": {"time_zone": "UTC"}, "currency": {"code": "CNY"}}
    campaign = {"id": "may", "name": "May", "window": {"from": "2027-05-01", "to": "2027-05-02"}, "patch": []}
    with pytest.raises(InvalidInput) as refused:
        load_program({**shop, "campaigns": [campaign]})
    assert ("schema_version", "missing") in [(fault.path, fault.code) for fault in refused.value.faults]
    assert all(fault.path for fault in refused.value.faults)
    with pytest.raises(InvalidInput) as refused:
        load_program({**shop, "tiers": 3})
    assert "schema_version" not in [fault.path for fault in refused.value.faults]
    load_program({**shop, "schema_version": 2, "campaigns": [campaign]})


def test_a_list_whose_things_are_wrong_is_not_too_short_as_well() -> None:
    lottery = {"kind": "lottery", "id": "wheel", "name": "Wheel", "prizes": [{"id": "a", "weight": 1}]}
    shop = {"schema_version": 2, "id": "shop", "name": "Shop", "calendar": {"time_zone": "UTC"}}
    document = {**shop, "currency": {"code": "CNY"}, "activities": [lottery]}
    with pytest.raises(InvalidInput) as refused:
        load_program(document)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("activities.0.prizes.0.name", "missing")]
    lottery["prizes"] = []
    with pytest.raises(InvalidInput) as refused:
        load_program(document)
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("activities.0.prizes", "too-short")]
