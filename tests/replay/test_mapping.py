"""The mapping document: strict, and every fault told at once with its path."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
import yaml

from liuke.replay.errors import MappingInvalid, SourceMismatch, SourceUnreadable
from liuke.replay.mapping import load_mapping, mapping_schema, parse_mapping
from liuke.replay.source import open_source

MAPPINGS = Path(__file__).parents[2] / "programs" / "mappings"
MINIMAL = {
    "format": "liuke.replay/1",
    "name": "shop",
    "merchant": {"timezone": "Asia/Shanghai", "currency": "CNY"},
    "namespace": "customer",
    "files": {"orders": {"path": "orders.csv"}},
    "orders": {
        "file": "orders",
        "order_id": "id",
        "member": "who",
        "time": "at",
        "timestamp_zone": "UTC",
        "amounts": {"kind": "columns", "unit": "decimal", "paid": {"plus": ["paid"]}},
    },
}


def changed(**paths):
    document = copy.deepcopy(MINIMAL)
    for path, value in paths.items():
        *steps, last = path.split("__")
        place = document
        for step in steps:
            place = place.setdefault(step, {})
        place[last] = value
    return document


def faults_of(document):
    with pytest.raises(MappingInvalid) as caught:
        parse_mapping(document)
    return {fault.path: (fault.code, fault.message) for fault in caught.value.faults}


@pytest.mark.parametrize("name", ["complete_journey", "online_retail"])
def test_the_shipped_mappings_are_valid_and_survive_a_round_trip(name):
    mapping = load_mapping(MAPPINGS / f"{name}.yaml")
    assert mapping.name == name
    assert parse_mapping(mapping.model_dump(exclude_none=True)) == mapping


def test_all_faults_at_once_with_their_paths():
    faults = faults_of(
        changed(
            format="liuke.replay/9",
            merchant__timezone="America/Newyork",
            merchant__exponent="2",
            merchant__colour="red",
            orders__file="order",
            orders__timestamp_zone="PST8",
            orders__duplicates="maybe",
            orders__amounts__paid={"plus": []},
            orders__weighed=[{"column": "unit", "equals": "kg", "prefix": "k"}],
            redemptions={"file": "coupons", "member": "who", "coupon": "code"},
        )
    )
    assert set(faults) == {
        "format",
        "merchant.timezone",
        "merchant.exponent",
        "merchant.colour",
        "orders.file",
        "orders.timestamp_zone",
        "orders.duplicates",
        "orders.amounts.columns.paid",
        "orders.weighed.0",
        "redemptions.file",
    }
    assert faults["orders.file"][1] == "'order' is not declared under files (declared: orders)"
    assert faults["merchant.timezone"][1] == "'America/Newyork' is not an IANA time zone, such as Asia/Shanghai"
    assert faults["merchant.colour"][0] == "extra-forbidden"
    assert faults["orders.weighed.0"][1] == "set exactly one of equals, one_of, prefix, above, below"


@pytest.mark.parametrize(
    ("document", "path", "words"),
    [
        (
            changed(redemptions={"file": "orders", "member": "w", "coupon": "c"}),
            "redemptions",
            "exactly one of day",
        ),
        (changed(orders__category_totals="aisle"), "orders", "'aisle' is not a declared line attribute"),
        (
            changed(orders__dimension={"file": "orders", "key": "k", "attributes": {"a": "b"}}),
            "orders",
            "a dimension needs sku",
        ),
        (changed(orders__amounts={"kind": "price_times_quantity", "price": "p"}), "orders", "needs quantity"),
        (
            changed(refunds={"kind": "cancel_lines", "when": [{"column": "id", "prefix": "C"}]}),
            "",
            "cancel_lines needs",
        ),
        (
            changed(orders__amounts={"kind": "guess"}),
            "orders.amounts",
            "does not match any of the expected tags",
        ),
        (["not", "a", "mapping"], "", "valid dictionary"),
        (None, "", "valid dictionary"),
    ],
)
def test_contradictions_are_told(document, path, words):
    faults = faults_of(document)
    assert list(faults) == [path]
    assert words in faults[path][1]


def test_yaml_that_says_a_key_twice_is_refused(tmp_path):
    path = tmp_path / "m.yaml"
    path.write_text(yaml.safe_dump(MINIMAL) + "name: other\n")
    with pytest.raises(MappingInvalid, match="key 'name' stands twice"):
        load_mapping(path)


def test_a_file_that_is_missing_or_no_yaml_is_a_typed_error(tmp_path):
    with pytest.raises(MappingInvalid, match="cannot be read"):
        load_mapping(tmp_path / "none.yaml")
    (tmp_path / "m.yaml").write_text("a: [1")
    with pytest.raises(MappingInvalid) as caught:
        load_mapping(tmp_path / "m.yaml")
    assert caught.value.faults[0].code == "not-yaml"
    assert caught.value.as_problem()["status"] == 422


def test_the_schema_describes_the_shipped_mappings():
    schema = mapping_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert set(schema["required"]) == {"format", "name", "merchant", "namespace", "files", "orders"}
    document = yaml.safe_load((MAPPINGS / "complete_journey.yaml").read_text())
    assert set(document) <= set(schema["properties"])
    assert schema["additionalProperties"] is False


def test_missing_files_and_columns_are_all_told(tmp_path):
    (tmp_path / "orders.csv").write_text("id,buyer,at,paid\n1,a,2024-01-01,1\n")
    document = changed(
        files={"orders": {"path": "orders.csv"}, "people": {"path": "people.csv"}},
        orders__store="shop",
        profile={"file": "people", "member": "who", "attributes": {"age": "age"}},
    )
    with pytest.raises(SourceMismatch) as caught:
        open_source(parse_mapping(document), tmp_path)
    found = {fault.path: fault.message for fault in caught.value.faults}
    assert found == {
        "files.people": "people.csv was not found",
        "orders.member": "file 'orders' has no column 'who' (it has: id, buyer, at, paid)",
        "orders.store": "file 'orders' has no column 'shop' (it has: id, buyer, at, paid)",
    }


def test_a_path_for_an_undeclared_file_is_refused(tmp_path):
    (tmp_path / "orders.csv").write_text("id,who,at,paid\n1,a,2024-01-01,1\n")
    with pytest.raises(SourceMismatch) as caught:
        open_source(parse_mapping(MINIMAL), {"orders": tmp_path / "orders.csv", "ordres": tmp_path / "orders.csv"})
    assert [fault.path for fault in caught.value.faults] == ["files.ordres"]


def test_a_file_of_another_format_is_a_typed_error_and_leaves_nothing_behind(tmp_path):
    (tmp_path / "orders.parquet").write_text("this is no parquet file at all")
    (tmp_path / "work").mkdir()
    mapping = parse_mapping(changed(files={"orders": {"path": "orders.parquet"}}))
    with pytest.raises(SourceUnreadable, match="file 'orders'"):
        open_source(mapping, tmp_path, temp_dir=tmp_path / "work")
    assert list((tmp_path / "work").iterdir()) == []
