"""What the README says about logging in, as somebody would try it who has just started the sample."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx2
import pytest

from gateway import sample
from gateway.settings import Settings
from tests import servers

README: Final = (Path(__file__).parent.parent / "README.md").read_text()
SECTION: Final = README[README.index("## Log in") : README.index("## Make it yours")]
WRITTEN: Final = "http://127.0.0.1:8000"


@pytest.fixture
def served(tmp_path) -> Iterator[tuple[str, str]]:
    """The sample's address, and the secret of its partner."""
    with servers.gateway("-m", "gateway.cli", "serve", GATEWAY_VAR=str(tmp_path)) as server:
        kept = sample.kept(Settings.model_validate({"var": tmp_path}))
        assert kept is not None
        yield server.url, kept.clients["label-sync"]
        assert server.stop() == 0


def curl(line: str, address: str, **variables: str) -> httpx2.Response:
    """A command of the page, sent as curl would send it."""
    for name, value in variables.items():
        line = line.replace(f"${name}", value)
    words = shlex.split(line)[1:]
    given = [(words[place], words[place + 1]) for place in range(0, len(words) - 1, 2)]
    form = dict(value.split("=", 1) for flag, value in given if flag == "-d")
    proofs = [value.split(":", 1) for flag, value in given if flag == "-u"]
    assert all(flag in {"-d", "-u"} for flag, _ in given) and words[-1].startswith(WRITTEN)
    proof = (proofs[0][0], proofs[0][1]) if proofs else None
    return httpx2.post(words[-1].replace(WRITTEN, address), data=form, auth=proof)


def test_the_commands_do_what_the_page_says(served):
    address, secret = served
    lines = [line for block in re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL) for line in block.strip().split("\n")]
    partner, device, poll = lines
    token = curl(partner, address, SECRET=secret)
    assert token.status_code == 200, token.text
    headers = {"authorization": f"Bearer {token.json()['access_token']}"}
    assert httpx2.get(f"{address}/api/v1/label-members", headers=headers).json()["data"] != []
    shown = curl(device, address).json()
    waiting = curl(poll, address, DEVICE_CODE=shown["device_code"])
    assert waiting.json()["error"] == "authorization_pending"
    assert httpx2.get(shown["verification_uri"]).headers["location"].startswith("/login?next=")


def test_a_frontend_sends_people_to_a_page_that_is_there(served):
    address, _ = served
    [path] = re.findall(r'href="(/login[^"]*)"', SECTION)
    assert httpx2.get(f"{address}{path}").status_code == 200
    asked = re.findall(r"body: '(.*?)'", SECTION)
    answer = httpx2.post(f"{address}/graphql", content=asked[0], headers={"content-type": "application/json"})
    assert answer.status_code in {200, 422} and "errors" in answer.json(), "orders are nobody's but a customer's"
