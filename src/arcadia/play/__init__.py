"""Live sessions: the rules, the event log, the wire, the pages.

Invariants: the log is the truth and its versions have no gap; state is the fold of events; an answer leaves only after
the commit; what a viewer may not see never leaves the server.

- `domain`    the rules: `decide`, `evolve`, `view`; pure
- `store`     the event log and the table of sessions
- `service`   one live mark from command to committed event; presence, timers, catching up
- `protocol`  the socket's messages, a closed set both ways
- `fanout`    committed events, encoded once per audience
- `socket`, `api`, `pages`  edges
"""
