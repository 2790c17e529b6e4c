"""What an addition costs, measured on the examples; ``python docs/extend.py`` prints it."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

HERE = Path(__file__).parent
EXAMPLES = HERE / "examples"
BEGIN, END = "<!-- costs: written by docs/generate.py -->\n", "<!-- end of costs -->\n"
WHERE: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "echo": (("an activity", "一种活动"), ("`activities/catalog.py`: `KINDS`",) * 2),
    "whisper_reward": (("a kind of reward", "一种奖励"), ("`activities/catalog.py`: `REWARDS`",) * 2),
    "sunrise_benefit": (("a kind of benefit", "一种权益"), ("`benefits/kinds.py`: `KINDS`",) * 2),
    "idle": (("a job", "一项后台任务"), ("`jobs` of the package's `FEATURE`", "所属包 `FEATURE` 的 `jobs`")),
    "daily_events": (
        ("a metric", "一个指标"),
        ("`metrics` of the package's `FEATURE`", "所属包 `FEATURE` 的 `metrics`"),
    ),
    "void": (
        ("a channel", "一个触达渠道"),
        ("`channels` of the package's `FEATURE`", "所属包 `FEATURE` 的 `channels`"),
    ),
    "shared_device_scorer": (
        ("a scorer of risk", "一种风险评分"),
        ("`scorers` of the package's `FEATURE`", "所属包 `FEATURE` 的 `scorers`"),
    ),
}
"""Example → what it is, and where its one line goes, in English and Chinese; others are shown by their docstring."""


def read_docstring(path: Path) -> str:
    """The first sentence of a file."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or path.stem).split(":")[0].split(".")[0]


def count_lines(path: Path) -> int:
    """Lines with code on them: neither empty, nor a comment, nor part of a docstring."""
    text = path.read_text(encoding="utf-8")
    silent = set[int]()
    for node in ast.walk(ast.parse(text)) if path.suffix == ".py" else ():
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            silent.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return sum(1 for number, line in lines if line and not line.startswith("#") and number not in silent)


def render_costs(language: str) -> str:
    """The table of the page: ``zh`` or ``en``."""
    place = int(language == "zh")
    head = (
        "| to add | files | lines of code | lines of the golden file | and one line in |",
        "| 新增 | 文件 | 代码行 | 样例行 | 另加一行的位置 |",
    )
    rows = [head[place], "|---|---|---|---|---|"]
    found = sorted(path.stem for path in EXAMPLES.glob("*.py"))
    for name in sorted(found, key=lambda one: (list(WHERE).index(one) if one in WHERE else len(WHERE), one)):
        source, golden = EXAMPLES / f"{name}.py", EXAMPLES / f"{name}.golden.yaml"
        what, where = WHERE.get(name, ((read_docstring(source),) * 2, ("–",) * 2))
        files = f"[`{source.name}`](../examples/{source.name}), [golden](../examples/{golden.name})"
        rows.append(f"| {what[place]} | {files} | {count_lines(source)} | {count_lines(golden)} | {where[place]} |")
    return "\n".join(rows) + "\n"


def render_page(name: str) -> str:
    """The page with its table brought up to date."""
    text = (HERE / name).read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n" + render_costs("zh" if name.endswith(".zh.md") else "en") + "\n" + END + after


if __name__ == "__main__":
    sys.stdout.write(render_costs("en"))
