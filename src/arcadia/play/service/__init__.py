"""Use cases of a live session: load, decide, append, deliver.

One mark passes through these files in this order:

- `playing`    the façade that edges call: make, join, command, watch, list
- `registry`   which sessions are live on this node; opening them once, letting idle ones go
- `mailbox`    decides one session's commands in order against the pending state, appends, answers at commit
- `mirror`     the confirmed state of one session and its one deliverer: each version once, in order
- `tail`       what a returning viewer missed, from memory or from the log
- `catch_up`   the log is the truth, the bus a hint: asks every 2 s what this node has missed
- `timers`     appends the event that a deadline asks for, once, at its time
- `presence`   who is connected, on any node
- `attempts`   limits wrong passwords
- `archive`    sessions as files
"""
