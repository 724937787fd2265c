"""A Bot API server that records every call and answers as told: the messenger's side in tests of faults.

`python -m tests.bot.bot_api --port 0 --log FILE` prints its address and writes a JSON line for each call.
Such a server is told what to do over HTTP: POST /control/faults, POST /control/updates, GET /control/calls.
"""

import argparse
import asyncio
import itertools
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TextIO, TypeAlias

from aiohttp import web
from aiohttp.web_request import FileField

TOKEN = "123456789:AAFakeTokenForTestsOnly_0123456789abc"
PAGE_502 = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"

Kind: TypeAlias = Literal["400", "401", "403", "404", "409", "429", "500", "502", "drop", "hang"]
Json: TypeAlias = dict[str, object]

_TEXTS = {
    "400": "Bad Request: message text is empty",
    "401": "Unauthorized",
    "403": "Forbidden: bot was blocked by the user",
    "404": "Not Found",
    "409": "Conflict: terminated by other getUpdates request",
    "500": "Internal Server Error",
}


@dataclass(frozen=True)
class Call:
    """One request; `at` is the server's monotonic clock in seconds."""

    number: int
    at: float
    method: str
    params: dict[str, str]
    answer: str


@dataclass
class Fault:
    """Answer `times` calls (None: all) of a method, perhaps only for one chat, with a fault."""

    method: str
    kind: Kind
    chat_id: int | None = None
    times: int | None = None
    retry_after: int = 1
    text: str | None = None
    migrate_to: int | None = None

    def concerns(self, method: str, params: dict[str, str]) -> bool:
        """Whether the fault is for this call."""
        chat_matches = self.chat_id is None or params.get("chat_id") == str(self.chat_id)
        return self.times != 0 and self.method in (method, "*") and chat_matches


DESCRIBED: dict[str, tuple[str, object]] = {
    "getMyCommands": ("commands", []),
    "getMyDescription": ("description", ""),
    "getMyShortDescription": ("short_description", ""),
}


