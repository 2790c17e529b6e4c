"""The reward ``accelerator`` (成长加速卡): earnings of an asset count more for some days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from liuke.decision.rewards import Given, NameOf, RewardSpec, Stays
from liuke.decision.turn import Turn
from liuke.earning.book import EARNING, Accelerator, EarningBook
from liuke.kernel.text import Text, text
from liuke.program.spec import CurrencySpec, Id, hint


class AcceleratorReward(RewardSpec):
    """Earnings of an asset times ``factor_bps`` for some days (成长加速卡)."""

    kind: Literal["accelerator"] = "accelerator"
    asset: Id = Field(default="growth", json_schema_extra=hint("账户", "Asset", widget="ref", ref="asset"))
    factor_bps: int = Field(
        default=20_000, gt=10_000, le=100_000, json_schema_extra=hint("倍率", "Factor", unit="bps", counts="factor")
    )
    days: int = Field(default=7, gt=0, le=366, json_schema_extra=hint("天数", "Days", unit="days"))

    def render(self, name_of: NameOf, currency: CurrencySpec) -> Text:
        """Short wording."""
        del currency
        name, factor = name_of("asset", self.asset), f"{self.factor_bps / 10_000:g}"
        return text(zh=f"{name.zh} × {factor}（{self.days} 天）", en=f"{name.en} × {factor} for {self.days} days")

    def find_obstacle(self, turn: Turn, count: int) -> str:
        """Nothing comes of one beside which a stronger one runs for as long: only the strongest counts."""
        until_us = self._end(turn, count)
        stronger = (item for item in self._running(turn) if item.factor_bps > self.factor_bps)
        return "accelerator-weaker" if any(item.until_us >= until_us for item in stronger) else ""

    def _running(self, turn: Turn) -> list[Accelerator]:
        book, now_us = turn.state.read(EARNING, EarningBook), turn.ctx.now_us
        return [item for item in book.accelerators if item.asset == self.asset and item.until_us > now_us]

    def _find_same(self, turn: Turn) -> Accelerator | None:
        same = [item for item in self._running(turn) if item.factor_bps == self.factor_bps]
        return max(same, key=lambda item: item.until_us, default=None)

    def _end(self, turn: Turn, count: int = 1) -> int:
        """When it ends: full days after today, or after the one of the same factor that runs already."""
        calendar, same = turn.program.calendar, self._find_same(turn)
        if same is not None:
            return calendar.day_start_us(calendar.local_day(same.until_us) + self.days * count)
        return calendar.day_start_us(calendar.local_day(turn.ctx.now_us) + self.days * count + 1)

    def name_given(self) -> str:
        """The asset."""
        return self.asset

    def give(self, turn: Turn, path: str, ref: str) -> Given | None:
        """From now on, to the end of the merchant-local day ``days`` days later; one that runs already runs longer."""
        del ref
        now_us, until_us = turn.ctx.now_us, self._end(turn)
        book = turn.state.edit(EARNING, EarningBook)
        same = self._find_same(turn)
        book.accelerators = [item for item in book.accelerators if item.until_us > now_us]
        if same is not None:
            same.until_us = until_us
        else:
            book.accelerators.append(Accelerator(self.asset, self.factor_bps, turn.now.t_us, until_us, path))
        turn.applied(path, "accelerator", asset=self.asset, factor_bps=self.factor_bps, until_us=until_us)
        turn.gained("accelerator", self.asset, self.factor_bps, path, until_us=until_us)
        return Given(self.kind, self.asset, self.factor_bps, {"days": self.days})

    @classmethod
    def take_back(cls, turn: Turn, given: Given, *, path: str, ref: str) -> Sequence[Stays]:
        """So many days fewer from now on; what it multiplied belongs to what was multiplied."""
        del path, ref
        calendar, now_us = turn.program.calendar, turn.ctx.now_us
        book = turn.state.edit(EARNING, EarningBook)
        for item in book.accelerators:
            if (item.asset, item.factor_bps) == (given.name, given.amount) and item.until_us > now_us:
                last = calendar.local_day(item.until_us) - given.data["days"]
                # of one that began today only the rest of today would be left
                item.until_us = calendar.day_start_us(last) if last > calendar.local_day(now_us) + 1 else 0
                break
        book.accelerators = [item for item in book.accelerators if item.until_us > now_us]
        return ()
