"""What a friend cuts. Pure: the cuts of a bargain sum to its reduction, in any order, by any number, of any weight.

A reduction has as many shares as friends are stated; a friend takes one, a newcomer several. A share is stated, or
drawn: evenly between the least and twice the mean of what is left for those who are left, so that each friend may
expect the same, whenever they come. The last share is the rest.
"""

from __future__ import annotations

from collections.abc import Callable

from liuke.activities.parts.bargain_doc import Bargain, Cut

Below = Callable[[int], int]
"""A whole number from 0 to ``n - 1``, each as likely as any other."""


def draw_share(left_cents: int, shares: int, least_cents: int, below: Below) -> int:
    """Cents of the next of ``shares`` that are left.

    Args:
        left_cents: For all of them; at least ``shares × least_cents``.
        shares: 1 or more.
        least_cents: Each has this at least.
        below: The draw; it is not asked for the last share.
    """
    if shares == 1:
        return left_cents
    spare = left_cents - shares * least_cents
    return least_cents + below(2 * spare // shares + 1)


def cut(doc: Bargain, member: int, t_us: int, below: Below, *, newcomer: bool) -> Cut:
    """Let a friend cut: the document is changed, and what was done is returned. Something must be left."""
    assert doc.shares > 0, "nothing is left to be cut"
    left_cents, parts = doc.left_cents, list[int]()
    for _ in range(min(doc.counts if newcomer else 1, doc.shares)):
        part = draw_share(left_cents, doc.shares, doc.least_cents, below) if doc.drawn else doc.plan.pop(0)
        left_cents -= part
        doc.shares -= 1
        parts.append(part)
    doc.n += 1
    done = Cut(doc.n, member, parts, t_us)
    doc.cuts.append(done)
    return done


def undo(doc: Bargain, done: Cut) -> None:
    """Put back what was cut: where shares are stated, they are the next ones again."""
    doc.cuts.remove(done)
    doc.shares += len(done.parts)
    if not doc.drawn:
        doc.plan = [*done.parts, *doc.plan]


def redo(doc: Bargain, done: Cut) -> bool:
    """The reverse of :func:`undo`; ``False``, and nothing changed: others have taken those shares meanwhile."""
    size, left_cents = len(done.parts), doc.left_cents - done.cents
    shares = doc.shares - size
    if shares < 0 or any(one.member == done.member for one in doc.cuts):
        return False
    if doc.drawn:
        fits = left_cents >= shares * doc.least_cents and (shares > 0 or left_cents == 0)
    else:
        fits = doc.plan[:size] == done.parts
    if fits:
        doc.shares, doc.plan = shares, doc.plan[size:]
        doc.cuts.append(done)
    return fits
