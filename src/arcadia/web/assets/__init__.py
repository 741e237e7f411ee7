"""The static files of all features: joined by list, named by content, compressed ahead (F7, D11). No Node anywhere.

- `sources`   finds the files and the joining lists (`static/joined.json` of a feature)
- `build`     joins, hashes, rewrites references, compresses; makes the import map
- `library`   the finished set, and how it is kept between starts and in a wheel

A source `boards/static/editor.js` is served as `/static/boards/editor.<hash>.js`. Modules import each other as
`arcadia/<feature>/<name>.js`; the import map, one constant inline script, says which address that is. Modules that are
always loaded together are joined: then their names lead to the joined file. CSS is joined in layer order.
"""
