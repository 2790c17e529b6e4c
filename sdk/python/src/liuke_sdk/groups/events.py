"""Events, what happened to members: one by one, or as many as there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from liuke_sdk.errors import ApiError, TransportError, make_problem
from liuke_sdk.group import Group, M, operation, serial, steps
from liuke_sdk.models import BatchAnswer, BatchIn, ClientIn, EventAnswer, NewEvent
from liuke_sdk.retry import is_passing_code
from liuke_sdk.wire import Ask, Flow, Route, Settings, Sleep, call_flow, make_key

MAX_BATCH = 1_000
MAX_BATCH_BYTES = 7 * 1024 * 1024
"""A little less than the server takes, for what stands around the events."""
MAX_ROUNDS = 5
_ROUTE = Route("POST", "/v1/events/batch", safe=True)


class Sent(msgspec.Struct, frozen=True):
    """What became of one event.

    Args:
        event: As it was sent, with its key: sending it again is always safe.
        answer: What it came to; ``None`` if it was not taken.
        error: Why it was not taken, or that no answer came.
    """

    event: NewEvent
    answer: EventAnswer | None = None
    error: ApiError | TransportError | None = None

    @property
    def ok(self) -> bool:
        """Whether the event was taken."""
        return self.answer is not None

    @property
    def unanswered(self) -> bool:
        """Whether it may pass by sending it again: nobody answered, or nobody could at the moment."""
        if isinstance(self.error, ApiError):
            return is_passing_code(self.error.status, self.error.code)
        return self.error is not None


class EventsGroup(Group[M]):
    """Events, what happened to members."""

    @operation("POST", "/v1/events", safe=True)
    def send(
        self,
        type: str,
        *,
        member: str,
        key: str | None = None,
        t_us: int = 0,
        data: Mapping[str, Any] | None = None,
        client: ClientIn | None = None,
        register: bool = True,
        texts: bool = True,
    ) -> Ask[EventAnswer]:
        """Take one event; answered once it is durably recorded.

        Args:
            type: Name in the event catalogue, as ``order.paid``.
            member: Number of the member, or ``namespace:external_id``.
            key: Idempotency key, unique within the member; one is made unless given.
            t_us: When it happened, in UTC microseconds; 0: now.
            data: Fields of the event type.
            client: Where the member's request came from, as your server saw it.
            register: Whether a ``namespace:external_id`` that is new is registered first.
            texts: Whether the answer comes in words too.
        """
        event = make_event(type, member=member, key=key, t_us=t_us, data=data, client=client)
        return Ask(EventAnswer, body=event, query={"register": register, "texts": texts})

    @operation("POST", "/v1/events/batch", safe=True)
    def send_batch(self, events: Sequence[NewEvent], *, register: bool = True, texts: bool = True) -> Ask[BatchAnswer]:
        """Take up to 1,000 events in one request; see :meth:`send_many` for more than that.

        Args:
            events: Taken in order for each member.
            register: Whether a ``namespace:external_id`` that is new is registered first.
            texts: Whether the answers come in words too.
        """
        return Ask(BatchAnswer, body=BatchIn(events=list(events)), query={"register": register, "texts": texts})

    @steps("POST", "/v1/events/batch")
    def send_many(self, events: Iterable[NewEvent], *, register: bool = True, texts: bool = False) -> Flow[list[Sent]]:
        """Take any number of events; cut into batches, and only what was not answered is sent again.

        Never raises for what became of events: each result says it. See :meth:`stream_many` for more than memory holds.

        Args:
            events: Taken in order for each member.
            register: Whether a ``namespace:external_id`` that is new is registered first.
            texts: Whether the answers come in words too.
        """
        source = BatchSource(self._settings, events, register=register, texts=texts)
        found = list[Sent]()
        while (piece := (yield from source.step())) is not None:
            found += piece
        return found

    @serial("POST", "/v1/events/batch")
    def stream_many(self, events: Iterable[NewEvent], *, register: bool = True, texts: bool = False) -> BatchSource:
        """As :meth:`send_many`, while one goes through the results; events that are not gone through are not sent.

        Args:
            events: Taken in order for each member.
            register: Whether a ``namespace:external_id`` that is new is registered first.
            texts: Whether the answers come in words too.
        """
        return BatchSource(self._settings, events, register=register, texts=texts)


def make_event(
    type_: str,
    *,
    member: str,
    key: str | None = None,
    t_us: int = 0,
    data: Mapping[str, Any] | None = None,
    client: ClientIn | None = None,
) -> NewEvent:
    """An event with a key of its own, unless one is given.

    Args:
        type_: Name in the event catalogue, as ``order.paid``.
        member: Number of the member, or ``namespace:external_id``.
        key: Idempotency key, unique within the member.
        t_us: When it happened, in UTC microseconds; 0: now.
        data: Fields of the event type.
        client: Where the member's request came from, as your server saw it.
    """
    event = NewEvent(type=type_, member=member, key=key or make_key(), t_us=t_us, data=dict(data or {}))
    return event if client is None else msgspec.structs.replace(event, client=client)


class BatchSource:
    """Sends events batch by batch; each step gives the results of one."""

    def __init__(self, settings: Settings, events: Iterable[NewEvent], *, register: bool, texts: bool) -> None:
        self._settings = settings
        self._batches = cut_batches(events)
        self._query = {"register": register, "texts": texts}

    def step(self) -> Flow[Sequence[Sent] | None]:
        """The next batch's results, in the order of its events."""
        batch = next(self._batches, None)
        if batch is None:
            return None
        results = [Sent(event) for event in batch]
        waiting = list(range(len(batch)))
        for round_ in range(MAX_ROUNDS):
            if round_:
                yield Sleep(self._settings.retry.first_seconds * 2**round_ * (0.5 + 0.5 * self._settings.draw()))
            reached = yield from self._send(results, waiting)
            waiting = [place for place in waiting if results[place].unanswered]
            if not waiting or not reached:
                break
        return results

    def _send(self, results: list[Sent], places: list[int]) -> Flow[bool]:
        """One request; whether it was answered."""
        events = [results[place].event for place in places]
        try:
            answer = yield from call_flow(
                self._settings, _ROUTE, Ask[BatchAnswer](BatchAnswer, body=BatchIn(events=events), query=self._query)
            )
        except (TransportError, ApiError) as error:
            for place in places:
                results[place] = Sent(results[place].event, error=error)
            return False
        for place, result in zip(places, answer.results, strict=True):
            event = results[place].event
            if result.answer is not None:
                results[place] = Sent(event, result.answer)
            else:
                document = result.error or {}
                problem = make_problem(int(document.get("status", 500)), document)
                problem.key, problem.attempts = event.key, 1
                results[place] = Sent(event, error=problem)
        return True


def cut_batches(events: Iterable[NewEvent]) -> Iterator[list[NewEvent]]:
    """Batches that the server takes, by number and by bytes."""
    encode = msgspec.json.Encoder().encode
    batch, size = list[NewEvent](), 0
    for event in events:
        length = len(encode(event)) + 1
        if batch and (len(batch) == MAX_BATCH or size + length > MAX_BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(event)
        size += length
    if batch:
        yield batch
