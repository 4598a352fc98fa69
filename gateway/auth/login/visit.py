"""One request of a browser for a page: who is there, what was typed, and the page or the way that answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from gateway.auth.csrf import Csrf, given_of
from gateway.auth.digests import new_id
from gateway.auth.giving import FRESH
from gateway.auth.login import render
from gateway.auth.login.carried import Carried
from gateway.auth.login.paths import SAID, login_path
from gateway.auth.people.accounts import People
from gateway.auth.people.proving import DEVICE_SECONDS, Device
from gateway.auth.people.refusals import Refused
from gateway.auth.people.second_factor import SecondFactor
from gateway.auth.sessions import Login, Sessions
from gateway.auth.store import Store
from gateway.errors import BodyInvalid, CrossSite, GatewayError, MediaTypeUnsupported, Overloaded, TooManyAttempts
from gateway.limits.addresses import address_of

FORM: Final = "application/x-www-form-urlencoded"
FIELDS_MAX: Final = 200
KEY_MAX: Final = 64
HALF_WAY_SECONDS: Final = 300
SHOWN_ONCE_SECONDS: Final = 120

# what a page shows again for, in place of an error
Shown = (Refused, TooManyAttempts, Overloaded)


@dataclass(frozen=True)
class Desk:
    """What the pages work with."""

    store: Store
    people: People
    second_factor: SecondFactor
    sessions: Sessions
    csrf: Csrf
    # those that there are, for keys
    scopes: Collection[str] = ("read", "write")

    @property
    def half_way(self) -> Carried:
        """Who gave the right password, and owes the second factor."""
        return Carried(self.store, "half-way", HALF_WAY_SECONDS)

    @property
    def device(self) -> Carried:
        """Who has logged in in this browser. It opens nothing: strangers cannot keep whoever has it from trying."""
        return Carried(self.store, "device", DEVICE_SECONDS)

    @property
    def shown_once(self) -> Carried:
        """A secret on its way to the page that shows it."""
        return Carried(self.store, "shown-once", SHOWN_ONCE_SECONDS)


@dataclass(frozen=True)
class Form:
    values: Mapping[str, Sequence[str]]

    def text(self, name: str) -> str:
        return self.values.get(name, ("",))[0]

    def line(self, name: str) -> str:
        """What is no password: nobody means the spaces around it."""
        return self.text(name).strip()

    def key(self, name: str) -> str:
        """What names a row of ours; nothing for what cannot."""
        text = self.text(name)
        return text if len(text) <= KEY_MAX else ""

    def all(self, name: str) -> list[str]:
        return list(self.values.get(name, ()))


@dataclass
class Visit:
    desk: Desk
    request: Request
    login: Login | None
    # what the forms of the page are bound to: the session, or what a browser without one has in its place
    bound_to: str
    form: Form
    cookies: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return address_of(self.request.scope)

    @property
    def device(self) -> Device | None:
        kept = self.desk.device.read(self.request.scope)
        return Device(*kept.split(" ")) if kept else None

    def remember(self, account_id: str) -> None:
        """That this account has logged in here."""
        before = self.device
        # the same again, so that nobody collects devices, each with attempts of its own
        device = before if before and before.account_id == account_id else Device(account_id, new_id())
        self.cookies.append(self.desk.device.give(" ".join(device)))

    @property
    def asked(self) -> Mapping[str, str]:
        return self.request.query_params

    @property
    def account(self) -> Login:
        """Of a visit that `member` has let in."""
        if self.login is None:
            raise LookupError("nobody is logged in")
        return self.login

    @property
    def fresh(self) -> bool:
        return self.login is not None and self.desk.store.now() - self.login.authenticated_at < FRESH

    def page(
        self,
        name: str,
        /,
        problems: Mapping[str, str] | None = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> Response:
        said = SAID.get(self.asked.get("said", ""), "") if self.request.method == "GET" else ""
        context = {"said": said, "me": self.login, "csrf": self.desk.csrf.token(self.bound_to), **context}
        return self._with_cookies(
            render.page(name, status=status, headers=headers, problems=dict(problems or {}), **context)
        )

    def wrong(self, name: str, /, problems: Mapping[str, str], **context: Any) -> Response:
        """The page once more, with what is wrong."""
        return self.page(name, problems, status=422, **context)

    def again(self, name: str, /, error: Exception, where: str = "", **context: Any) -> Response:
        """The same for what was refused. `where` is the field that it is about."""
        if isinstance(error, Refused):
            return self.wrong(name, {where: error.message}, **context)
        if not isinstance(error, TooManyAttempts | Overloaded):
            raise error
        message = _wait(error) if isinstance(error, TooManyAttempts) else "Too much is going on here. Try again soon."
        return self.page(name, {"": message}, status=error.status, headers=error.headers, **context)

    def to(self, address: str) -> Response:
        return self._with_cookies(RedirectResponse(address, 303))

    def _with_cookies(self, response: Response) -> Response:
        for cookie in self.cookies:
            response.headers.append("Set-Cookie", cookie)
        return response


Handler = Callable[[Visit], Awaitable[Response]]


def member(handler: Handler, back: str) -> Handler:
    """For people who are logged in; others log in first, and come to `back`."""

    async def let_in(visit: Visit) -> Response:
        return await handler(visit) if visit.login is not None else visit.to(login_path(back))

    return let_in


def lately(handler: Handler, back: str) -> Handler:
    """For people who have logged in a moment ago; others prove again who they are."""

    async def let_in(visit: Visit) -> Response:
        if visit.login is None or visit.fresh:
            return await member(handler, back)(visit)
        return visit.to(login_path(back, said="again"))

    return let_in


def endpoint(desk: Desk, handlers: Mapping[str, Handler]) -> Callable[[Request], Awaitable[Response]]:
    """`handlers` by method."""

    async def answer(request: Request) -> Response:
        handler = handlers["GET" if request.method == "HEAD" else request.method]
        try:
            return await handler(await _arrive(desk, request))
        except GatewayError as error:
            return _error_page(request, error)

    return answer


async def _arrive(desk: Desk, request: Request) -> Visit:
    scope = request.scope
    cookie = desk.sessions.cookie_of(scope)
    login = await desk.sessions.find(cookie, scope) if cookie else None
    cookies: list[str] = []
    if login is None:
        cookie, new = desk.csrf.pre_session(scope)
        if new:
            cookies.append(desk.csrf.pre_session_cookie(cookie))
    if request.method in {"GET", "HEAD"}:
        return Visit(desk, request, login, cookie or "", Form({}), cookies)
    form = await _read(request)
    desk.csrf.check(scope, cookie or "", form.text("csrf") or given_of(scope), navigation=True)
    return Visit(desk, request, login, cookie or "", form, cookies)


async def _read(request: Request) -> Form:
    body = await request.body()
    if not body:
        # a script of a frontend that logs out has nothing to say
        return Form({})
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != FORM:
        raise MediaTypeUnsupported("A form is expected here.")
    values: dict[str, list[str]] = {}
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MAX)
    except ValueError as error:
        raise BodyInvalid("The form cannot be read.") from error
    for name, value in pairs:
        if "\0" in value:
            raise BodyInvalid("A form holds text.")
        values.setdefault(name, []).append(value)
    return Form(values)


def _wait(error: GatewayError) -> str:
    seconds = int(error.headers.get("Retry-After", "60"))
    minutes = -(-seconds // 60)
    return f"That was tried too often. Please wait {minutes} {'minute' if minutes == 1 else 'minutes'} and try again."


def _error_page(request: Request, error: GatewayError) -> Response:
    title, message = error.title, error.detail.rstrip(".") + "."
    if isinstance(error, CrossSite):
        title, message = "Please try again", "This form was not sent from a page of ours, or the page was too old."
    elif isinstance(error, TooManyAttempts):
        title, message = "Please wait", _wait(error)
    elif error.status >= 500:  # noqa: PLR2004  (the class of errors that are ours)
        title, message = "Sorry, that did not work", "Something here does not answer just now. Please try again soon."
    request_id = request.scope.get("request_id", "")
    return render.page(
        "error", status=error.status, headers=error.headers, title=title, message=message, request_id=request_id
    )
