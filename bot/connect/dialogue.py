"""The dialogue over HTTP: Rasa's `website` channel; each conversation is at home in one of its processes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from bot.chat.ports import DialogueUnavailable

TIMEOUT = httpx.Timeout(11.0, connect=1.0)  # seconds; an action has 8 s, the dialogue waits 10 for it


class HttpDialogue:
    """Sends turns to one of `urls`, chosen by rendezvous hashing of the conversation's id."""

    def __init__(self, urls: Sequence[str], token: str) -> None:
        self._urls = tuple(urls)
        self._client = httpx.AsyncClient(timeout=TIMEOUT, headers={"X-Bantam-Key": token}, trust_env=False)

    async def turn(
        self, conversation_id: str, client_id: str, payload: Mapping[str, Any], metadata: Mapping[str, Any]
    ) -> Sequence[Mapping[str, Any]]:
        """What the dialogue says to one message; the next process is asked when one cannot be reached.

        Raises DialogueUnavailable when none takes it or the turn failed: nothing was said then.
        """
        body = {"conversation": conversation_id, "id": client_id, **payload, "metadata": metadata}
        for url in in_order(self._urls, conversation_id):
            try:
                answer = await self._client.post(f"{url}/webhooks/website/turn", json=body)
            except (httpx.ConnectError, httpx.ConnectTimeout):  # refused; or its machine is gone
                continue  # it never got the message, so another process may have it
            except httpx.HTTPError as error:
                raise DialogueUnavailable from error
            if answer.status_code != 200:
                raise DialogueUnavailable(f"The dialogue answered {answer.status_code}. See its log.")
            said: Sequence[Mapping[str, Any]] = answer.json()["messages"]
            return said
        raise DialogueUnavailable

    async def ready(self) -> bool:
        """Whether a dialogue process has its model loaded."""
        for url in self._urls:
            try:
                answer = await self._client.get(f"{url}/webhooks/website/health")
            except httpx.HTTPError:
                continue
            if answer.status_code == 200 and answer.json().get("ready"):
                return True
        return False

    async def close(self) -> None:
        await self._client.aclose()


def in_order(urls: Sequence[str], conversation_id: str) -> list[str]:
    """The urls, best first, by rendezvous hashing: a lost process moves only its own."""

    def weight(url: str) -> bytes:
        return hashlib.sha256(f"{url} {conversation_id}".encode()).digest()

    return sorted(urls, key=weight, reverse=True)


async def actions_answer(url: str) -> bool:
    """Whether the action server answers."""
    try:
        async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
            return (await client.get(f"{url}/health")).status_code == 200
    except httpx.HTTPError:
        return False
