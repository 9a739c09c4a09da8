"""Mail, by Django's own backend. One message id for every try: a mailbox that got it twice shows it once."""

from __future__ import annotations

from collections.abc import Sequence
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage

from weituo.notice.channels.outcome import Item, Outcome, Result


def ready() -> bool:
    """Whether a mail server is set, or Django sends nowhere (tests)."""
    return bool(settings.EMAIL_HOST) or not settings.EMAIL_BACKEND.endswith(".smtp.EmailBackend")


def send(address: str, items: Sequence[Item], key: str) -> Outcome:
    """One mail for all items."""
    if not ready():
        return Outcome(Result.NEVER, "off", "no mail server is set")
    subject = items[0].title if len(items) == 1 else f"{items[0].title} +{len(items) - 1}"
    body = "\n\n".join("\n".join(part for part in (one.title, one.body, one.url) if part) for one in items)
    host = settings.DEFAULT_FROM_EMAIL.partition("@")[2] or "weituo.invalid"
    head = {"Message-ID": f"<{key}@{host}>", "Auto-Submitted": "auto-generated"}
    try:
        EmailMessage(subject.replace("\n", " "), body, to=[address], headers=head).send()
    except SMTPRecipientsRefused:
        return Outcome(Result.NEVER, "refused", "the mail server knows no such address")
    except SMTPResponseException as error:
        return Outcome(Result.NEVER if error.smtp_code >= 550 else Result.LATER, str(error.smtp_code))
    except (SMTPException, OSError) as error:
        return Outcome(Result.LATER, "unreachable", type(error).__name__)
    return Outcome(Result.SENT, "250")
