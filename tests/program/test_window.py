"""From … to: one meaning under every spelling of the keys."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from liuke.coupons.spec import AbsoluteValidity
from liuke.kernel.clock import FOREVER_US, MerchantCalendar, day_of, to_us
from liuke.program.window import DateSpan, DayWindow, Window

SHANGHAI = MerchantCalendar("Asia/Shanghai", 0)
LATE = MerchantCalendar("Asia/Shanghai", 3 * 60)


def us(moment: str) -> int:
    return to_us(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Shanghai")))


def d(text: str) -> int:
    return day_of(date.fromisoformat(text))


@pytest.mark.parametrize(
    ("model", "first", "last"),
    [(Window, "from", "to"), (DayWindow, "from_day", "to_day"), (DateSpan, "start", "end"),
     (AbsoluteValidity, "from_day", "to_day")],
)  # fmt: skip
def test_a_bare_end_includes_its_day_under_every_spelling(model: type[Window], first: str, last: str) -> None:
    window = model.model_validate({first: "2026-02-10", last: "2026-02-10"})
    assert window.bounds_us(SHANGHAI) == (us("2026-02-10 00:00"), us("2026-02-11 00:00"))
    assert window.bounds_us(LATE) == (us("2026-02-10 03:00"), us("2026-02-11 03:00"))
    assert window.render().en == "2026-02-10 to 2026-02-10"
    assert model.model_validate({first: date(2026, 2, 10), last: date(2026, 2, 10)}) == window
    stored = window.model_dump(mode="json", by_alias=True)
    assert (stored[first], stored[last]) == ("2026-02-10", "2026-02-10")
    with pytest.raises(ValidationError, match=r"it ends \(2026-02-09\) before it begins \(2026-02-10\)"):
        model.model_validate({first: "2026-02-10", last: "2026-02-09"})


def test_open_ends() -> None:
    for model, first, last in ((Window, "from", "to"), (DayWindow, "from_day", "to_day"), (DateSpan, "start", "end")):
        assert model().bounds_us(SHANGHAI) == (0, FOREVER_US)
        assert model().render().zh == "长期"
        opened = model.model_validate({first: "2026-02-10"})
        assert opened.bounds_us(SHANGHAI) == (us("2026-02-10 00:00"), FOREVER_US)
        assert opened.render().zh == "2026-02-10 起"
        closing = model.model_validate({last: "2026-02-10"})
        assert closing.bounds_us(SHANGHAI) == (0, us("2026-02-11 00:00"))
        assert closing.render().en == "until 2026-02-10"


def test_a_time_of_day_is_the_instant_itself() -> None:
    window = Window.model_validate({"from": "2026-02-10 08:00", "to": "2026-02-10 22:00"})
    assert window.bounds_us(LATE) == (us("2026-02-10 08:00"), us("2026-02-10 22:00"))
    assert Window.model_validate({"from": "2026-02-10 08:00", "to": "2026-02-10"}).bounds_us(LATE) == (
        us("2026-02-10 08:00"), us("2026-02-11 03:00"),
    )  # fmt: skip


@pytest.mark.parametrize("wrong", ["2026-2-1", "2026-02-30", "tomorrow", "2026-02-10 8:00"])
def test_what_is_no_moment(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Window.model_validate({"from": wrong})


@pytest.mark.parametrize("wrong", ["2026-02-30", "2026-02-10 08:00", "tomorrow"])
def test_what_is_no_day(wrong: str) -> None:
    with pytest.raises(ValidationError):
        DayWindow.model_validate({"from_day": wrong})


def test_days() -> None:
    window = DayWindow.model_validate({"from_day": "2026-02-10", "to_day": "2026-02-12"})
    assert window.days() == (d("2026-02-10"), d("2026-02-12"))
    inside: dict[str, Any] = {day: window.holds(d(day)) for day in ("2026-02-09", "2026-02-10", "2026-02-12")}
    assert inside == {"2026-02-09": False, "2026-02-10": True, "2026-02-12": True}
    assert not window.holds(d("2026-02-13"))
    assert window.is_over(d("2026-02-13"))
    assert not window.is_over(d("2026-02-12"))
