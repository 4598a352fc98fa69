import json
import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from gateway.configured import TrustedIssuer
from gateway.settings import Settings, SettingsError, load_settings, variable
from tests.servers import without_settings

ROOT = Path(__file__).parent.parent

PRODUCTION = {
    "GATEWAY_ENVIRONMENT": "production",
    "GATEWAY_SECRET_KEY": "s" * 32,
    "GATEWAY_ISSUER": "https://api.example",
    "DATABASE_URL": "postgres://user:password@db/name",
}


@pytest.fixture
def environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in set(without_settings()) ^ set(os.environ):
        monkeypatch.delenv(name)

    def put(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return put


def problems() -> list[str]:
    with pytest.raises(SettingsError) as raised:
        load_settings()
    return list(raised.value.problems)


def test_development_needs_nothing(environment):
    settings = load_settings()
    assert (settings.issuer, settings.audience) == ("http://127.0.0.1:8000",) * 2
    assert settings.introspection and settings.explorer and settings.docs
    assert settings.embedded and settings.database.label == "SQLite in var/torii.sqlite3"


def test_production_shows_nothing_to_the_curious(environment):
    environment(**PRODUCTION)
    settings = load_settings()
    assert not (settings.introspection or settings.explorer or settings.docs or settings.embedded)
    environment(GATEWAY_EXPLORER="true")
    assert load_settings().explorer


def test_production_trusts_the_documents_of_its_manifest_alone(environment):
    assert load_settings().documents == "open"
    environment(GATEWAY_DOCUMENT_MANIFEST="documents.json")
    assert load_settings().documents == "open"
    environment(**PRODUCTION)
    assert load_settings().documents == "trusted"
    environment(GATEWAY_DOCUMENTS="automatic")
    assert load_settings().documents == "automatic"
    environment(GATEWAY_DOCUMENTS="", GATEWAY_DOCUMENT_MANIFEST="")
    assert load_settings().documents == "open"


def test_the_environment_wins_over_the_file(environment, tmp_path):
    (tmp_path / ".env").write_text("PORT=9000\nGATEWAY_DEPTH=7\nOTHER=ignored\n")
    environment(PORT="9001")
    settings = load_settings()
    assert (settings.port, settings.depth, settings.issuer) == (9001, 7, "http://127.0.0.1:9001")


def test_all_problems_are_told_at_once(environment, tmp_path):
    (tmp_path / ".env").write_text("GATEWAY_DEBTH=7\n")
    environment(
        GATEWAY_ENVIRONMENT="production",
        GATEWAY_SECRET_KEY="short-secret",
        GATEWAY_PAGE_DEFAULT="many",
        GATEWAY_POOL_MIN="20",
        GATEWAY_PAGEMAX="4",
        GATEWAY_REDIS_URL="x",
        GATEWAY_TRUSTED_ISSUERS='[{"isuer": "a"}]',
        PORT="99999999",
        FORWARDED_ALLOW_IPS="*",
    )
    told = "\n".join(problems())
    for expected in (
        "GATEWAY_DEBTH is not a setting; did you mean GATEWAY_DEPTH?",
        "GATEWAY_PAGEMAX is not a setting; did you mean GATEWAY_PAGE_MAX?",
        "GATEWAY_REDIS_URL is not a setting; did you mean REDIS_URL?",
        "GATEWAY_PAGE_DEFAULT: input should be a valid integer",
        "PORT: input should be less than or equal to 65535",
        "GATEWAY_TRUSTED_ISSUERS[0][issuer]: field required",
        "GATEWAY_POOL_MIN is larger than GATEWAY_POOL_MAX",
        "GATEWAY_SECRET_KEY is shorter than 32 bytes",
        "DATABASE_URL is missing",
        "GATEWAY_ISSUER is missing",
        "FORWARDED_ALLOW_IPS is *",
    ):
        assert expected in told
    assert "short-secret" not in told and "default factory" not in told


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"GATEWAY_SECRET_KEY": ""}, "GATEWAY_SECRET_KEY is missing"),
        ({"GATEWAY_SECRET_KEY": "s" * 31}, "GATEWAY_SECRET_KEY is shorter"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"DATABASE_URL": "mysql://a"}, "DATABASE_URL starts with neither"),
        ({"GATEWAY_SIGNING_KEYS": "keys.json"}, "GATEWAY_SIGNING_KEYS is not a setting"),
        ({"GATEWAY_SIGNING_ALGORITHM": "HS256"}, "GATEWAY_SIGNING_ALGORITHM: input should be"),
        ({"GATEWAY_SOCIAL": '[{"name": "x"}]'}, "GATEWAY_SOCIAL[0][client_id]: field required"),
        ({"GATEWAY_SOCIAL": "{}"}, "GATEWAY_SOCIAL: is not a JSON list"),
        ({"GATEWAY_SMTP_URL": "mail.example"}, "GATEWAY_SMTP_URL is neither smtp://host nor smtps://host"),
        ({"GATEWAY_SMTP_URL": "https://mail.example"}, "GATEWAY_SMTP_URL is neither"),
        ({"GATEWAY_SMTP_URL": "smtp://"}, "GATEWAY_SMTP_URL is neither"),
        ({"GATEWAY_SMTP_URL": "smtps://mail.example:port"}, "GATEWAY_SMTP_URL is neither"),
        ({"GATEWAY_SMTP_URL": "smtp://[mail"}, "GATEWAY_SMTP_URL is neither"),
        ({"GATEWAY_PASSWORD_LENGTH": "7"}, "GATEWAY_PASSWORD_LENGTH: input should be"),
        ({"GATEWAY_ISSUER": "http://api.example"}, "GATEWAY_ISSUER is not an https"),
        ({"FORWARDED_ALLOW_IPS": "10.0.0.0/8,*"}, "FORWARDED_ALLOW_IPS is *"),
        ({"GATEWAY_ENVIRONMENT": "development", "DYNO": "web.1"}, "GATEWAY_ENVIRONMENT is development on a dyno"),
        ({"GATEWAY_TRUSTED_ISSUERS": "https://id.example"}, "GATEWAY_TRUSTED_ISSUERS: is not JSON"),
        ({"GATEWAY_TRUSTED_ISSUERS": "{}"}, "GATEWAY_TRUSTED_ISSUERS: is not a JSON list"),
        ({"GATEWAY_PAGE_MAX": "10"}, "GATEWAY_PAGE_DEFAULT is larger than GATEWAY_PAGE_MAX"),
        ({"GATEWAY_DOCUMENTS": "some"}, "GATEWAY_DOCUMENTS: input should be"),
        ({"GATEWAY_DOCUMENTS": "trusted"}, "GATEWAY_DOCUMENT_MANIFEST is missing; GATEWAY_DOCUMENTS=trusted needs one"),
        ({"GATEWAY_DOCUMENTS": "log"}, "GATEWAY_DOCUMENT_MANIFEST is missing; GATEWAY_DOCUMENTS=log needs one"),
        ({"GATEWAY_LOG_LEVEL": "loud"}, "GATEWAY_LOG_LEVEL: input should be"),
    ],
)
def test_each_problem_alone(environment, change, problem):
    environment(**{**PRODUCTION, **change})
    (told,) = problems()
    assert told.startswith(problem)


