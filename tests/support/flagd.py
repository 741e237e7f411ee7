"""A flagd for tests: its sync service, on loopback, over real gRPC by its own protocol."""

import queue
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from openfeature.schemas.protobuf.flagd.sync.v1 import sync_pb2, sync_pb2_grpc

from support.postgres import free_port


class FlagdServer(sync_pb2_grpc.FlagSyncServiceServicer):
    """Streams flags to whoever follows: `put` sends them to all. It may be ended and begun again on its port."""

    def __init__(self, flags: str) -> None:
        self.port = free_port()
        self._flags = flags
        self._followers: list[queue.Queue[str | None]] = []
        self._server: Any = None

    @property
    def address(self) -> str:
        """As the setting has it."""
        return f"grpc://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve."""
        self._server = grpc.server(ThreadPoolExecutor(8))
        sync_pb2_grpc.add_FlagSyncServiceServicer_to_server(self, self._server)
        self._server.add_insecure_port(f"127.0.0.1:{self.port}")
        self._server.start()

    def put(self, flags: str) -> None:
        """Send other flags."""
        self._flags = flags
        for follower in self._followers:
            follower.put(flags)

    def stop(self) -> None:
        """Be away."""
        for follower in self._followers:
            follower.put(None)
        self._followers.clear()
        self._server.stop(0).wait()

    def SyncFlags(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802 - the protocol's name
        """The stream that flagd offers."""
        mine: queue.Queue[str | None] = queue.Queue()
        mine.put(self._flags)
        self._followers.append(mine)
        while (flags := mine.get()) is not None:
            yield sync_pb2.SyncFlagsResponse(flag_configuration=flags)

    def GetMetadata(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        """What flagd tells of itself."""
        return sync_pb2.GetMetadataResponse()
