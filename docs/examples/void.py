"""A channel that reaches nobody: what a new channel costs. See docs/how-to/extend.md."""

from __future__ import annotations

from liuke.hooks.channel import Channel, Outgoing, Receipt
from liuke.kernel.text import text


async def send(message: Outgoing) -> Receipt:
    """Takes what is for a member with an address."""
    if not message.address:
        return Receipt("refused", reason="no address")
    return Receipt("sent", reference=f"void-{message.message_id}")


CHANNEL = Channel("void", text("无处可去", "Nowhere"), send, consent="none")
