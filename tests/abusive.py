"""Requests that nobody sends who means well, each with the codes that it may be refused with; OK where it may be served."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any, Final

OK: Final = "OK"
DEEP: Final = {"DOCUMENT_SYNTAX", "DEPTH_LIMIT"}
REPEATED: Final = {"REPEAT_LIMIT", "TOKEN_LIMIT"}
IDS: Final = ",".join(f'"Release:{n}"' for n in range(1, 101))
FILTERED: Final = "query ($f: ReleaseFilter) { releases(first: 1, filter: $f) { nodes { id } } }"
SORTED: Final = "query ($s: [GenreSort!]) { genres(first: 1, sort: $s) { nodes { id } } }"
PAGED: Final = "query ($c: String) { releases(first: 1, after: $c) { nodes { id } } }"


def documents() -> dict[str, tuple[str, set[str]]]:
    return dict([*_nested(), *_repeated(), *_fragments(), *_introspection(), *_literals(), *_plans()])


def _nested() -> Iterator[tuple[str, tuple[str, set[str]]]]:
    for n in (100, 190, 400, 1000, 2000, 5000):
        yield (
            f"fields in fields {n}",
            ('{ release(id: "Release:1") {' + "a{" * n + "id" + "}" * n + "} }", DEEP | {"DOCUMENT_TOO_LARGE"}),
        )
    for n in (100, 190, 900, 5000):
        yield (
            f"lists in lists {n}",
            ("{ releases(filter: " + "[" * n + "]" * n + ") { nodes { id } } }", DEEP | {"DOCUMENT_INVALID"}),
        )
    for n in (40, 190, 900, 2000):
        nested = "{not:" * n + "{}" + "}" * n
        yield (
            f"filters in filters {n}",
            ("{ releases(filter: " + nested + ") { nodes { id } } }", DEEP | {"COST_LIMIT"}),
        )
    sort = "{parent:" * 30 + "{name: ASC}" + "}" * 30
    yield "sorted over thirty relations", ("{ genres(sort: [" + sort + "]) { nodes { id } } }", {"DEPTH_LIMIT"})
    lists = "{children: {some: " * 9 + "{name: {eq: 1}}" + "}}" * 9
    yield (
        "lists in conditions",
        ("{ genres(filter: " + lists.replace("1", '"a"') + ") { nodes { id } } }", {"DEPTH_LIMIT"}),
    )


def _repeated() -> Iterator[tuple[str, tuple[str, set[str]]]]:
    yield "one field 1,400 times", ("{" + "__typename " * 1400 + "}", REPEATED)
    yield "one selection 280 times", ("{" + "releases{nodes{id}} " * 280 + "}", REPEATED)
    yield "660 aliases", ("{" + " ".join(f"a{n}:__typename" for n in range(660)) + "}", {"ROOT_FIELD_LIMIT"})
    yield "3,000 aliases", ("{" + " ".join(f"a{n}:a" for n in range(3000)) + "}", {"DOCUMENT_TOO_LARGE", "TOKEN_LIMIT"})
    yield "31 aliases", ("{ releases { nodes {" + " ".join(f"a{n}:id" for n in range(31)) + "} } }", {"ALIAS_LIMIT"})
    yield "280 directives", ("{ __typename " + "@skip(if: true)" * 280 + "}", {"DIRECTIVE_LIMIT"})
    yield (
        "unknown fields",
        ("{ release(id: 1) {" + " ".join(f"u{n}" for n in range(1500)) + "} }", {"FIELD_UNKNOWN", "DOCUMENT_INVALID"}),
    )
    yield "400 operations", (" ".join(f"query q{n}{{__typename}}" for n in range(400)), {"OPERATION_LIMIT"})
    yield "400 definitions", ("type A{a:Int} " * 280, {"DOCUMENT_INVALID"})
    inline = " ".join("...{" + " ".join("...{" + "id title " * 10 + "}" for _ in range(8)) + "}" for _ in range(8))
    yield "one place in many fragments", ('{ release(id: "Release:1") {' + inline + "} }", {"REPEAT_LIMIT"})
    inner = " ".join("artist{" + "id name " * 8 + "}" for _ in range(8))
    yield (
        "merging all the way down",
        ("{" + " ".join('release(id:"Release:1"){' + inner + "}" for _ in range(9)) + "}", {"REPEAT_LIMIT"}),
    )
    same = "id name country " * 10
    spreads, fragments = (
        " ".join(f"...f{n}" for n in range(45)),
        " ".join(f"fragment f{n} on Release{{artist{{{same}}}}}" for n in range(45)),
    )
    yield "fragments to be compared", ('{ release(id: "Release:1") {' + spreads + "} } " + fragments, {"REPEAT_LIMIT"})


def _fragments() -> Iterator[tuple[str, tuple[str, set[str]]]]:
    for n in (10, 22, 30, 49):
        chain = " ".join(f"fragment f{i} on Query{{...f{i + 1} ...f{i + 1}}}" for i in range(n))
        yield f"doubled {n} times", (f"{{...f0}} {chain} fragment f{n} on Query{{__typename}}", {"ROOT_FIELD_LIMIT"})
        below = chain.replace("on Query", "on __Schema")
        yield (
            f"doubled without an end {n}",
            (f"{{__schema{{...f0}}}} {below} fragment f{n} on __Schema{{...f0}}", {"DOCUMENT_INVALID"}),
        )
        unused = (
            f"{{__typename}} fragment r on Query{{__schema{{...f0}}}} {below} fragment f{n} on __Schema{{description}}"
        )
        yield f"doubled where nobody looks {n}", (unused, {"NODE_LIMIT", "FRAGMENT_LIMIT"})
    for n in (6, 8, 10, 12):
        pairs = " ".join(
            f"fragment f{i} on Artist{{a:releases{{nodes{{artist{{...f{i + 1}}}}}}} b:releases{{nodes{{artist{{...f{i + 1}}}}}}}}}"
            for i in range(n)
        )
        yield (
            f"doubled with aliases {n}",
            (f'{{artist(id:"Artist:1"){{...f0}}}} {pairs} fragment f{n} on Artist{{id}}', {"ALIAS_LIMIT"}),
        )
    yield "fifty of one name", ("{...f} " + "fragment f on Query{__typename} " * 50, {"DOCUMENT_INVALID"})
    yield "five hundred of one name", ("{...f} " + "fragment f on Query{a} " * 250, {"FRAGMENT_LIMIT"})
    yield "a circle", ("{...a} fragment a on Query{...b} fragment b on Query{...a}", {"DOCUMENT_INVALID"})
    known = " ".join(f"...f{n}" for n in range(25))
    every = " ".join(f"fragment f{n} on Query{{{known}}}" for n in range(25))
    yield "everybody knows everybody", ("{...f0} " + every, {"DOCUMENT_INVALID"})


def _introspection() -> Iterator[tuple[str, tuple[str, set[str]]]]:
    for n in range(3, 8):
        nested = "fields{type{" * n + "name" + "}}" * n
        yield f"fields of types of fields {n}", ("{__schema{types{" + nested + "}}}", {"DEPTH_LIMIT", "COST_LIMIT"})
    wide = " ".join(f"t{n}:types{{fields{{args{{type{{ofType{{name}}}}}}}}}}" for n in range(30))
    yield "the schema thirty times", ("{__schema{" + wide + "}}", {"COST_LIMIT"})
    types = " ".join(f't{n}:__type(name:"Release"){{fields{{type{{fields{{name args{{name}}}}}}}}}}' for n in range(10))
    yield "a type ten times", ("{" + types + "}", {"COST_LIMIT", "DEPTH_LIMIT"})
    inputs = "{__schema{types{inputFields{type{inputFields{type{name}}}}}}}"
    # about what the standard question costs, which grows with the schema
    yield "input fields of input fields", (inputs, {"COST_LIMIT", "DEPTH_LIMIT", OK})


def _literals() -> Iterator[tuple[str, tuple[str, set[str]]]]:
    too_large = {"BODY_TOO_LARGE", "DOCUMENT_TOO_LARGE"}
    yield "a text of 1 MB", ('{ release(id: "' + "a" * 1_000_000 + '") { id } }', too_large)
    yield "a text of 16 KB", ('{ release(id: "' + "a" * 16_000 + '") { id } }', {"VALUE_INVALID"})
    yield "a number of 100,000 digits", ("{ releases(first: " + "9" * 100_000 + ") { nodes { id } } }", too_large)
    yield (
        "a number of 16,000 digits",
        ("{ releases(first: " + "9" * 16_000 + ") { nodes { id } } }", {"DOCUMENT_INVALID"}),
    )
    number = "{ releases(filter: {details: {contains: %s}}) { nodes { id } } }"
    yield "JSON of 16,000 digits", (number % ("9" * 16_000), {"VALUE_INVALID"})
    yield "JSON beyond a double", (number % "1e99999", {"VALUE_INVALID"})
    yield (
        "1,900 bad items",
        ("{ releases(filter: {id: {in: [" + "x," * 1900 + "]}}) { nodes { id } } }", {"DOCUMENT_INVALID"}),
    )
    yield (
        "1,900 good items",
        ("{ releases(filter: {id: {in: [" + "1 " * 1900 + "]}}) { nodes { id } } }", {"VALUE_INVALID"}),
    )
    value = "[" * 150 + "1," * 900 + "]" * 150
    yield "a long message", ("{ releases(filter: " + value + ") { nodes { id } } }", {"DOCUMENT_INVALID"} | DEEP)
    yield "a variable of 15 KB", ("query($" + "a" * 15_000 + ":Int){__typename}", {"DOCUMENT_INVALID"})
    yield "a field of 16 KB", ("{" + "a" * 16_000 + "}", {"FIELD_UNKNOWN"})
    yield (
        "300 variables",
        ("query(" + " ".join(f"$v{n}:Int" for n in range(300)) + "){__typename}", {"DOCUMENT_INVALID"}),
    )
    yield "mere comment", ("{__typename}" + "#" * 16_000, {OK})
    yield "mere commas", ("{__typename" + "," * 16_000 + "}", {OK})
    yield "block text", ('{ release(id: """' + "\n a" * 5000 + '""") { id } }', {"VALUE_INVALID"})
    yield "escapes", ('{ release(id: "' + "\\u{10FFFF}" * 1500 + '") { id } }', {"VALUE_INVALID"})
    yield "nothing", ("", {"DOCUMENT_SYNTAX"})


def _plans() -> Iterator[tuple[str, tuple[str, set[str]]]]:
    aliased = " ".join(f"a{n}:title" for n in range(27))
    yield (
        "thirty names for much",
        (f"{{tracks(first:100){{nodes{{release{{tracks(first:48){{nodes{{{aliased}}}}}}}}}}}}}", {"COST_LIMIT"}),
    )
    walked = f"{{releases(first:100){{nodes{{{aliased} tracks(first:45){{nodes{{id}}}} artist{{initials}}}}}}}}"
    yield "much that Python walks", (walked, {"COST_LIMIT"})
    levels = " ".join(_related(n) for n in (3, 2, 1))
    yield "relations of relations", ("{releases(first:0){nodes{...R3}}} " + levels, {"COST_LIMIT", "NODE_LIMIT"})
    yield (
        "a thousand rows by id",
        ("{" + " ".join(f"n{n}:nodes(ids:[{IDS}]){{id}}" for n in range(6)) + "}", {"COST_LIMIT"}),
    )
    rows = "...on Release{artist{name} label{name} tracks(first:1){nodes{id}} genres(first:1){nodes{id}}}"
    yield "relations of a hundred rows", (f"{{nodes(ids:[{IDS}]){{{rows}}}}}", {"COST_LIMIT"})
    branches = " ".join('{tracks:{some:{title:{eq:"a"}}}}' for _ in range(120))
    yield (
        "120 branches",
        ("{releases(first:1,filter:{or:[" + branches + "]}){nodes{id}}}", {"COST_LIMIT", "TOKEN_LIMIT"}),
    )
    yield "fifty sort fields", ("{releases(sort:[" + "{title:ASC}" * 50 + "]){nodes{id}}}", {"SORT_INVALID"})


def _related(level: int) -> str:
    """A fragment over everything that hangs on a release, down to the next level."""
    inner = f"...R{level - 1}" if level > 1 else "id"
    listed = f"releases(first:0){{nodes{{{inner}}}}}"
    tracks = f"tracks(first:0){{nodes{{release{{{inner}}}}}}}"
    return f"fragment R{level} on Release{{artist{{{listed}}} label{{{listed}}} {tracks} genres(first:0){{nodes{{{listed}}}}}}}"


def variables() -> dict[str, tuple[bytes, set[str]]]:
    """Whole bodies: what is wrong with them is in their variables."""
    return dict([*_deep_variables(), *_many_variables(), *_odd_variables()])


def _body(query: str, name: str, value: bytes) -> bytes:
    return b'{"query":"' + query.encode() + b'","variables":{"' + name.encode() + b'":' + value + b"}}"


def _deep_variables() -> Iterator[tuple[str, tuple[bytes, set[str]]]]:
    for n in (20, 31, 33, 300, 1000, 1020, 5000):
        codes = {"DEPTH_LIMIT", "BODY_INVALID", "COST_LIMIT"}
        yield f"filters {n} deep", (_body(FILTERED, "f", b'{"not":' * n + b"{}" + b"}" * n), codes)
        yield (
            f"JSON {n} deep",
            (_body(FILTERED, "f", b'{"details":{"contains":' + b"[" * n + b"]" * n + b"}}"), codes | {OK}),
        )
        yield (
            f"sort {n} deep",
            (_body(SORTED, "s", b'[{"parent":' + b'{"parent":' * n + b'{"name":"ASC"}' + b"}" * n + b"}]"), codes),
        )
        yield f"undeclared {n} deep", (_body("{__typename}", "x", b"[" * n + b"]" * n), codes | {OK})
    inner = base64.urlsafe_b64encode(b"0123456789abcdef" + b"[" * 1000 + b"]" * 1000).rstrip(b"=")
    for name, cursor in (
        ("forged", b"MDEyMzQ1Njc4OWFiY2RlZlsxXQ"),
        ("deep", inner),
        ("long", b"A" * 4096),
        ("longer", b"A" * 99_999),
    ):
        yield f"a {name} cursor", (_body(PAGED, "c", b'"' + cursor + b'"'), {"CURSOR_INVALID"})


def _many_variables() -> Iterator[tuple[str, tuple[bytes, set[str]]]]:
    yield "100,000 items", (_body(FILTERED, "f", b'{"stock":{"in":[' + b"1," * 99_999 + b"1]}}"), {"COST_LIMIT"})
    yield "1,900 items", (_body(FILTERED, "f", b'{"stock":{"in":[' + b"1," * 1899 + b"1]}}"), {"VALUE_INVALID"})
    yield (
        "1,900 bad items",
        (_body(FILTERED, "f", b'{"stock":{"in":[' + b'"x",' * 1899 + b"1]}}"), {"VARIABLES_INVALID"}),
    )
    branch = b'{"tracks":{"some":{"title":{"eq":"a"}}}}'
    for n in (101, 2000):
        yield f"{n} branches", (_body(FILTERED, "f", b'{"or":[' + (branch + b",") * n + branch + b"]}"), {"COST_LIMIT"})
    yield "1,900 empty branches", (_body(FILTERED, "f", b'{"or":[' + b"{}," * 1899 + b"{}]}"), {"COST_LIMIT"})
    keys = b",".join(b'"k%d":1' % n for n in range(1900))
    yield "1,900 unknown keys", (_body(FILTERED, "f", b"{" + keys + b"}"), {"VARIABLES_INVALID"})
    yield "1,900 undeclared variables", (b'{"query":"{__typename}","variables":{' + keys + b"}}", {OK})
    more = b",".join(b'"k%d":1' % n for n in range(20_000))
    yield "20,000 undeclared variables", (b'{"query":"{__typename}","variables":{' + more + b"}}", {"COST_LIMIT"})
    many = b"[" + b'"Release:1",' * 1900 + b'"Release:1"]'
    yield "1,901 ids", (_body("query ($i: [ID!]!) { nodes(ids: $i) { id } }", "i", many), {"VALUE_INVALID"})


def _odd_variables() -> Iterator[tuple[str, tuple[bytes, set[str]]]]:
    def like(pattern: bytes) -> bytes:
        return _body(FILTERED, "f", b'{"title":{"ilike":"' + pattern + b'"}}')

    yield "a pattern of wildcards", (like(b"%a" * 100), {"VALUE_INVALID"})
    yield "a pattern within the bounds", (like(b"%a" * 8), {OK})
    yield "a pattern of single characters", (like(b"%a%a%a%a%a%a%a%" + b"_" * 240), {OK})
    yield "a long text", (_body(FILTERED, "f", b'{"title":{"eq":"' + b"a" * 250_000 + b'"}}'), {"VALUE_INVALID"})
    yield "NUL", (_body(FILTERED, "f", b'{"title":{"eq":"a\\u0000"}}'), {"VALUE_INVALID"})
    yield "a lone surrogate", (_body(FILTERED, "f", b'{"title":{"eq":"\\ud800"}}'), {"BODY_INVALID"})
    yield "overlong UTF-8", (_body(FILTERED, "f", b'{"title":{"eq":"\xc0\xaf"}}'), {"BODY_INVALID"})
    yield "a surrogate in UTF-8", (_body(FILTERED, "f", b'{"title":{"eq":"\xed\xa0\x80"}}'), {"BODY_INVALID"})
    yield "a number beyond a double", (_body(FILTERED, "f", b'{"details":{"contains":1e400}}'), {"BODY_INVALID"})
    yield (
        "a long operation name",
        (b'{"query":"{__typename}","operationName":"' + b"x" * 200_000 + b'"}', {"OPERATION_UNKNOWN"}),
    )
    yield "a body of 10 MB", (b'{"query":"' + b" " * 10_000_000 + b'"}', {"BODY_TOO_LARGE"})
    yield "no JSON at all", (b"{" * 200_000, {"BODY_INVALID"})
    yield (
        "extensions 1,000 deep",
        (b'{"query":"{__typename}","extensions":{"a":' + b"[" * 1000 + b"]" * 1000 + b"}}", {OK}),
    )


def addresses() -> dict[str, tuple[str, set[str]]]:
    """What is asked of REST: an address below /api/v1 as it travels."""
    return {name: (address, codes) for name, (address, codes) in [*_parameters(), *_shapes(), *_values(), *_paths()]}


def _parameters() -> Iterator[tuple[str, tuple[str, set[str]]]]:
    def many(count: int) -> str:
        return "/releases?" + "&".join(f"filter[or][{n}][title][eq]=a" for n in range(count))

    yield "101 parameters", (many(101), {"QUERY_STRING_INVALID"})
    yield "100 parameters", (many(100), {OK})
    yield "a parameter of 8 KB", ("/releases?" + "a" * 8000, {"PARAMETER_UNKNOWN"})
    yield "an address of 9 KB", ("/releases?" + "a" * 9000, {"URI_TOO_LONG"})
    yield "1,000 brackets", ("/releases?filter" + "[not]" * 1000 + "=1", {"DEPTH_LIMIT"})
    yield "31 brackets", ("/releases?filter" + "[not]" * 30 + "[title]=1", {"DEPTH_LIMIT"})
    yield "lists in conditions", ("/genres?filter" + "[children][some]" * 5 + "[name]=1", {"DEPTH_LIMIT"})
    yield "3,000 dots", ("/releases?" + "." * 3000 + "first=1", {"PARAMETER_UNKNOWN"})
    yield "3,000 steps", ("/releases?" + "a." * 3000 + "first=1", {"DEPTH_LIMIT"})
    yield "a branch of 5,000 digits", ("/releases?filter[or][" + "9" * 5000 + "][title]=a", {"FILTER_INVALID"})
    yield "a branch without a number", ("/releases?filter[or][][title]=a", {"FILTER_INVALID"})
    yield "a branch with a foreign digit", ("/releases?filter[or][%D9%A1][title]=a", {"PARAMETER_UNKNOWN"})
    yield "a value and a filter", ("/releases?filter[title]=a&filter[title][eq]=b", {"FILTER_INVALID"})
    yield "twice", ("/releases?first=1&first=1", {"PARAMETER_REPEATED"})
    yield "mere ampersands", ("/releases?" + "&" * 200, {"QUERY_STRING_INVALID", OK})


def _shapes() -> Iterator[tuple[str, tuple[str, set[str]]]]:
    yield "fields 40 deep", ("/genres?fields=" + "parent(" * 40 + "id" + ")" * 40, {"DEPTH_LIMIT"})
    yield "fields 20 deep", ("/genres?fields=" + "parent(" * 20 + "id" + ")" * 20, {"DEPTH_LIMIT"})
    yield "fields 1,000 deep", ("/genres?fields=" + "parent(" * 1000 + "id" + ")" * 20, {"COST_LIMIT"})
    yield "1,300 fields", ("/genres?fields=" + ",".join(f"f{n}" for n in range(1300)), {"FIELD_UNKNOWN"})
    leaf = "tracks(id),genres(id),artist(id),label(id)"
    wide = f"tracks(release({leaf})),genres(releases({leaf})),artist(releases({leaf})),label(releases({leaf}))"
    wider = f"tracks(release({wide})),genres(releases({wide})),artist(releases({wide}))"
    yield "relations of relations", (f"/releases?first=0&fields={wider}", {"COST_LIMIT"})
    yield "relations that multiply", (f"/releases?fields={wide}", {"COST_LIMIT"})
    yield "fifty sort fields", ("/releases?sort=" + ",".join(f"title{n}" for n in range(50)), {"SORT_INVALID"})
    yield "sorted over 1,000 relations", ("/genres?sort=" + "parent." * 1000 + "name", {"DEPTH_LIMIT"})
    yield "sorted over thirty relations", ("/genres?sort=" + "parent." * 30 + "name", {"DEPTH_LIMIT"})
    yield "a page of 10⁹", ("/releases?first=1000000000", {"PAGE_INVALID"})
    for size in ("101", "-1", "NaN", "1.5", "1e1", "%D9%A1", "", "0x10", "%2B1", "9" * 5000):
        yield f"a page of {size[:8]!r}", (f"/releases?first={size}", {"PAGE_INVALID"})


def _values() -> Iterator[tuple[str, tuple[str, set[str]]]]:
    yield "3,900 items", ("/releases?filter[id][in]=" + ",".join(["1"] * 3900), {"VALUE_INVALID"})
    yield "a pattern of wildcards", ("/releases?filter[title][like]=" + "%25a" * 100, {"VALUE_INVALID"})
    yield "NUL", ("/releases?filter[title]=a%00", {"VALUE_INVALID"})
    yield "NUL in a name", ("/releases?a%00=1", {"PARAMETER_UNKNOWN"})
    yield "a lone surrogate", ("/releases?filter[title]=%ED%A0%80", {"QUERY_STRING_INVALID"})
    yield "overlong UTF-8", ("/releases?filter[title]=%C0%AF", {"QUERY_STRING_INVALID"})
    yield "no percent-encoding", ("/releases?filter[title]=%zz", {"QUERY_STRING_INVALID"})
    yield "half a percent-encoding", ("/releases?filter[title]=%4", {"QUERY_STRING_INVALID"})
    yield "a cursor of 4,096 letters", ("/releases?after=" + "A" * 4096, {"CURSOR_INVALID"})
    yield "no cursor", ("/releases?after=", {"CURSOR_INVALID"})
    yield "JSON without an end", ("/releases?filter[details][contains]=" + "[" * 1000, {"VALUE_INVALID"})
    yield "JSON 600 deep", ("/releases?filter[details][contains]=" + "[" * 600 + "]" * 600, {"VALUE_INVALID"})
    yield "JSON 200 deep", ("/releases?filter[details][contains]=" + "[" * 200 + "]" * 200, {OK, "VALUE_INVALID"})
    yield "JSON of 5,000 digits", ("/releases?filter[details][contains]=" + "9" * 5000, {"VALUE_INVALID"})


def _paths() -> Iterator[tuple[str, tuple[str, set[str]]]]:
    nowhere = {"RESOURCE_UNKNOWN", "NOT_FOUND"}
    yield "a key of 7 KB", ("/releases/" + "9" * 7000, {"VALUE_INVALID"})
    yield "a key of 30 digits", ("/releases/" + "9" * 30, {"VALUE_INVALID"})
    yield "NUL in a key", ("/releases/%00", {"VALUE_INVALID"})
    yield "a surrogate in a key", ("/releases/%ED%A0%80", {"VALUE_INVALID"})
    yield "a key of SQL", ("/releases/1%20OR%201=1", {"VALUE_INVALID"})
    yield "an encoded slash", ("/releases%2F1%2Ftracks%2F1", nowhere)
    yield "dots", ("/../../etc/passwd", nowhere)
    yield "encoded dots", ("/%2e%2e/%2e%2e/etc/passwd", nowhere)
    yield "a slash in the middle", ("/releases//1", nowhere)
    yield "3,000 steps", ("/" + "a/" * 3000, nowhere)
    yield "an unserved resource", ("/pg-catalog", nowhere)
    yield "underscores", ("/order_lines", nowhere)


def members(value: Any) -> Iterator[str]:
    """Every text in an answer."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from members(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from members(inner)
    elif isinstance(value, str):
        yield value
