"""C8: keys change under real servers, and every guest stays who they are."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from support.command import run_arcadia
from support.server import ServerProcess

FILE_KEY = "file-kJ8w3Zt0Qm5Yx7Rb2Nd9Vc4Lf6Hs1Gp"
COOKIE = "arcadia_guest"


class Site:
    """Nodes that share a file of secrets. Each has a database of its own: a guest is a signed cookie and no row."""

    def __init__(self, folder: Path, nodes: int) -> None:
        self.folder = folder
        self.environ = {"ARCADIA_SECRETS_FILE": str(folder / "secrets"), "ARCADIA_SECRETS_KEY": FILE_KEY}
        self.nodes = [self._node(folder / f"node-{number}") for number in range(nodes)]

    def _node(self, folder: Path) -> ServerProcess:
        folder.mkdir()
        return ServerProcess(folder, self.environ)

    def secrets(self, *arguments: str) -> None:
        told = run_arcadia(self.folder, "secrets", *arguments, **self.environ)
        assert told.returncode == 0, told.stderr

    def restart(self, node: ServerProcess) -> None:
        node.stop()
        node.start()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Callable[[int], Site]]:
    made: list[Site] = []

    def make(nodes: int) -> Site:
        made.append(Site(tmp_path, nodes))
        made[-1].secrets("set", "SESSION_SECRET", "--make")
        for node in made[-1].nodes:
            node.start()
        return made[-1]

    yield make
    for one in made:
        for node in one.nodes:
            node.kill()


class Guest:
    """A browser that keeps its cookie, on whichever node it is sent to."""

    def __init__(self, node: ServerProcess) -> None:
        self._browser = httpx.Client(timeout=30)
        answer = self._browser.patch(
            f"{node.url}/api/v1/me", json={"nickname": "Ada"}, headers={"origin": node.url}
        ).raise_for_status()
        self.id = answer.json()["id"]
        self.cookie = answer.cookies[COOKIE]
        self._browser.close()

    def visit(self, node: ServerProcess) -> str | None:
        """Return who the node takes them for; keep a cookie that was signed anew."""
        answer = httpx.get(f"{node.url}/api/v1/me", headers={"cookie": f"{COOKIE}={self.cookie}"}, timeout=30)
        self.cookie = answer.cookies.get(COOKIE, self.cookie)
        found: str | None = answer.raise_for_status().json()["id"]
        return found


def test_c8_a_rotation_signs_nobody_out(site: Callable[[int], Site]) -> None:
    one = site(1)
    (node,) = one.nodes
    guest, absent = Guest(node), Guest(node)
    first = guest.cookie
    one.secrets("rotate")
    one.restart(node)
    assert guest.visit(node) == guest.id
    assert guest.cookie != first, "who comes back is signed by the newest key"
    # Only what is asked for is dropped: who came back stays, who did not is lost with the key.
    one.secrets("rotate", "--keep", "2")
    one.restart(node)
    assert guest.visit(node) == guest.id
    assert absent.visit(node) is None


def test_c8_nodes_that_start_anew_one_by_one_know_each_others_guests_throughout(site: Callable[[int], Site]) -> None:
    two = site(2)
    first, second = two.nodes
    guests = [Guest(first), Guest(second)]

    def all_are_known() -> None:
        guests.extend([Guest(first), Guest(second)])
        for guest in guests:
            for node in (first, second, first):
                assert guest.visit(node) == guest.id

    all_are_known()
    for step in (("rotate", "--prepare"), ("rotate",)):
        two.secrets(*step)
        for node in two.nodes:
            two.restart(node)
            all_are_known()


def test_c8_without_the_first_step_a_second_node_would_lose_guests(site: Callable[[int], Site]) -> None:
    """Why there are two: the check above could not pass by itself."""
    two = site(2)
    first, second = two.nodes
    two.secrets("rotate")
    two.restart(first)
    assert Guest(first).visit(second) is None
