"""The forms of channels: what each means of sending needs. Secrets go in and are never shown again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sandan.outbox import mail
from sandan.outbox.models import PERSONAL, Means
from sandan.outbox.secret import sealed_fields
from sandan.outbox.target import Barred, inside, target
from sandan.outbox.wording import explained
from sandan.projections import unit
from sandan.web.form import KeyedForm

HOSTS: dict[Means, tuple[str, ...]] = {
    Means.WECOM: ("qyapi.weixin.qq.com",),
    Means.DINGTALK: ("oapi.dingtalk.com",),
    Means.FEISHU: ("open.feishu.cn", "open.larksuite.com"),
}
"""Where the robots live. A private installation's host has to stand in the machine's settings."""
_LINE = RegexValidator(r"^[^\r\n]*$", _("One line only."))


def _text(
    label: Any, help_text: Any = "", *, required: bool = True, most: int = 500, like: str = ""
) -> forms.CharField:
    widget = forms.TextInput(attrs=_example(like))
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=most, validators=[_LINE], widget=widget
    )


def _example(like: str) -> dict[str, str]:
    """Shows what such a thing looks like; it is in no language."""
    return {"placeholder": like, "translate": "no"} if like else {}


def _hidden(label: Any, help_text: Any = "", like: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", **_example(like)}, render_value=False),
        validators=[_LINE],
        strip=True,
    )


class OfficeForm(forms.Form):
    """What holds for all channels."""

    sending = forms.BooleanField(label=_("Messages may leave the house"), required=False)
    site = forms.URLField(
        label=_("Address of this site"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("For the links in messages. Without it they have none."),
        widget=forms.URLInput(attrs=_example("https://sandan.example.gov")),
    )
    resend = forms.BooleanField(
        label=_("Send again what may have been sent"),
        required=False,
        help_text=_("Rather twice than not at all. The second one says that it may be one."),
    )


class ChannelForm(KeyedForm):
    """What every channel has, and what its means needs. Secrets that are left empty stay as they are."""

    SECRETS: tuple[str, ...] = ()
    name = _text(_("Name of the channel"), most=80)
    unit = forms.ChoiceField(
        label=_("Whose group it is"), help_text=_("It gets what its unit is told; everybody in the group reads it.")
    )
    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES)
    idempotent = forms.BooleanField(
        label=_("The other side throws repeats away"),
        required=False,
        help_text=_("It knows them by the id. Then what may have been sent is sent again by itself."),
    )

    def __init__(self, means: Means, held: dict[str, str] | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.means, self.held = means, held or {}
        for field in self.fields.values():
            # A browser that fills in its owner's name beside a secret field would enter it as the channel's.
            field.widget.attrs.setdefault("autocomplete", "off")
        if means in PERSONAL:
            del self.fields["unit"], self.fields["language"]
        else:
            units = self.fields["unit"]
            assert isinstance(units, forms.ChoiceField)
            units.choices = [("", ""), *sorted(unit.names().items(), key=lambda each: each[1])]
        if means in HOSTS or means is Means.EMAIL:
            del self.fields["idempotent"]
        for each in self.SECRETS:
            if self.held.get(each):
                self.fields[each].help_text = _("Known. Leave empty to keep it.")
        if "url" in self.fields and not self.held.get("url"):
            self.fields["url"].required = True

    def clean_url(self) -> str:
        """An address that may be called at all, and for a robot, at its own place."""
        url = str(self.cleaned_data["url"]) or self.held.get("url", "")
        try:
            to = target(url)
        except Barred as barred:
            raise ValidationError(explained(barred.reason)) from None
        hosts = HOSTS.get(self.means, ())
        if hosts and to.host not in hosts and not inside(to.host, to.port):
            raise ValidationError(
                gettext("This is not a robot's address: it begins with https://%(host)s/."), params={"host": hosts[0]}
            )
        return url

    def sealed(self) -> bytes:
        """Address and secrets, those that were left empty as they were."""
        own = {name for name in self.fields if name not in ChannelForm.base_fields}
        given = {name: str(self.cleaned_data[name] or "") for name in own}
        return sealed_fields(
            {name: value or (self.held.get(name, "") if name in self.SECRETS else "") for name, value in given.items()}
        )


class MailForm(ChannelForm):
    """An SMTP server."""

    SECRETS = ("password",)
    host = _text(_("Mail server"), most=200)
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=465)
    security = forms.ChoiceField(
        label=_("Encryption"),
        choices=[
            ("tls", _("TLS from the start (465)")),
            ("starttls", _("STARTTLS (587)")),
            ("none", _("None, inside the house only")),
        ],
    )
    sender = forms.EmailField(label=_("Sender"), max_length=200)
    user = _text(_("User name"), required=False, most=200)
    password = _hidden(_("Password"))

    def clean(self) -> dict[str, Any]:
        """Outside the house mail is handed over by TLS, at a port for mail."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        host, port = str(found.get("host", "")).lower(), found.get("port")
        if host and port and not inside(host, port):
            if found.get("security") == "none":
                self.add_error("security", explained("address_scheme"))
            if port not in mail.PORTS:
                self.add_error("port", explained("address_port"))
        found["host"] = host
        return found


