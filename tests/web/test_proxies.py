"""Whose address counts (L3): forged headers do not help."""

from ipaddress import ip_network

import pytest

from arcadia.web.asgi import Message, Scope
from arcadia.web.proxies import ProxyLayer, address_of

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


async def seen(peer: str, *headers: tuple[str, str], kind: str = "http") -> tuple[str, str]:
    """The address and the scheme that the application sees."""
    found: list[tuple[str, str]] = []

    async def app(scope: Scope, receive: object, send: object) -> None:
        found.append((scope["client"][0], scope["scheme"]))

    async def receive() -> Message:
        return {}

    async def send(message: Message) -> None:
        """Nothing is sent."""

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scheme = "http" if kind == "http" else "ws"
    scope = {"type": kind, "client": (peer, 1), "scheme": scheme, "headers": raw}
    await ProxyLayer(app, trusted=TRUSTED)(scope, receive, send)
    return found[0]


@pytest.mark.parametrize(
    "headers",
    [
        [("x-forwarded-for", "1.2.3.4"), ("x-forwarded-proto", "https")],
        [("forwarded", "for=1.2.3.4;proto=https")],
        [("x-real-ip", "1.2.3.4"), ("client-ip", "1.2.3.4"), ("cf-connecting-ip", "1.2.3.4")],
    ],
)
async def test_l3_a_stranger_is_not_believed(headers: list[tuple[str, str]]) -> None:
    assert await seen("203.0.113.9", *headers) == ("203.0.113.9", "http")


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ([("x-forwarded-for", "203.0.113.9")], "203.0.113.9"),
        ([("x-forwarded-for", "1.2.3.4, 203.0.113.9")], "203.0.113.9"),
        ([("x-forwarded-for", "1.2.3.4"), ("x-forwarded-for", "203.0.113.9, 10.0.0.7")], "203.0.113.9"),
        ([("x-forwarded-for", "10.0.0.3, 10.0.0.4")], "10.0.0.3"),
        ([("x-forwarded-for", "1.2.3.4, nonsense")], "10.0.0.2"),
        ([("x-forwarded-for", "1.2.3.4, nonsense, 10.0.0.9")], "10.0.0.9"),
        ([("x-forwarded-for", "203.0.113.9:4711")], "203.0.113.9"),
        ([("x-forwarded-for", "2001:db8::7")], "2001:db8::7"),
        ([("x-forwarded-for", "::ffff:203.0.113.9")], "203.0.113.9"),
        ([("forwarded", 'for="[2001:db8::7]:4711";proto=https')], "2001:db8::7"),
        ([("forwarded", "for=1.2.3.4, for=203.0.113.9;by=10.0.0.2")], "203.0.113.9"),
        ([("forwarded", "for=unknown")], "10.0.0.2"),
        ([("forwarded", "for=1.2.3.4"), ("x-forwarded-for", "203.0.113.9")], "10.0.0.2"),
        ([("forwarded", "for=203.0.113.9"), ("x-forwarded-for", "203.0.113.9")], "203.0.113.9"),
        ([], "10.0.0.2"),
    ],
)
async def test_l3_a_trusted_proxy_is_believed_for_what_it_saw_itself(
    headers: list[tuple[str, str]], address: str
) -> None:
    assert (await seen("10.0.0.2", *headers))[0] == address


async def test_l3_a_trusted_proxy_tells_the_scheme() -> None:
    assert (await seen("10.0.0.2", ("x-forwarded-proto", "https")))[1] == "https"
    assert (await seen("10.0.0.2", ("x-forwarded-proto", "https"), kind="websocket"))[1] == "wss"
    assert (await seen("10.0.0.2", ("forwarded", "for=1.2.3.4;proto=https")))[1] == "https"
    assert (await seen("10.0.0.2", ("x-forwarded-proto", "gopher")))[1] == "http"


def test_l3_an_ipv6_customer_is_one_address() -> None:
    def of(address: str) -> str:
        return address_of({"client": (address, 1)})

    assert of("2001:db8:1:2::5") == of("2001:db8:1:2:ffff::9") != of("2001:db8:1:3::5")
    assert of("::ffff:1.2.3.4") == of("1.2.3.4") == "1.2.3.4"
    assert address_of({"client": None}) == ""
