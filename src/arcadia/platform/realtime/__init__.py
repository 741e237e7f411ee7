"""Getting bytes to many viewers at once, without one of them being able to hurt the others.

Knows no feature and no web framework.

- `message`  one payload, framed once per kind of transport, whoever gets it
- `socket`   what a raw socket is: the surface that the server's protocol class gives us
- `member`   one viewer of a room: a socket or an event stream
- `room`     the viewers of one key by audience; slow ones are cut back to a resync
- `hub`      all rooms of this node
"""
