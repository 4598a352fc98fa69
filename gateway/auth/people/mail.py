"""Letters to people: by SMTP, or as files where there is no server to send them.

What a letter says stays between us and whom it is for: a log line names the recipient's domain and nothing else of it.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from pathlib import Path
from ssl import SSLContext
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

from gateway.address import LOOPBACK
from gateway.auth.digests import new_id
from gateway.settings import Settings

FOLDER: Final = "mail"
SECONDS: Final = 20.0
PORTS: Final = {"smtp": 587, "smtps": 465}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    text: str

    @property
    def domain(self) -> str:
        return self.to.rpartition("@")[2]


class MailFailed(Exception):
    """The letter was not taken. Says why without a word of the letter."""


class Mailer(Protocol):
    async def send(self, letter: Letter) -> None: ...


def make_mailer(settings: Settings) -> Mailer:
    if settings.smtp_url is None:
        return FileMailer(settings.var / FOLDER, settings.mail_from)
    return SmtpMailer(settings.smtp_url.get_secret_value(), settings.mail_from)


def message(letter: Letter, sender: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = letter.to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2] or None)
    # so that nobody's holiday answers us (RFC 3834)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    return mail


class FileMailer:
    """One file per letter, which only its owner reads: what is in it opens accounts."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder, self._sender = folder, sender

    async def send(self, letter: Letter) -> None:
        path = await asyncio.to_thread(self._write, letter)
        log.info("mail written", domain=letter.domain, file=str(path))

    def _write(self, letter: Letter) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{new_id()[:8]}.eml"
        draft = path.with_suffix(".part")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(message(letter, self._sender).as_bytes())
        # nobody finds half a letter
        draft.rename(path)
        return path


class SmtpMailer:
    """smtps:// is encrypted from its first byte; smtp:// as soon as the server offers it.

    A password only leaves this machine when the connection is encrypted.
    """

    def __init__(self, url: str, sender: str, tls: SSLContext | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("the address of the mail server is not smtp://host or smtps://host")
        self._sender, self._tls = sender, tls
        self._host, self._port = parts.hostname, parts.port or PORTS[parts.scheme]
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._encrypted = parts.scheme == "smtps"
        # None: if the server can
        needs = self._user is not None and self._host not in LOOPBACK
        self._start_tls = None if not needs else True

    async def send(self, letter: Letter) -> None:
        try:
            await aiosmtplib.send(
                message(letter, self._sender),
                hostname=self._host,
                port=self._port,
                username=self._user,
                password=self._password,
                use_tls=self._encrypted,
                start_tls=False if self._encrypted else self._start_tls,
                tls_context=self._tls,
                timeout=SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            code = getattr(error, "code", None)
            raise MailFailed(type(error).__name__ + (f" {code}" if code else "")) from None
        log.info("mail sent", domain=letter.domain)
