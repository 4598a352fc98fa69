import ssl

import pytest

from gateway.address import AddressInvalid, parse


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://u:p@h:5/d", {"host": "h", "port": 5, "user": "u", "password": "p", "database": "d"}),
        ("postgresql://h/d", {"host": "h", "port": 5432, "user": None, "password": None}),
        ("postgres://u%40corp:p%2Fw%23%3A@h/d%20b", {"user": "u@corp", "password": "p/w#:", "database": "d b"}),
        ("postgres://u@[2001:db8::1]:6/d", {"host": "2001:db8::1", "port": 6}),
        ("postgres:///d?host=/run/postgresql", {"host": "/run/postgresql", "ssl": False}),
        ("postgres://h/d", {"ssl": "prefer", "application_name": "torii"}),
        ("postgres://h/d?sslmode=require&application_name=x", {"ssl": "require", "application_name": "x"}),
        ("postgres://h/d?sslmode=disable", {"ssl": False}),
        ("sqlite://var/a.sqlite3", {"file_path": "var/a.sqlite3"}),
        ("sqlite:///srv/a%20b.sqlite3", {"file_path": "/srv/a b.sqlite3"}),
        ("sqlite://:memory:", {"file_path": ":memory:"}),
    ],
)
def test_read(url, expected):
    address = parse(url)
    assert address.dialect == ("sqlite" if url.startswith("sqlite") else "postgres")
    assert {name: address.credentials[name] for name in expected} == expected


@pytest.mark.parametrize(("mode", "checks_name"), [("verify-full", True), ("verify-ca", False)])
def test_a_verified_connection_has_a_context(mode, checks_name):
    context = parse(f"postgres://h/d?sslmode={mode}").credentials["ssl"]
    assert isinstance(context, ssl.SSLContext)
    assert context.check_hostname is checks_name and context.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    "url",
    [
        "",
        "h/d",
        "mysql://u:pa55word@h/d",
        "postgres:u:pa55word@h/d",
        "postgres://u:pa55word@h",
        "postgres://u:pa55word@h/",
        "postgres://u:pa55word@h/a/b",
        "postgres://u:pa55word@h:port/d",
        "postgres://u:pa55word@h:99999/d",
        "postgres://u:pa55word#@h/d",
        "postgres://u:pa55word@[::1/d",
        "postgres://u:pa55word@h/d?sslmode=maybe",
        "postgres://u:pa55word@h/d?sslmod=require",
        "postgres://u:pa55word@h/d?options=x",
        "postgres://u:pa55word@h/d?sslmode=verify-full&sslrootcert=/nowhere",
        "sqlite://",
    ],
)
def test_refused_without_repeating_the_password(url):
    with pytest.raises(AddressInvalid) as raised:
        parse(url)
    assert "pa55word" not in str(raised.value)


def test_shown_without_the_password():
    address = parse("postgres://u:pa55word@h/d")
    assert address.label == "PostgreSQL d at h:5432"
    assert "pa55word" not in repr(address)