def test_heroku_may_trust_its_router(environment):
    environment(**PRODUCTION, FORWARDED_ALLOW_IPS="*", DYNO="web.1")
    assert load_settings().forwarded_allow_ips == "*"


def test_trusted_issuers_are_addresses_or_objects(environment):
    environment(GATEWAY_TRUSTED_ISSUERS='["https://a", {"issuer": "https://b", "audience": "us"}]')
    assert load_settings().trusted_issuers == (
        TrustedIssuer(issuer="https://a"),
        TrustedIssuer(issuer="https://b", audience="us"),
    )


OPENID, INCOMPLETE = {"name": "acme", "client_id": "us"}, "an OpenID provider needs an issuer, and openid in its scope"


@pytest.mark.parametrize(
    ("provider", "problem"),
    [
        (OPENID, f": {INCOMPLETE}"),
        ({**OPENID, "issuer": "https://id.example", "scope": "email"}, f": {INCOMPLETE}"),
        ({**OPENID, "issuer": "http://id.example"}, "[issuer]: is not an https:// address"),
        ({**OPENID, "issuer": "https://us@id.example"}, "[issuer]: has no host, or has credentials or a fragment"),
        ({**OPENID, "kind": "github", "issuer": "https://git.example/"}, ": the issuer of a GitHub is its address"),
        ({**OPENID, "kind": "saml"}, "[kind]: input should be"),
        ({**OPENID, "kind": "github", "name": "Git Hub"}, "[name]: string should match"),
        ({**OPENID, "kind": "github", "secret": "x"}, "[secret]: extra inputs are not permitted"),
    ],
)
def test_a_provider_that_nobody_could_log_in_with(environment, provider, problem):
    environment(GATEWAY_SOCIAL=json.dumps([provider]))
    (told,) = problems()
    assert told.startswith(f"GATEWAY_SOCIAL[0]{problem}")


