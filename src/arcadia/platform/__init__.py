"""Infrastructure: what knows disks, networks, clocks and chance, and no feature and no web framework.

Each service is an interface with one implementation that needs nothing and one that does real work; both pass the
same suite in `tests/contracts`.

- `ids` `clock` `config`   made names, time, settings
- `observability`          logs and counters
- `security`               keys, signatures, passwords
- `db` `redis`             the two servers, one pool each
- `bus`                    hints between nodes
- `realtime`               frames to sockets
"""
