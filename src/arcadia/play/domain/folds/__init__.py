"""One small function per event, in a table by type: `session`, `seats`, `phases`, `squares`.

No rule is decided here; what an event says has happened. Functions return the changed fields; `evolve` puts version and
time to them.
"""
