"""Reading and writing documents."""

import json
from pathlib import Path

import pytest

from liuke.features import load_program, parse_program
from liuke.kernel.errors import InvalidInput
from liuke.program import document as doc
from liuke.program.document import canonical_json, hash_program, parse_document, read_document, render_data, render_yaml
from liuke.program.upcast import SchemaTooNew, upcast
from tests.program.shop import LADDER, TEST_DOMAINS, document, prize

GOLDEN = Path(__file__).parent.parent / "golden" / "program"


def faults_of(text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidInput) as caught:
        parse_document(text)
    return [(f.path, f.code, f.message) for f in caught.value.faults]


def test_yaml_words_stay_words() -> None:
    data = parse_document(
        "on: yes\nat: 03:00\nday: 2024-01-31\noctal: 010\nno: off\nn: 1_000\nf: 1.5\nz: ~\nt: true"
    ).data
    assert data == {
        "on": "yes", "at": "03:00", "day": "2024-01-31", "octal": 10, "no": "off", "n": 1000, "f": 1.5, "z": None,
        "t": True,
    }  # fmt: skip


def test_syntax_error_names_its_line() -> None:
    ((path, code, message),) = faults_of("id: x\nname: [a, b\nmore: 1\n")
    assert (path, code) == ("", "syntax")
    assert message.startswith("line 3, column 5: ")


def test_all_faults_of_reading_at_once() -> None:
    text = "id: a\nid: b\ninner:\n  x: 1\n  x: 2\nodd: !!python/name:os.system x\n? [1, 2]\n: 3\nself: &s\n  - *s\n"
    assert [(path, code) for path, code, _ in faults_of(text)] == [
        ("id", "key-twice"),
        ("inner.x", "key-twice"),
        ("odd", "unknown-tag"),
        ("", "key-not-text"),
        ("self.0", "alias-of-itself"),
    ]
    assert faults_of("id: a\nid: b")[0][2] == "line 2: 'id' stands here again; it was given in line 1"
    assert faults_of("- 1\n") == [("", "not-a-mapping", "the document must be a mapping of keys to values")]
    assert faults_of("") == [("", "not-a-mapping", "the document must be a mapping of keys to values")]


def test_aliases_cannot_grow_without_end() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    with pytest.raises(InvalidInput, match="more than 200000 values"):
        parse_document("\n".join(lines))


@pytest.mark.parametrize("text", ["a: " + "[" * 5000, "{" * 3000 + "}" * 3000, "a: " + "[" * 150 + "]" * 150])
def test_what_is_nested_without_end_is_refused(text: str) -> None:
    assert faults_of(text) == [("", "too-deep", "is nested deeper than 64")]


def test_data_that_is_no_text_is_measured_too() -> None:
    def nest(times: int) -> dict[str, object]:
        found: dict[str, object] = {}
        for _ in range(times):
            found = {"a": [found]}
        return found

    doc.check_limits(nest(31))
    for times in (32, 5000):
        with pytest.raises(InvalidInput, match="nested deeper than 64"):
            load_program(nest(times))


def test_numbers_and_words_that_nothing_can_keep() -> None:
    assert faults_of(f'n: {"1" * 5000}\nf: -1e400\nword: "a\\0"\nhalf: "\\ud83d"\n"\\0key": 1\nfine: 1e40') == [
        ("n", "not-a-number", "line 1: the number is too large"),
        ("f", "not-a-number", "line 2: the number is too large"),
        ("word", "not-text", "line 3: holds U+0000 or half a character"),
        ("half", "not-text", "line 4: holds U+0000 or half a character"),
        ("", "not-text", "line 5: holds U+0000 or half a character"),
    ]


def test_json_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text('{\n\t"id": "x",\n\t"name": "小\\n店 \\u0041"\n}', encoding="utf-8")
    assert read_document(file).data == {"id": "x", "name": "小\n店 A"}


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="No such file"):
        read_document(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"id: \xff\xfe")
    with pytest.raises(InvalidInput, match="not UTF-8"):
        read_document(tmp_path / "latin.yaml")
    with (tmp_path / "big.yaml").open("wb") as big:
        big.truncate(doc.MAX_BYTES + 1)
    with pytest.raises(InvalidInput, match="larger than"):
        read_document(tmp_path / "big.yaml")


def test_faults_of_validation_have_lines_and_written_paths() -> None:
    text = """id: shop
name: 小店
assets:
  - id: points
    name: 积分
    expiry:
      kind: after
      months: 1000
prizes:
  - id: cup
    name: 杯子
    quota: 0
    when: {all: [{field: "event.x", op: in, value: 3}]}
  - name: 无编号
    terms: {kind: percent}
nonsense: 1
"""
    with pytest.raises(InvalidInput) as caught:
        load_program(parse_document(text, name="shop.yaml"), TEST_DOMAINS)
    found = [(f.path, f.code, f.message.partition(":")[0]) for f in caught.value.faults]
    assert found == [
        ("assets.0.expiry.months", "less-than-equal", "line 8"),
        ("prizes.0.quota", "greater-than", "line 12"),
        ("prizes.0.when.all.0", "value-error", "line 13"),
        ("prizes.1.id", "missing", "line 14"),
        ("prizes.1.terms.off_bps", "missing", "line 15"),
        ("nonsense", "extra-forbidden", "line 16"),
    ]


def test_yaml_round_trip_and_hash() -> None:
    data = document(tiers=LADDER, prizes=[prize(when={"not": {"field": "profile.vip", "value": True}})])
    spec = parse_program(data, TEST_DOMAINS)
    text = render_yaml(render_data(spec))
    again = load_program(parse_document(text), TEST_DOMAINS)
    assert render_data(again) == render_data(spec)
    assert hash_program(again) == hash_program(spec)
    assert "小店" in text
    shuffled = {key: data[key] for key in reversed(data)}
    assert hash_program(parse_program(shuffled, TEST_DOMAINS)) == hash_program(spec)
    data["prizes"][0]["quota"] = 11
    assert hash_program(parse_program(data, TEST_DOMAINS)) != hash_program(spec)


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("v*/*.yaml")), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_schema_ever_published_can_be_read(file: Path) -> None:
    data = upcast(read_document(file).data)
    assert canonical_json(data) == canonical_json(json.loads(file.with_suffix(".json").read_text(encoding="utf-8")))
    assert load_program(data).id == data["id"]


def test_upcast_chain() -> None:
    steps = {
        1: lambda d: {"title": d.pop("name"), **d},
        2: lambda d: {**d, "title": {"zh": d["title"]}},
    }
    first = {"id": "x", "name": "店"}
    assert upcast(first, upcasts=steps, current=3) == {"id": "x", "title": {"zh": "店"}, "schema_version": 3}
    assert first == {"id": "x", "name": "店"}
    assert upcast({"schema_version": 3, "id": "x"}, upcasts=steps, current=3) == {"schema_version": 3, "id": "x"}
    with pytest.raises(SchemaTooNew, match="it is version 4, this release reads up to 3"):
        upcast({"schema_version": 4}, upcasts=steps, current=3)
    for wrong in (0, -1, "1", True, 1.0):
        with pytest.raises(InvalidInput, match="not-a-version"):
            upcast({"schema_version": wrong})
