import json
import stat
import subprocess
import sys

import pytest
from joserfc.jwk import ECKey, RSAKey

from gateway.auth import keys
from gateway.settings import Settings, SettingsError


def private(**changes):
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256", "kid": "k1"}).as_dict(private=True)
    return {**key, **changes}


def settings(tmp_path, **values):
    return Settings(var=tmp_path / "var", _env_file=None, **values)


@pytest.fixture
def file(tmp_path):
    def write(*entries):
        path = tmp_path / "keys.json"
        path.write_text(json.dumps({"keys": entries}))
        return path

    return write


def test_development_makes_its_key_once(tmp_path):
    first = keys.signing_keys(settings(tmp_path))
    again = keys.signing_keys(settings(tmp_path))
    assert first and again
    assert first.public() == again.public()
    path = tmp_path / "var" / keys.FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in path.parent.iterdir()] == [keys.FILE]


def test_production_makes_none(tmp_path):
    assert keys.signing_keys(settings(tmp_path, environment="production")) is None
    assert not (tmp_path / "var").exists()
    with pytest.raises(SettingsError):
        keys.signing_keys(settings(tmp_path, signing_keys=tmp_path / "absent.json"))


def test_processes_that_start_together_have_the_same_key(tmp_path):
    path = tmp_path / "var" / "keys.json"
    program = (
        "import sys, pathlib; from gateway.auth.keys import load_or_create; sys.stdin.read(1);"
        "print(load_or_create(pathlib.Path(sys.argv[1])).signing.kid)"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for process in started:
        assert process.stdin
        process.stdin.write("x")
        process.stdin.flush()
    answers = {process.communicate()[0] for process in started}
    assert all(process.returncode == 0 for process in started)
    assert len(answers) == 1
    assert [found.name for found in path.parent.iterdir()] == ["keys.json"]


def test_a_key_that_is_there_is_not_replaced(tmp_path):
    path = tmp_path / "keys.json"
    first = keys.load_or_create(path)
    # the one who comes second when both have seen no file
    keys._create(path)
    assert keys.load(path).public() == first.public()
    assert [found.name for found in tmp_path.iterdir()] == ["keys.json"]


def test_what_is_published(file):
    loaded = keys.load(file(private(kid="new", x5c=["MIIB"], note="internal"), private(kid="old")))
    published = loaded.public()["keys"]
    assert [key["kid"] for key in published] == ["new", "old"]
    assert all(set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"} for key in published)
    assert loaded.signing.kid == "new"


def test_a_private_member_is_never_published(file, monkeypatch):
    loaded = keys.load(file(private()))
    monkeypatch.setattr(ECKey, "as_dict", lambda self, **_: self.dict_value)
    with pytest.raises(RuntimeError):
        loaded.public()


@pytest.mark.parametrize(
    "entry",
    [
        RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": "k"}).as_dict(private=True),
        private(alg="ES384"),
        private(use="enc"),
        private(crv="P-384"),
        private(kid=""),
        private(kid=None),
        private(d=None),
        private(d="AAAA"),
        private(x="AAAA"),
        {name: value for name, value in private().items() if name != "y"},
        "key",
    ],
    ids=["rsa", "alg", "use", "curve", "empty kid", "no kid", "public", "wrong d", "wrong x", "no y", "text"],
)
def test_keys_that_cannot_sign(file, entry):
    with pytest.raises(SettingsError) as problem:
        keys.load(file(entry))
    # the problem is told without the secret
    assert isinstance(entry, str) or str(entry.get("d")) not in str(problem.value)


def test_a_kid_is_one_key(file):
    with pytest.raises(SettingsError):
        keys.load(file(private(kid="same"), private(kid="same")))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"keys": {}}', '{"keys": []}'])
def test_files_that_are_no_key_set(tmp_path, text):
    path = tmp_path / "keys.json"
    path.write_text(text)
    with pytest.raises(SettingsError):
        keys.load(path)
