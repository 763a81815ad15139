"""What is asked at the door."""

from django import forms

from wholeflow.server.accounts.models import Organisation
from wholeflow.server.asking import AskingForm


class SignInForm(AskingForm):
    sign_in_name = forms.CharField(
        label="Name you sign in by",
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class JoinForm(AskingForm):
    name = forms.CharField(
        label="Your name",
        max_length=150,
        help_text="As colleagues know you; it is shown beside what you own.",
    )
    role = forms.CharField(
        label="Your role", max_length=150, help_text="Such as “ward sister”."
    )
    organisation_name = forms.CharField(label="Your organisation", max_length=200)
    sign_in_name = forms.CharField(
        label="Name to sign in by",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        help_text="At least 12 characters; three words in a row will do.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(
        self, *args: object, names_organisation: bool, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's own
        if not names_organisation:
            del self.fields["organisation_name"]


class InviteForm(AskingForm):
    organisation = forms.ModelChoiceField(
        label="Organisation they belong to",
        queryset=Organisation.objects.filter(removed=False).order_by("name"),
        required=False,
    )
    new_organisation = forms.CharField(
        label="Or another organisation", max_length=200, required=False
    )
