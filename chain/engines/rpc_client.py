"""JSON-RPC 2.0 with patience: the same request again, a bounded number of times, until a whole answer is there.

Trusts no answer whose ids, number or shape are not those of what was asked: half an answer counts as none.
Never asks the time: it counts its tries, and rests between them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from threading import Event
from typing import Any

from chain.engines.rpc_transport import Transport, Unanswered
from chain.errors import ChainFault

Pause = Callable[[float], object]
Question = tuple[str, Sequence[Any]]

_FIRST_REST_S = 0.05
_LONGEST_REST_S = 3.2


class RpcRefusal(Exception):
    """The node answered with an error. code: JSON-RPC's or the node's; message: its words; data: with it, or None."""

    def __init__(self, code: object, message: str, data: Any = None) -> None:
        self.code, self.message, self.data = code, message, data
        super().__init__(f"{message} (code {code})")


class RpcClient:
    """One node to be asked.

    url: for people; transport: the wire; tries: how often the same is asked before it is a fault; pause: rests for so
    many seconds, 0.05 after the first try and twice as long after each further one.
    """

    def __init__(self, url: str, transport: Transport, tries: int = 8, pause: Pause | None = None) -> None:
        self.url, self._transport, self.tries = url, transport, tries
        self.pause: Pause = pause or Event().wait
        self._ids = count(1)

    def ask(self, method: str, *params: Any) -> Any:
        """The result of one call; raises RpcRefusal when the node refuses it, ChainFault when it stays unanswered."""
        (answer,) = self._patiently(method, lambda: [self._single(method, params)])
        return _result(answer)

    def ask_once(self, method: str, *params: Any) -> bool:
        """Asks for something that must not be done twice; whether it was answered. Raises RpcRefusal."""
        try:
            _result(self._single(method, params))
        except Unanswered:
            return False
        return True

    def ask_all(self, questions: Sequence[Question]) -> list[Any]:
        """The results of a batch in order; where the node refuses one of them, its place holds the RpcRefusal."""
        if not questions:
            return []
        return self._patiently(questions[0][0], lambda: self._batch(questions))

    def close(self) -> None:
        """Lets go of the connection."""
        self._transport.close()

    @contextmanager
    def reading(self, method: str) -> Iterator[None]:
        """ChainFault for an answer to `method` in which something is missing or is not what it should be."""
        try:
            yield
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise ChainFault(f"{self.url} answers {method} with something else: {error!r}") from error

    def _patiently(self, method: str, work: Callable[[], list[Any]]) -> list[Any]:
        rest_s, why = _FIRST_REST_S, ""
        for number in range(self.tries):
            if number:
                self.pause(rest_s)
                rest_s = min(2 * rest_s, _LONGEST_REST_S)
            try:
                return work()
            except Unanswered as error:
                why = str(error)
                # An answer that comes late must not be taken for that to the next question.
                self._transport.close()
        raise ChainFault(f"{self.url} does not answer {method}, tried {self.tries} times: {why}")

    def _single(self, method: str, params: Sequence[Any]) -> Any:
        asked = self._envelope(method, params)
        return _answer(self._exchange(asked), asked["id"])

    def _batch(self, questions: Sequence[Question]) -> list[Any]:
        asked = [self._envelope(method, params) for method, params in questions]
        answers = self._exchange(asked)
        if not isinstance(answers, list) or not all(isinstance(answer, dict) for answer in answers):
            raise Unanswered(f"a batch of {len(asked)} with {str(answers)[:200]}")
        by_id = {answer.get("id"): answer for answer in answers}
        if len(answers) != len(asked) or by_id.keys() != {one["id"] for one in asked}:
            raise Unanswered(f"{len(by_id)} answers of {len(asked)}, or to something else")
        return [_answer(by_id[one["id"]], one["id"]) for one in asked]

    def _exchange(self, asked: Any) -> Any:
        received = self._transport.exchange(json.dumps(asked, separators=(",", ":")).encode())
        try:
            return json.loads(received)
        except ValueError as error:
            raise Unanswered(f"{len(received)} bytes that are no JSON") from error

    def _envelope(self, method: str, params: Sequence[Any]) -> dict[str, Any]:
        return {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": list(params)}


def _answer(answer: Any, asked_id: int) -> Any:
    """What one answer holds: a result, or the node's error as RpcRefusal; Unanswered when it holds neither."""
    if not isinstance(answer, dict) or answer.get("id") != asked_id:
        raise Unanswered(f"an answer to something else: {str(answer)[:200]}")
    error = answer.get("error")
    if isinstance(error, dict):
        return RpcRefusal(error.get("code"), str(error.get("message", "")), error.get("data"))
    if "result" not in answer:
        raise Unanswered("an answer with neither result nor error")
    return answer["result"]


def _result(answer: Any) -> Any:
    if isinstance(answer, RpcRefusal):
        raise answer
    return answer