class BotApi:
    """The server. `async with BotApi() as api:` serves on `api.base` until left."""

    def __init__(self, token: str = TOKEN, log: TextIO | None = None) -> None:
        self.token = token
        self.port = 0
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.updates: list[Json] = []
        self.confirmed = 0
        self.files: dict[str, bytes] = {}
        self._log = log
        self._changed = asyncio.Condition()
        self._released = asyncio.Event()
        self._message_ids = itertools.count(1)
        self._photo_names = itertools.count(1)
        self._runner: web.AppRunner | None = None

    @property
    def base(self) -> str:
        """What to set as `STADTBOTE_TELEGRAM_API`."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> "BotApi":
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.refuse()

    async def listen(self) -> None:
        """Take connections, on the same port as before if there was one."""
        app = web.Application(client_max_size=50 * 1024 * 1024)
        app.router.add_post("/control/{what}", self._control)
        app.router.add_get("/control/calls", self._calls)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path}", self._file)
        self._released.clear()
        self._runner = web.AppRunner(app, shutdown_timeout=1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def refuse(self) -> None:
        """Refuse connections from now on; ends what hangs."""
        self._released.set()
        async with self._changed:
            self._changed.notify_all()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def fault(
        self,
        method: str,
        kind: Kind,
        *,
        chat_id: int | None = None,
        times: int | None = None,
        retry_after: int = 1,
        text: str | None = None,
        migrate_to: int | None = None,
    ) -> None:
        """Answer with a fault from now on; the first that concerns a call is used."""
        self.faults.append(Fault(method, kind, chat_id, times, retry_after, text, migrate_to))

    async def push(self, *updates: Json) -> None:
        """Make updates available to getUpdates."""
        self.updates.extend(updates)
        async with self._changed:
            self._changed.notify_all()

    def called(self, method: str) -> list[Call]:
        """The calls of one method so far."""
        return [call for call in self.calls if call.method == method]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds; looked at after every call."""
        async with self._changed:
            await self._changed.wait_for(holds)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        given = await (request.json() if request.content_type == "application/json" else request.post())
        params = {key: _shown(value) for key, value in {**request.query, **given}.items()}
        method = request.match_info["method"]
        fault = next((each for each in self.faults if each.concerns(method, params)), None)
        if fault is not None and fault.times is not None:
            fault.times -= 1
        wrong_token = request.match_info["token"] != self.token
        await self._record(method, params, fault.kind if fault else "401" if wrong_token else "ok")
        if fault is not None:
            return await self._fail(request, fault)
        if wrong_token:
            return _error(401, _TEXTS["401"])
        if method == "getUpdates":
            return await self._get_updates(params)
        return web.json_response({"ok": True, "result": self._result(method, params)})

    async def _record(self, method: str, params: dict[str, str], answer: str) -> None:
        call = Call(len(self.calls) + 1, time.monotonic(), method, params, answer)
        self.calls.append(call)
        if self._log is not None:
            self._log.write(json.dumps(asdict(call), ensure_ascii=False) + "\n")
            self._log.flush()
        async with self._changed:
            self._changed.notify_all()

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        match fault.kind:
            case "429":
                text = f"Too Many Requests: retry after {fault.retry_after}"
                return _error(429, text, {"retry_after": fault.retry_after})
            case "502":
                return web.Response(status=502, text=PAGE_502, content_type="text/html")
            case "drop" | "hang":
                if fault.kind == "hang":
                    await self._released.wait()
                if request.transport is not None:  # else the caller did not wait for it
                    request.transport.abort()
                return web.Response()
            case _:
                moved: Json | None = {"migrate_to_chat_id": fault.migrate_to} if fault.migrate_to else None
                return _error(int(fault.kind), fault.text or _TEXTS[fault.kind], moved)

    async def _get_updates(self, params: dict[str, str]) -> web.Response:
        offset = int(params.get("offset", 0))
        self.confirmed = max(self.confirmed, offset)
        self.updates = [each for each in self.updates if int(str(each["update_id"])) >= offset]
        async with self._changed:
            try:
                async with asyncio.timeout(int(params.get("timeout", 0))):
                    await self._changed.wait_for(lambda: bool(self.updates) or self._released.is_set())
            except TimeoutError:
                return web.json_response({"ok": True, "result": []})
        return web.json_response({"ok": True, "result": self.updates[: int(params.get("limit", 100))]})

    def _described(self, method: str, language: str | None) -> object:
        """What was set last for a language."""
        name, empty = DESCRIBED[method]
        told = [one for one in self.called(f"set{method[3:]}") if one.params.get("language_code") == language]
        if name == "commands":
            return json.loads(told[-1].params[name]) if told else empty
        return {name: told[-1].params[name] if told else empty}

    def _result(self, method: str, params: dict[str, str]) -> object:
        if method == "getMe":
            bot_id = int(self.token.partition(":")[0])
            return {"id": bot_id, "is_bot": True, "first_name": "Stadtbote", "username": "stadtbote_test_bot"}
        if method in DESCRIBED:
            return self._described(method, params.get("language_code"))
        if method == "getFile":
            name = params["file_id"]
            return {"file_id": name, "file_unique_id": name, "file_path": name}
        if not method.startswith(("send", "edit", "copy", "forward")) or method == "sendChatAction":
            return True
        chat_id = int(params.get("chat_id", 0))
        message_id = int(params["message_id"]) if method.startswith("edit") else next(self._message_ids)
        chat = {"id": chat_id, "type": "private", "first_name": "Resident"}
        message: Json = {"message_id": message_id, "date": int(time.time()), "chat": chat}
        if "photo" in params or method == "editMessageCaption":
            return message | {"caption": params.get("caption", ""), "photo": [self._photo(params)]}
        return message | {"text": params.get("text", "")}

    def _photo(self, params: dict[str, str]) -> Json:
        """A picture that was sent up gets a name; sent by name it keeps it."""
        given = params.get("photo", "")
        name = given if given.startswith("photo-") else f"photo-{next(self._photo_names)}"
        return {"file_id": name, "file_unique_id": name, "width": 90, "height": 60}

    async def _control(self, request: web.Request) -> web.Response:
        given: list[Json] = await request.json()
        match request.match_info["what"]:
            case "faults":
                self.faults = [Fault(**each) for each in given]  # type: ignore[arg-type]  # JSON from a test
            case "updates":
                await self.push(*given)
            case unknown:
                raise web.HTTPNotFound(text=unknown)
        return web.json_response({"ok": True})

    async def _file(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        return web.Response(body=self.files.get(path, f"content of {path}".encode()))

    async def _calls(self, request: web.Request) -> web.Response:
        return web.json_response([asdict(call) for call in self.calls])


def message_update(update_id: int, user_id: int, text: str) -> Json:
    """An update with a private message from a person."""
    user = {"id": user_id, "is_bot": False, "first_name": "Resident"}
    chat = {"id": user_id, "type": "private", "first_name": "Resident"}
    message = {"message_id": update_id, "date": 1_800_000_000, "chat": chat, "from": user, "text": text}
    return {"update_id": update_id, "message": message}


def _shown(value: object) -> str:
    """A parameter as a form would give it, however it came."""
    match value:
        case FileField():
            return f"<file {value.filename}>"
        case str():
            return value
        case bytes() | bytearray():
            return value.decode()
        case _:
            return json.dumps(value, ensure_ascii=False)


def _error(status: int, text: str, parameters: Json | None = None) -> web.Response:
    body: Json = {"ok": False, "error_code": status, "description": text}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=status)


async def _serve(port: int, log: Path, token: str) -> None:
    with log.open("a", encoding="utf-8") as lines:
        api = BotApi(token, lines)
        api.port = port
        async with api:
            sys.stdout.write(f"{api.base}\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--token", default=TOKEN)
    options = parser.parse_args()
    asyncio.run(_serve(options.port, options.log, options.token))
