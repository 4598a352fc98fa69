"""What people are told when something does not work. A page shows the message; no program reads it.

Refused
├── LoginFailed             unknown, wrong, disabled or used up: nobody learns which
├── EmailUnverified         the password was right, but the address is not proven yet; a letter is on its way
├── LinkInvalid             a mailed link that was used, is too old, or never was
├── PasswordRefused         too short, too common...: the message says what
├── EmailInvalid            this cannot be an e-mail address
├── EmailTaken              only where somebody who may know it makes accounts
├── CodeInvalid             a second factor's code
├── SecondFactorState       it is on already, or it is not
└── SignUpClosed            people cannot make accounts by themselves here
"""

from __future__ import annotations

from typing import ClassVar


class Refused(Exception):
    default: ClassVar[str] = "This did not work."

    def __init__(self, message: str | None = None) -> None:
        self.message = message or self.default
        super().__init__(self.message)


class LoginFailed(Refused):
    default = "The e-mail address or the password is not right. If this goes on, set a new password."


class EmailUnverified(Refused):
    default = "Your e-mail address is not confirmed yet. Open the link in the letter that we sent you."


class LinkInvalid(Refused):
    default = "This link has expired or was used already. Please ask for a new one."


class PasswordRefused(Refused):
    default = "Please choose another password."


class EmailInvalid(Refused):
    default = "This is not an e-mail address."


class EmailTaken(Refused):
    default = "There is an account with this e-mail address already."


class CodeInvalid(Refused):
    default = "This code is not right, or it was used already."


class SecondFactorState(Refused):
    default = "The second factor is not in a state that allows this."


class SignUpClosed(Refused):
    default = "Accounts are made by the people who run this place. Please ask them."
