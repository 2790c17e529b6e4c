"""Typed client of Liuke 留客: members, points, benefits and campaigns, blocking or async.

>>> from liuke_sdk import Client
>>> with Client("http://127.0.0.1:8080", "lk_…") as liuke:  # doctest: +SKIP
...     liuke.events.send("order.paid", member="wechat:1", data={"order_id": "1001", "amount_cents": 2500})
"""

from liuke_sdk.client import AsyncClient, Client, Options
from liuke_sdk.downloads import AsyncDownload, Download
from liuke_sdk.errors import (
    ApiError,
    BadRequest,
    Conflict,
    ConnectionLost,
    Fault,
    Forbidden,
    InvalidInput,
    KeyReused,
    LiukeError,
    NotFound,
    NotSent,
    RateLimited,
    Refused,
    ServerError,
    TimedOut,
    TransportError,
    Unauthorized,
    Unavailable,
    UnexpectedAnswer,
)
from liuke_sdk.groups.events import Sent, make_event
from liuke_sdk.retry import RetryPolicy
from liuke_sdk.series import AsyncPages, AsyncSeries, Page, Pages, Series
from liuke_sdk.webhooks import Webhook, WebhookRejected, check_signature, verify_webhook
from liuke_sdk.wire import make_key

__version__ = "0.1.0"
__all__ = [
    "ApiError",
    "AsyncClient",
    "AsyncDownload",
    "AsyncPages",
    "AsyncSeries",
    "BadRequest",
    "Client",
    "Conflict",
    "ConnectionLost",
    "Download",
    "Fault",
    "Forbidden",
    "InvalidInput",
    "KeyReused",
    "LiukeError",
    "NotFound",
    "NotSent",
    "Options",
    "Page",
    "Pages",
    "RateLimited",
    "Refused",
    "RetryPolicy",
    "Sent",
    "Series",
    "ServerError",
    "TimedOut",
    "TransportError",
    "Unauthorized",
    "Unavailable",
    "UnexpectedAnswer",
    "Webhook",
    "WebhookRejected",
    "check_signature",
    "make_event",
    "make_key",
    "verify_webhook",
]
