"""SRL script text: tokenized, never run (board formats, "SRL script text")."""

import pytest

from arcadia.boards.domain.formats import FormatError, FormatName, read_document
from arcadia.boards.domain.generators import GeneratorKind, Wish, generate
from arcadia.boards.domain.goal import Goal


def read(script: str) -> tuple[Goal, ...]:
    found = read_document(script.encode(), FormatName.SRL)
    assert isinstance(found, tuple)
    return found


def names(script: str) -> list[tuple[str, int | None]]:
    return [(goal.text, goal.difficulty) for goal in read(script)]


def test_a_script_as_it_is_found_in_the_wild() -> None:
    script = r"""
    var bingoList = []; // tiers
    bingoList[1] = [
      {name: "Say \"hi\"", types: ["talk", 'town',], jp: "\u3042", skill: -1.5, },
      { 'name': 'It\'s // no comment', "types": [] }, /* a comment, with ] and ; */
    ];
    bingoList[25]=[{name:"Last",nested:{a:[1,{b:null}]},on:true}]
    """
    assert [(goal.text, goal.types, goal.difficulty) for goal in read(script)] == [
        ('Say "hi"', ("talk", "town"), 1),
        ("It's // no comment", (), 1),
        ("Last", (), 25),
    ]


@pytest.mark.parametrize(
    "value",
    [
        "1",
        "-1.5",
        "+.5",
        "1e3",
        "1.E-3",
        "0xFF",
        "!0",
        "true",
        "null",
        "undefined",
        "NaN",
        "Infinity",
        "[]",
        "[1,[2,{a:3,},],]",
        "{'a b': {1: \"x\"}, $c: 'y', _: []}",
        "'//'",
        "/* one */ 1 // two\n",
    ],
)
def test_extra_keys_may_hold_any_literal(value: str) -> None:
    assert names(f"bingoList[3] = [{{name: 'a', extra: {value}, types: ['t']}}]") == [("a", 3)]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"'Ta\u006De \x43ats'", "Tame Cats"),
        (r"'\ud83d\ude00'", "\U0001f600"),
        (r"'\u{1F600}!'", "\U0001f600!"),
        ("'two \\\n lines'", "two lines"),
        ("'two \\\r\n lines'", "two lines"),
        (r'"a\tb \/ \q"', "a b / q"),
        (r"'don\'t \"say\"'", 'don\'t "say"'),
        ('"it\'s"', "it's"),
        (r"'back\\'", "back\\"),
        ("'é あ 𝄞'", "é あ 𝄞"),
    ],
)
def test_texts_mean_what_they_mean_in_a_script(written: str, text: str) -> None:
    assert read(f"bingoList[1] = [{{name: {written}}}];")[0].text == text


def test_tiers_may_stand_in_any_order_and_the_last_assignment_counts() -> None:
    script = "bingoList[2]=[{name:'b'}];bingoList[1]=[{name:'old'},{name:'older'}];bingoList[1]=[{name:'a'}]"
    assert names(script) == [("a", 1), ("b", 2)]


@pytest.mark.parametrize(
    "around",
    [
        "// bingoList[1] = [{name: 'no'}]\n%s",
        "/* bingoList[1] = [{name: 'no'}];\n */%s",
        "var help = 'bingoList[1] = [{name: \"no\"}]'; %s",
        'var help = "it\'s bingoList[2] = [broken"; %s',
        "var help = `bingoList[1] =\n [${1}]`; %s",
        "if (bingoList[1] == 1 || bingoList[1]===2) { %s }",
        "bingoList[i] = 1; myBingoList[1] = 2; mybingoList[1] = 3; %s",
        "s.replace(/\"/g, '');%s",
        "s.replace(/[/'`]\\//, x);%s",
        "x = a / b; y = 'c' / d; %s",
        "\ufeff%s\n// it's the end",
        "(function(){%s})()",
        "%s /* never closed",
        "%s; var rest = 'never closed",
    ],
    ids=range(14),
)
def test_only_what_the_script_would_assign_is_read(around: str) -> None:
    assert names(around % "bingoList[1]=[{name:'yes'}]") == [("yes", 1)]


def test_a_name_may_look_like_an_assignment() -> None:
    assert names("bingoList[1] = [{name: 'bingoList[2] = [1]'}, {name: '// /* b'}]") == [
        ("bingoList[2] = [1]", 1),
        ("// /* b", 1),
    ]


