"""A program that declared an event before the platform knew of one by that name goes on as it was."""

from liuke.features import compile_program, compile_sound, lint_program, load_program


def test_its_own_declaration_counts() -> None:
    own = [
        {
            "name": "offer.viewed",
            "label": "看过",
            "fields": {"page": {"kind": "str", "label": "页面", "required": True}},
        }
    ]
    document = load_program({"id": "shop", "name": "shop", "custom_events": own})
    found = compile_sound(document).events.find("offer.viewed")
    assert found is not None
    assert (list(found.fields), found.label.zh) == (["page"], "看过")
    findings = [(one.severity, one.code, one.figures) for one in lint_program(document) if one.path == "custom_events"]
    assert findings == [("warning", "event-shadows-built-in", {"event": "offer.viewed"})]


def test_what_the_platform_states_is_no_programs_to_declare() -> None:
    own = [{"name": "offer.achieved", "label": "达成"}]
    document = load_program({"id": "shop", "name": "shop", "custom_events": own})
    assert [one.code for one in lint_program(document) if one.severity == "error"] == ["event-declared-twice"]
    assert compile_program({"id": "shop", "name": "shop"}).events.find("offer.achieved") is not None
