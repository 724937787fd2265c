"""The bot's side: Telegram's Bot API on a loopback port, behind a token that is new at every start."""

import logging
import secrets
from collections.abc import Callable, Mapping

from aiohttp import web
from aiohttp.typedefs import Handler
from telegram.constants import FileSizeLimit

from webchat.errors import ApiError, Fault, bad_request, not_found
from webchat.expecting import AS_IT_COMES, refuse_what_is_expected
from webchat.gateway import WEB_BOT_ID, Gateway
from webchat.methods import method
from webchat.methods_files import FILES
from webchat.params import Params, Upload, check_utf8, read_json

log = logging.getLogger(__name__)

Faults = Callable[[str, Mapping[str, object]], Fault | None]

MAX_BODY = int(FileSizeLimit.FILESIZE_UPLOAD) + 2**20  # the largest file and what comes with it
STOP_SECONDS = 5.0


class BotApi:
    """Starts and stops the Bot API server. `faults` lets a test answer instead (method, parameters)."""

    def __init__(self, gateway: Gateway, faults: Faults | None = None) -> None:
        self.gateway = gateway
        self.token = f"{WEB_BOT_ID}:{secrets.token_urlsafe(32)}"
        self.faults = faults
        self._runner: web.AppRunner | None = None

    async def start(self) -> str:
        """Listen on a free port of 127.0.0.1; returns the base URL (methods: {base}/bot{token}/{method})."""
        app = web.Application(middlewares=[_answer_errors], client_max_size=MAX_BODY)
        app.router.add_get(f"/file/bot{{token}}/{FILES}/{{id}}", self._file)
        app.router.add_route("*", "/{path:.*}", self._handle)
        refuse_what_is_expected(app)
        # No access log: its lines would contain the token.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_SECONDS, **AS_IT_COMES)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def stop(self) -> None:
        """End long polls and sockets, finish what is being answered, close the port."""
        self.gateway.news.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _handle(self, request: web.Request) -> web.Response:
        bot, _, name = request.match_info["path"].partition("/")
        if not bot.startswith("bot") or not name or "/" in name:
            raise not_found()
        self._check(bot[3:])
        called = method(name)
        params = await _read_params(request)
        fault = self.faults and self.faults(called.name, params.values)
        if fault:
            return _fault_response(fault)
        result = await called.call(self.gateway, params)
        return web.json_response({"ok": True, "result": result})

    async def _file(self, request: web.Request) -> web.Response:
        self._check(request.match_info["token"])
        file = await self.gateway.rooms.file(request.match_info["id"][:64])
        if file is None:
            raise not_found()
        return web.Response(body=file.content, content_type="application/octet-stream")

    def _check(self, token: str) -> None:
        if not secrets.compare_digest(token.encode(errors="replace"), self.token.encode()):
            raise ApiError(401, "Unauthorized")


async def _read_params(request: web.Request) -> Params:
    """Query string and body together: JSON, URL-encoded or multipart."""
    values: dict[str, object] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        body = await request.read()
        content = read_json(body, "request JSON") if body.strip() else {}
        if not isinstance(content, dict):
            raise bad_request("can't parse request JSON")
        values |= content
    elif request.body_exists:
        for name, value in (await _read_form(request)).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.content_type, value.file.read())
            elif isinstance(value, str):
                values[name] = value
    check_utf8(values)
    return Params(values, files)


async def _read_form(request: web.Request) -> Mapping[str, object]:
    try:
        return await request.post()
    except (ValueError, AssertionError, LookupError, RuntimeError, EOFError):
        # These are what aiohttp's form readers raise for bodies that are no forms.
        raise bad_request("can't parse the request body") from None


def _fault_response(fault: Fault) -> web.Response:
    if fault.html is not None:
        return web.Response(status=fault.status, text=fault.html, content_type="text/html")
    return _refusal(ApiError(fault.status, fault.description, fault.retry_after))


def _refusal(error: ApiError) -> web.Response:
    body: dict[str, object] = {"ok": False, "error_code": error.status, "description": error.description}
    if error.retry_after is not None:
        body["parameters"] = {"retry_after": error.retry_after}
    return web.json_response(body, status=error.status)


@web.middleware
async def _answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ApiError as error:
        return _refusal(error)
    except web.HTTPException as error:
        return _refusal(ApiError(error.status, error.reason))
    except Exception:
        log.exception("the web chat could not answer a call of its bot")
        return _refusal(ApiError(500, "Internal Server Error"))
