"""What the platform sends is what the client takes."""

from __future__ import annotations

import msgspec
import pytest

from liuke.webhooks.contracts import Body
from liuke.webhooks.signing import draw_secret, render_headers
from liuke_sdk import Webhook, WebhookRejected, verify_webhook

NOW = 1_789_617_600


def test_the_platforms_signature_is_good_also_while_a_secret_changes() -> None:
    old, new = draw_secret(), draw_secret()
    sent = Body("evt_7_3_0", "tier.upgraded", 5, "7", 2, {"new": "gold"}, ["wechat:ann"])
    body = msgspec.json.encode(sent)
    wanted = Webhook("evt_7_3_0", "tier.upgraded", 5, "7", 2, {"new": "gold"}, ["wechat:ann"])
    both = render_headers([new, old], sent.id, NOW, body)
    for known in (old, new, [old, new]):
        assert verify_webhook(body, both, known, now=NOW) == wanted
    with pytest.raises(WebhookRejected) as forged:
        verify_webhook(body, render_headers([old], sent.id, NOW, body), new, now=NOW)
    assert forged.value.code == "wrong-signature"


def test_the_clients_fact_has_every_field_of_the_platforms() -> None:
    own, theirs = ({one.encode_name: one.type for one in msgspec.structs.fields(struct)} for struct in (Webhook, Body))
    assert own == theirs
