"""The one owner of this process's connections to the Redis or Valkey server.

The bus, the cache and the limits each get a client of it, and none of them opens or closes anything.

- `server`    the server: clients, connections, whether it answers (imported only where REDIS_URL is set)
- `opening`   opens it where the settings name one; the client library takes 100 ms to import
"""
