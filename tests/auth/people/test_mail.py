"""Letters as files, and as a real server takes them."""

from __future__ import annotations

import asyncio
import email
import ssl
import stat
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.policy import default as modern
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from gateway.auth.people.later import Later
from gateway.auth.people.mail import FileMailer, Letter, MailFailed, SmtpMailer, make_mailer
from gateway.auth.people.refusals import EmailInvalid
from gateway.errors import Overloaded
from gateway.observe import logs
from gateway.settings import Settings
from tests.auth.people.house import PASSWORD, mailbox, place

LETTER = Letter(
    "ada@mail.example", "Schöne Grüße", "Open this: https://shop.example/verify?token=SECRET\n" + "é" * 1200
)
SENDER = "Torii <no-reply@shop.example>"


@dataclass
class Taken:
    """What a mail server was given."""

    letters: list[email.message.EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    users: list[bytes] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  (aiosmtpd's name)
        self.letters.append(email.message_from_bytes(envelope.content, policy=modern))
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.encrypted.append(session.ssl is not None)
        return "250 taken"

    def authenticate(self, server, session, envelope, mechanism, data):
        self.users.append(data.login)
        right = (data.login, data.password) == (b"torii", b"p@ss/word")
        return AuthResult(success=right, handled=right)


class Strict(Taken):
    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  (aiosmtpd's name)
        return "550 not here"


@dataclass(frozen=True)
class Certificate:
    server: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(names, critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return Certificate(server, ssl.create_default_context(cafile=str(folder / "cert.pem")))


@contextmanager
def mail_server(taken, **options):
    """A server with a thread and a loop of its own, on a port that the system chose."""

    class Server(Controller):
        def factory(self):
            return SMTP(taken, authenticator=taken.authenticate, hostname="mx.example", **options)

        def _trigger_server(self):
            # it would ask port 0
            assert isinstance(self.server, asyncio.Server)
            self.port = self.server.sockets[0].getsockname()[1]
            super()._trigger_server()

    server = Server(taken, hostname="127.0.0.1", port=0)
    server.start()
    try:
        yield f"127.0.0.1:{server.port}"
    finally:
        server.stop()


async def test_a_server_takes_a_letter():
    taken = Taken()
    with mail_server(taken) as place:
        await SmtpMailer(f"smtp://{place}", SENDER).send(LETTER)
    (letter,) = taken.letters
    assert (letter["From"], letter["To"], letter["Subject"]) == (SENDER, LETTER.to, LETTER.subject)
    assert letter["Message-ID"].endswith("@shop.example>") and letter["Date"] and letter["Auto-Submitted"]
    assert letter.get_content().replace("\r\n", "\n").rstrip() == LETTER.text
    assert taken.envelopes == [("no-reply@shop.example", [LETTER.to])]
    assert taken.encrypted == [False]


async def test_encrypted_as_soon_as_the_server_can(certificate):
    taken = Taken()
    with mail_server(taken, tls_context=certificate.server) as place:
        await SmtpMailer(f"smtp://{place}", SENDER, certificate.client).send(LETTER)
        # a server that nobody vouches for gets nothing
        with pytest.raises(MailFailed):
            await SmtpMailer(f"smtp://{place}", SENDER).send(LETTER)
    assert taken.encrypted == [True]


async def test_with_a_password(certificate):
    taken = Taken()
    with mail_server(taken, tls_context=certificate.server, auth_required=True, require_starttls=True) as place:
        await SmtpMailer(f"smtp://torii:p%40ss%2Fword@{place}", SENDER, certificate.client).send(LETTER)
        with pytest.raises(MailFailed, match=r"^SMTPAuthenticationError 535$"):
            await SmtpMailer(f"smtp://torii:wrong@{place}", SENDER, certificate.client).send(LETTER)
    assert (len(taken.letters), set(taken.users)) == (1, {b"torii"})


async def test_a_password_is_not_sent_in_clear(monkeypatch):
    taken = Taken()
    # as if it were far away
    monkeypatch.setattr("gateway.auth.people.mail.LOOPBACK", frozenset())
    with mail_server(taken, auth_require_tls=False) as place, pytest.raises(MailFailed):
        await SmtpMailer(f"smtp://torii:p%40ss%2Fword@{place}", SENDER).send(LETTER)
    assert (taken.letters, taken.users) == ([], [])


async def test_a_server_that_is_away_or_refuses():
    with mail_server(Strict()) as place, pytest.raises(MailFailed) as caught:
        await SmtpMailer(f"smtp://{place}", SENDER).send(LETTER)
    assert "ada" not in str(caught.value) and "SECRET" not in str(caught.value)
    with pytest.raises(MailFailed):
        await SmtpMailer(f"smtp://{place}", SENDER).send(LETTER)


@pytest.mark.parametrize("url", ["http://mail.example", "mail.example", "smtp://", ""])
def test_what_is_no_mail_server(url):
    with pytest.raises(ValueError, match="smtp://"):
        SmtpMailer(url, SENDER)


async def test_files_that_only_their_owner_reads(tmp_path, capsys):
    logs.configure("info", "json")
    mailer = FileMailer(tmp_path / "mail", SENDER)
    for _ in range(3):
        await mailer.send(LETTER)
    files = sorted((tmp_path / "mail").iterdir())
    assert len(files) == 3
    for file in files:
        assert file.suffix == ".eml"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        letter = email.message_from_bytes(file.read_bytes(), policy=modern)
        assert letter["To"] == LETTER.to and "token=SECRET" in letter.get_content()
    said = capsys.readouterr().out
    assert "mail.example" in said and files[0].name in said
    assert "SECRET" not in said and "ada" not in said


async def test_a_header_holds_no_second_one(tmp_path):
    with pytest.raises(ValueError, match="linefeed"):
        await FileMailer(tmp_path, SENDER).send(Letter("ada@mail.example\nBcc: eve@mail.example", "x", "y"))


def test_the_settings_say_how(tmp_path):
    assert isinstance(make_mailer(Settings.model_validate({"var": tmp_path})), FileMailer)
    assert isinstance(make_mailer(Settings.model_validate({"smtp_url": "smtps://mail.example"})), SmtpMailer)


async def test_nobody_waits_for_a_server_that_is_away(house, capsys):
    people = house.people_with()
    people._mailer = SmtpMailer("smtp://127.0.0.1:1", SENDER)
    address = mailbox()
    await people.sign_up(address, PASSWORD, "Ada", place())
    await people.close()
    said = capsys.readouterr().out
    assert "mail failed" in said and "mail.example" in said
    assert address not in said and "token" not in said
    assert await house.find(address)


async def test_only_so_many_letters_wait():
    later, gate = Later(most=2), asyncio.Event()

    async def work():
        await gate.wait()

    later.start("work", work())
    later.start("work", work())
    with pytest.raises(Overloaded):
        later.start("work", work())
    gate.set()
    await later.settled()
    later.start("work", work())
    await later.settled()


async def test_what_goes_wrong_later_is_told_without_its_words(capsys):
    async def work():
        raise EmailInvalid("ada@mail.example and SECRET")

    later = Later()
    later.start("letter", work())
    await later.settled()
    said = capsys.readouterr().out
    assert "EmailInvalid" in said and "letter" in said
    assert "SECRET" not in said and "ada@" not in said