def test_providers_have_a_name_each(environment):
    here = {**OPENID, "issuer": "http://127.0.0.1:9000/realm"}
    there, github = {**OPENID, "issuer": "https://id.example/"}, {**OPENID, "kind": "github", "name": "github"}
    environment(GATEWAY_SOCIAL=json.dumps([here, there, github]))
    assert problems() == ["GATEWAY_SOCIAL has more than one acme"]
    environment(GATEWAY_SOCIAL=json.dumps([here, {**there, "name": "other"}, github]))
    assert [provider.name for provider in load_settings().social] == ["acme", "other", "github"]


def test_no_secret_is_shown(environment):
    environment(
        **{
            **PRODUCTION,
            "DATABASE_URL": "postgres://u:pa55word@h/d",
            "REDIS_URL": "redis://:pa55word@h",
            "GATEWAY_SMTP_URL": "smtp://u:pa55word@h",
            "GATEWAY_SOCIAL": '[{"name": "idp", "kind": "github", "client_id": "us", "client_secret": "pa55word"}]',
        }
    )
    settings = load_settings()
    shown = f"{settings!r} {settings} {settings.database!r} {settings.model_dump_json()}"
    assert "pa55word" not in shown and "s" * 32 not in shown


def test_development_makes_its_secret_once_and_for_itself_alone(tmp_path):
    first, second = Settings(var=tmp_path / "var"), Settings(var=tmp_path / "var")
    assert first.secret == second.secret and len(first.secret) >= 32
    file = tmp_path / "var" / "secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret"]


def test_processes_that_start_together_share_the_secret(tmp_path):
    script = "from gateway.settings import Settings; from pathlib import Path; import sys; "
    script += "print(Settings(var=Path(sys.argv[1])).secret.decode())"
    started = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "var")], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in started}) == 1


def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]


def test_postgres_gets_our_limits():
    settings = Settings(database_url="postgres://u@h/d", statement_timeout_ms=1234)
    config = settings.tortoise_config({"shop": ["domain.shop"]})
    credentials = config["connections"]["default"]["credentials"]
    assert credentials["server_settings"]["statement_timeout"] == "1234"
    assert (credentials["timeout"], credentials["command_timeout"], credentials["maxsize"]) == (3, 6, 10)
    assert config["apps"] == {"shop": {"models": ["domain.shop"], "default_connection": "default"}}


async def test_postgres_obeys_them(postgres_url):
    config = Settings(database_url=postgres_url).tortoise_config({})
    credentials = dict(config["connections"]["default"]["credentials"])
    names = {"minsize": "min_size", "maxsize": "max_size"}
    async with asyncpg.create_pool(
        **{names.get(str(name), str(name)): value for name, value in credentials.items()}
    ) as pool:
        shown = {name: await pool.fetchval("SELECT current_setting($1)", name) for name in ("jit", "timezone")}
        assert shown == {"jit": "off", "timezone": "UTC"}
        assert await pool.fetchval("SHOW statement_timeout") == "5s"


def test_the_example_file_names_every_setting():
    text = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^#? ?([A-Z_]+)=", text, re.MULTILINE)) == {variable(name) for name in Settings.model_fields}


def test_the_example_file_states_the_defaults(environment, tmp_path):
    text = (ROOT / ".env.example").read_text()
    without_addresses = re.sub(r"^# ((DATABASE|REDIS)_URL=.*)$", "", text, flags=re.MULTILINE)
    (tmp_path / ".env").write_text(re.sub(r"^# ([A-Z_]+=)", r"\1", without_addresses, flags=re.MULTILINE))
    assert load_settings() == Settings(_env_file=None)


def test_the_procfile_starts_commands_that_exist():
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert lines.keys() == {"release", "web"}
    for command in lines.values():
        shell = subprocess.run(["bash", "-n", "-c", command], capture_output=True, check=False)
        assert shell.returncode == 0, shell.stderr
        assert shlex.split(command)[0] == "gateway"
    assert "${WEB_CONCURRENCY:-2}" in lines["web"] and "0.0.0.0" in lines["web"]
