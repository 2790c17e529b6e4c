"""Line art: outlines as points, of any size and place."""

from __future__ import annotations

import math

from liuke.posters.canvas import Point

Lines = list[list[Point]]


def circle(x: float, y: float, radius: float, steps: int = 180) -> list[Point]:
    """A closed circle."""
    angles = [2 * math.pi * step / steps for step in range(steps + 1)]
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles]


def scallop(x: float, y: float, radius: float, lobes: int, depth: float) -> list[Point]:
    """A closed circle with a wavy edge, as a medal has."""
    steps = lobes * 16
    found = list[Point]()
    for step in range(steps + 1):
        angle = 2 * math.pi * step / steps
        out = radius + depth * math.cos(lobes * angle)
        found.append((x + out * math.cos(angle), y + out * math.sin(angle)))
    return found


def petal(x: float, y: float, inner: float, outer: float, angle: float, width: float) -> list[Point]:
    """A closed petal that points away from a centre."""
    sides: list[list[Point]] = []
    for sign in (1, -1):
        side = list[Point]()
        for step in range(33):
            share = step / 32
            along = inner + (outer - inner) * share
            across = sign * width * math.sin(math.pi * share) * (1 - 0.25 * share)
            side.append((
                x + along * math.cos(angle) - across * math.sin(angle),
                y + along * math.sin(angle) + across * math.cos(angle),
            ))  # fmt: skip
        sides.append(side)
    return [*sides[0], *reversed(sides[1])]


def rosette(x: float, y: float, radius: float) -> Lines:
    """Eight petals in two rings."""
    lines: Lines = [circle(x, y, radius), circle(x, y, radius * 0.9), circle(x, y, radius * 0.52)]
    for number in range(8):
        angle = math.pi * number / 4
        lines.append(petal(x, y, radius * 0.06, radius * 0.52, angle, radius * 0.12))
        lines.append(petal(x, y, radius * 0.52, radius * 0.9, angle + math.pi / 8, radius * 0.13))
    lines.append(circle(x, y, radius * 0.06, 60))
    return lines


def sprig(x: float, y: float, size: float) -> Lines:
    """Two leaves and a bud on a stalk, with their veins; ``x`` and ``y`` are the foot of the stalk."""
    lines: Lines = []
    stalk = [(x + size * 0.10 * math.sin(t / 20 * 2.2), y - size * t / 40) for t in range(25)]
    lines.append(stalk)
    top = stalk[-1]
    for foot, angle, length, width in (
        (stalk[10], -0.62, 0.74, 0.15), (stalk[15], -2.52, 0.66, 0.14), (top, -1.66, 0.50, 0.085),
    ):  # fmt: skip
        lines.append(petal(foot[0], foot[1], 0, size * length, angle, size * width))
        lines.append(_vein(foot, angle, size * length))
        lines += _side_veins(foot, angle, size * length, size * width)
    return lines


def _vein(foot: Point, angle: float, length: float) -> list[Point]:
    return [foot, (foot[0] + length * 0.86 * math.cos(angle), foot[1] + length * 0.86 * math.sin(angle))]


def _side_veins(foot: Point, angle: float, length: float, width: float) -> Lines:
    lines: Lines = []
    for share in (0.22, 0.38, 0.54):
        start = (foot[0] + length * share * math.cos(angle), foot[1] + length * share * math.sin(angle))
        reach = width * 0.62 * math.sin(math.pi * (share + 0.12))
        for sign in (1, -1):
            lean = angle + sign * 0.82
            lines.append([start, (start[0] + reach * math.cos(lean), start[1] + reach * math.sin(lean))])
    return lines


def weave(left: float, right: float, y: float, height: float, waves: int) -> Lines:
    """Two waves across each other, as on a bank note; from ``left`` to ``right``."""
    lines: Lines = []
    for shift in (0.0, math.pi):
        steps = waves * 12
        line = list[Point]()
        for step in range(steps + 1):
            share = step / steps
            line.append((left + (right - left) * share, y + height / 2 * math.sin(2 * math.pi * waves * share + shift)))
        lines.append(line)
    return lines


def tick(x: float, y: float, size: float) -> list[Point]:
    """A tick inside a square of ``size`` whose upper left corner is given."""
    return [(x + size * 0.22, y + size * 0.53), (x + size * 0.43, y + size * 0.73), (x + size * 0.79, y + size * 0.30)]