class RobotForm(ChannelForm):
    """A group's chat robot."""

    SECRETS = ("url", "secret")
    url = _hidden(
        _("Address of the robot (webhook)"),
        _("As the chat program shows it. It is a secret: whoever has it writes into the group."),
    )
    secret = _hidden(_("Signing secret"), _("Only if the robot asks for one."))


class WeComForm(ChannelForm):
    """WeCom's robots have no signing secret."""

    SECRETS = ("url",)
    url = _hidden(
        _("Address of the robot (webhook)"),
        _("As the chat program shows it. It is a secret: whoever has it writes into the group."),
    )


class HookForm(ChannelForm):
    """A program that takes JSON."""

    SECRETS = ("url", "secret")
    url = _hidden(_("Address"), _("It gets a JSON object for each message."), "https://")
    secret = _hidden(_("Signing secret"), _("Each message is signed with it."))


class GatewayForm(ChannelForm):
    """An SMS gateway, which takes what the office's template says."""

    SECRETS = ("url", "header")
    url = _hidden(_("Address"))
    header = _hidden(_("Header"), _("If the gateway asks for one."), "Authorization: Bearer …")
    template = forms.CharField(
        label=_("What is sent"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "translate": "no"}),
        help_text=_(
            "JSON or a form. What stands in double braces is replaced by the number, the text and the id of the message."
        ),
        initial='{"mobile": "{{to}}", "content": "{{text}}", "requestId": "{{id}}"}',
    )
    success = _text(
        _("What its answer says when it went well"),
        _("A field of its JSON answer and the value there. Without it the status 200 counts."),
        required=False,
        most=100,
        like="code=0",
    )

    def clean_template(self) -> str:
        """It must say to whom, and what."""
        template = str(self.cleaned_data["template"])
        if "{{to}}" not in template or "{{text}}" not in template:
            raise ValidationError(gettext("{{to}} and {{text}} must stand in it."))
        return template

    def clean_header(self) -> str:
        """A name and a value."""
        header = str(self.cleaned_data["header"])
        if header and not header.partition(":")[2].strip():
            raise ValidationError(gettext("A name, a colon, and a value."))
        return header

    def clean_success(self) -> str:
        """A field and its value."""
        success = str(self.cleaned_data["success"])
        if success and not all(part.strip() for part in (success.partition("=")[0], success.partition("=")[2])):
            raise ValidationError(gettext("A field, =, and a value."))
        return success


FORMS: dict[Means, type[ChannelForm]] = {
    Means.EMAIL: MailForm,
    Means.SMS: GatewayForm,
    Means.WECOM: WeComForm,
    Means.DINGTALK: RobotForm,
    Means.FEISHU: RobotForm,
    Means.WEBHOOK: HookForm,
}
