"""What must not grow: the time of a far page, of a point read among more rows, of a start with more models; memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import orjson

from tests.bench import data, requests
from tests.bench.load import Generator
from tests.bench.process import Server
from tests.bench.race import race, turn
from tests.bench.report import Line

TORII: Final = "tests.bench.contestants.torii:create"
PAGE: Final = 20
FAR: Final = 10_000
# as a client asks for them, and in words
ORDERS: Final = {"": "by key", "&sort=-id": "last key first", "&sort=milliseconds": "by an indexed column"}
MODELS: Final = 200
# of them ours, that are asked
OWN: Final = 4
STARTS: Final = 3
ANSWER_BYTES: Final = 50_000_000
ANSWERS: Final = 20_000
SOAK: Final = 1_000_000
TRACKS: Final = f"/api/v1/tracks?fields=id,name,milliseconds&first={PAGE}"


class Growth:
    """`small` are the settings of a gateway over few rows, `large` over a hundred times as many."""

    def __init__(
        self, small: Mapping[str, str], large: Mapping[str, str], generator: Generator, seconds: float, rounds: int
    ) -> None:
        self.small, self.large, self.generator = small, large, generator
        self.seconds, self.rounds = seconds, rounds
        # by order and page, the key of the row before the page
        self.before: Mapping[tuple[str, int], int] = {}

    def slower(self, what: str, one: tuple[Server, list[bytes]], other: tuple[Server, list[bytes]]) -> Line:
        """How many times as long the other takes as the one."""
        turns = {
            "one": turn(self.generator, *one, self.seconds),
            "other": turn(self.generator, *other, self.seconds),
        }
        rates = race(turns, self.rounds)
        pairs = sorted(a / b for a, b in zip(rates["one"].rounds, rates["other"].rounds, strict=True))
        middle = pairs[len(pairs) // 2]
        return Line(what, middle, "x", 1.2, "at most", (pairs[-1] - pairs[0]) / middle)

    # --- rows ---------------------------------------------------------------------------------------------------------

    def rows(self) -> list[Line]:
        with Server(TORII, **self.small) as few, Server(TORII, **self.large) as many:
            point = requests.each(requests.SMALL_REST)
            spread = requests.each(requests.SMALL_REST, [key + 10_000 * (key % data.TIMES) for key in requests.KEYS])
            return [
                self.slower(f"rows {data.TIMES} x: point read", (few, point), (many, spread)),
                *(
                    self.slower(
                        f"page {number:,} next to page 1, {by}",
                        (many, self.page(many, sort, 1)),
                        (many, self.page(many, sort, number)),
                    )
                    for sort, by in ORDERS.items()
                    for number in (2, FAR)
                ),
            ]

    def page(self, server: Server, sort: str, number: int) -> list[bytes]:
        """A page's address as a client comes by it: the cursor of the row before, whatever list gave that row."""
        if number == 1:
            return [requests.get(TRACKS + sort)]
        row = f"{TRACKS}{sort}&filter[id]={self.before[sort, number]}"
        answer = orjson.loads(self.generator.run(server.port, [requests.get(row)], answers=1, connections=1).first)
        return [requests.get(f"{TRACKS}{sort}&after={answer['page']['end_cursor']}")]

    # --- models -------------------------------------------------------------------------------------------------------

    def models(self, folder: Path) -> list[Line]:
        write_models(folder)
        wide = {**self.small, "GATEWAY_DOMAIN": "wide", "PYTHONPATH": f"{folder}:{Path.cwd()}"}
        starts = []
        for _ in range(STARTS):
            with Server(TORII, **wide) as server:
                starts.append(server.started)
        with Server(TORII, **self.small) as few, Server(TORII, **wide) as many:
            small = requests.each(requests.SMALL_REST)
            return [
                Line(f"{MODELS} models: start", sorted(starts)[STARTS // 2], "s", 3, "below"),
                Line(f"{OWN} models: start", few.started, "s"),
                self.slower(f"{MODELS} models: point read", (few, small), (many, small)),
            ]

    # --- memory -------------------------------------------------------------------------------------------------------

    def answer(self) -> list[Line]:
        """What a huge answer adds to the process at its worst, in sizes of the answer."""
        raised = {
            **self.large,
            "GATEWAY_PAGE_MAX": "1000000",
            "GATEWAY_COST_LIMIT": "100000000",
            "GATEWAY_STATEMENT_TIMEOUT_MS": "60000",
            "GATEWAY_COMMAND_TIMEOUT": "60",
            "GATEWAY_DEADLINE_SECONDS": "60",
        }
        document = "{{ tracks(first: {}) {{ nodes {{ id name composer milliseconds bytes unitPrice album {{ id title }} }} }} }}"
        lines = []
        for door, ask in (
            ("REST", "/api/v1/tracks?fields=id,name,composer,milliseconds,bytes,unit_price,album(id,title)&first={}"),
            ("GraphQL", document),
        ):
            with Server(TORII, **raised) as server:
                request = requests.get if door == "REST" else requests.post
                sample = self.ask(server, request(ask.format(1000)))
                before = server.resident
                size = self.ask(server, request(ask.format(1000 * ANSWER_BYTES // sample)))
                times = (server.peak - before) / size
                lines.append(Line(f"memory of a {size / 1e6:.0f} MB answer, {door}", times, "x", 3, "below"))
        return lines

    def ask(self, server: Server, request: bytes) -> int:
        """The size of the answer."""
        return self.generator.run(server.port, [request], answers=1, connections=1).bytes

    def soak(self, answers: int) -> Line:
        """How much the process grows over many requests, once it is warm."""
        with Server(TORII, **self.small) as server:
            mixed = [request for some in requests.TORII.values() for request in some]
            self.generator.run(server.port, mixed, answers=max(2000, answers // 20))
            before = server.resident
            self.generator.run(server.port, mixed, answers=answers)
            grown = 100 * (server.resident - before) / before
        return Line(f"growth over {answers:,} requests", grown, "%", 5, "below")


HEAD: Final = """
from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from gateway.declare import ALL, EXCEPT, Policy, rule
"""
MODEL: Final = '''

class {name}(Model):
    """One of many."""

    id = fields.IntField(primary_key=True)
    title = fields.CharField(200, db_index=True)
    text = fields.TextField(null=True)
    price = fields.DecimalField(10, 2)
    made_at = fields.DatetimeField()
    active = fields.BooleanField(default=True)
    count = fields.IntField(null=True)
    parent = fields.ForeignKeyField("wide.{parent}", related_name="{related}", null=True, db_index=True)

    class Meta:
        table = "wide_{number}"


class {name}Policy(Policy, model={name}):
    read = (rule(Q(active=True), fields=EXCEPT("price")), rule(ALL, roles="clerk"))
'''


def write_models(folder: Path) -> None:
    """A package with the models that are measured, and as many others as it takes, ten to a file: Tortoise parses the
    whole file again for each model in it."""
    package = folder / "wide"
    package.mkdir(exist_ok=True)
    own = Path(__file__).with_name("domain") / "__init__.py"
    (package / "__init__.py").write_text(own.read_text().replace('"domain.', '"wide.'))
    others = [_model(number) for number in range(MODELS - OWN)]
    for start in range(0, len(others), 10):
        (package / f"area_{start // 10}.py").write_text(HEAD + "".join(others[start : start + 10]))


def _model(number: int) -> str:
    parent, related = f"Thing{max(number - 1, 0)}", f"children_of_{number}"
    return MODEL.format(name=f"Thing{number}", parent=parent, related=related, number=number)
