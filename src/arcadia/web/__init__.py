"""The framework adapter: everything between the server and the features' edges.

The stack (`stack.wrap`) is a handful of thin ASGI layers around the framework; each is one file and one rule:

- `request_id`         every answer names its request (O1)
- `security_headers`   CSP and the rest on every answer, fail closed (S1 to S4)
- `static_files`       content-hashed assets, negotiated and immutable (F7, D11)
- `csrf`               unsafe methods and sockets must come from our own pages (S5)
- `identity`           who is asking; how a guest is issued at the first write
- `page_cache`         anonymous pages from memory, compressed, with ETags (F4, F7)
- `deadline`           a handler answers in time or 504 (S7)

What edges use:

- `body`        read JSON and forms by the one wire decoder
- `errors`      the error tree as problem+json or as a page
- `templating`  strict templates of all features, rendered to bytes
- `assets`      static files of all features: joined, hashed, compressed
- `navigation`  the entries that features put into the top bar
- `pages`       a template as an answer; redirects after a form

Invariants: a cached page holds nothing personal; no answer leaves without its security headers; bad input is never
a 500.
"""
