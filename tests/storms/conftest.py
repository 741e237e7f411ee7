"""Three deployments: SQLite with one node, PostgreSQL with one node, PostgreSQL and Redis with two.

Full counts run on the first and the third, a fifth of them on the second.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from support.postgres import PostgresServer
from support.redis import RedisProgram
from support.server import ServerProcess


@dataclass
class Deployment:
    name: str
    nodes: list[ServerProcess] = field(default_factory=list)

    def share(self, count: int) -> int:
        """How often a case is provoked here."""
        return max(1, count // 5) if self.name == "postgres" else count

    @property
    def first(self) -> ServerProcess:
        return self.nodes[0]

    @property
    def last(self) -> ServerProcess:
        return self.nodes[-1]


@pytest.fixture(params=["sqlite", "postgres", "two-nodes"])
def deployment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deployment]:
    made = Deployment(request.param)
    environment: dict[str, str] = {}
    if request.param != "sqlite":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        environment = {
            "DATABASE_URL": server.make_database(),
            "ARCADIA_MIGRATE": "yes",
            "SESSION_SECRET": secrets.token_urlsafe(48),
        }
    if request.param == "two-nodes":
        redis: RedisProgram = request.getfixturevalue("redis_program")
        environment["REDIS_URL"] = redis.url
    for number in range(2 if request.param == "two-nodes" else 1):
        folder = tmp_path / f"node-{number}"
        folder.mkdir()
        made.nodes.append(ServerProcess(folder, environment))
        made.nodes[-1].start()
    yield made
    faults = [line for node in made.nodes for line in node.faults()]
    for node in made.nodes:
        node.kill()
    for node in made.nodes if faults else ():
        print(node.log.read_text()[-20_000:])
    assert faults == []
