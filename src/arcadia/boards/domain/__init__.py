"""What a board is, pure.

- `goal`, `goal_list`, `board`  the values
- `texts`                       what people type, cleaned and measured
- `seedrandom`                  the community's random stream, bit for bit
- `generators`                  random, srl-v5, isaac, balanced
- `formats`                     text, CSV, Bingosync, SRL script, PlayBingo, Arcadia JSON; SVG out
"""
