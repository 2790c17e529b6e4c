"""What can be wrong with merging two members."""

from __future__ import annotations

from liuke.kernel.errors import LiukeError


class OneAlready(LiukeError):
    """Both names are one member."""

    code = "merge-one-already"
    status = 409
    title = "They are one member already"


class MergedElsewhere(LiukeError):
    """The other has gone into a third member, whom the error names."""

    code = "merged-elsewhere"
    status = 409
    title = "The member has gone into another one"


class NoSuchMerge(LiukeError):
    """There is no merge of this number into the member, or it was undone."""

    code = "merge-not-found"
    status = 404
    title = "There is no such merge"