def vector(form: str, between: str) -> str:
    """The list of the full-card vector as a script."""
    tiers = [
        (t, [form % (f"T{t}G{g}", f"A{(3 * t + g) % 7}", f"B{(t + g) % 5}") for g in range(4)]) for t in range(1, 26)
    ]
    return between.join(f"bingoList[{t}]=[{','.join(goals)}]" for t, goals in reversed(tiers))


@pytest.mark.parametrize(
    ("form", "between"),
    [
        ("{name:'%s',types:['%s','%s']}", ";"),
        ('{\r\n  "name": "%s",\r\n  "types": ["%s", "%s",], // x\r\n}', ";\r\n\r\n"),
        ("{skill:!0,jp:'あ, ]',name:'%s',types:['%s','%s']}", "\n"),
    ],
)
def test_minified_and_windows_scripts_give_the_full_card_vector(form: str, between: str) -> None:
    made = generate(read(vector(form, between)), Wish(kind=GeneratorKind.SRL_V5, seed="12345"))
    assert [goal.text for goal in made.squares][:5] == ["T19G0", "T12G3", "T1G2", "T10G1", "T23G3"]


@pytest.mark.parametrize(
    ("script", "where"),
    [
        ("alert(1)", "file"),
        ("// bingoList[1] = [{name: 'a'}]", "file"),
        ("bingoList[0] = [{name: 'a'}]", "line 1, column 1"),
        ("\n\n  bingoList[26] = [{name: 'a'}]", "line 3, column 3"),
        ("bingoList[1] = []", "line 1, column 1"),
        ("bingoList[1] = 7", "line 1, column 16"),
        ("bingoList[1] = {name: 'a'}", "line 1, column 16"),
        ("bingoList[1] = [{}]", "line 1, column 17 (tier 1, goal 1)"),
        ("bingoList[1] = ['a']", "line 1, column 17 (tier 1, goal 1)"),
        ("bingoList[1] = [{name: 'a'},\n  {name: 7}]", "line 2, column 3 (tier 1, goal 2)"),
        ("bingoList[1] = [{name: 'a'},,{name: 'b'}]", "line 1, column 29"),
        ("bingoList[1] = [{name: f()}]", "line 1, column 24"),
        ("bingoList[1] = [{name: 'a' + 'b'}]", "line 1, column 28"),
        ("bingoList[1] = [{name 'a'}]", "line 1, column 23"),
        ("bingoList[1] = [{name: 'a'\n 'b'}]", "line 2, column 2"),
        ("bingoList[1] = [{name: 'a", "line 1, column 24"),
        ("bingoList[1] = [{name: 'a\n'}]", "line 1, column 24"),
        ("bingoList[1] = [{name: 'a'}", "line 1, column 28"),
        ("bingoList[1] = " + "[" * 20, "line 1, column 33"),
        ("bingoList[1] = [{name: 'a', types: 'b'}]", "line 1, column 17 (tier 1, goal 1)"),
        ("bingoList[1] = [{name: 'a', types: [[]]}]", "line 1, column 17 (tier 1, goal 1)"),
        ("bingoList[1] = [{name: 'a', types: [1]}]", "line 1, column 17 (tier 1, goal 1)"),
        ("bingoList[1] = [{name: 'a', types: 0}]", "line 1, column 17 (tier 1, goal 1)"),
        ("bingoList[1] = [{name: 'a', types: false}]", "line 1, column 17 (tier 1, goal 1)"),
        ("bingoList[2] = [\n{name: '" + "a" * 256 + "'}]", "line 2, column 1 (tier 2, goal 1)"),
        (r"bingoList[1] = [{name: '\ud800'}]", "line 1, column 17 (tier 1, goal 1)"),
        (r"bingoList[1] = [{name: 'a\0'}]", "line 1, column 17 (tier 1, goal 1)"),
        ("bingoList[1] = (function () { throw 1 })()", "line 1, column 16"),
        ("bingoList[1] = bingoList[2]", "line 1, column 16"),
    ],
)
def test_a_wrong_script_is_refused_at_its_line_and_column(script: str, where: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(script)
    assert caught.value.problems[0].where == where
    assert len(caught.value.problems[0].expected) > 3
