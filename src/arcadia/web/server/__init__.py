"""The server: uvicorn, with its sockets open to us and an order of shutdown of our own."""
