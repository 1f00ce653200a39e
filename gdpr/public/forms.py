"""What the public form asks."""

from django import forms

from gdpr.models import SubjectRequest

Kind = SubjectRequest.Kind
IN_PLAIN_WORDS = {
    Kind.ACCESS: "Tell me what you know about me",
    Kind.PORTABILITY: "Give me my data to take elsewhere",
    Kind.RECTIFICATION: "Correct what is wrong about me",
    Kind.ERASURE: "Erase my data",
    Kind.RESTRICTION: "Keep my data, but do not use them",
    Kind.OBJECTION: "Stop using my data for a purpose",
}


class AskForm(forms.Form):
    """What somebody asks, and where the mail goes. People do not see the field `website`; programs fill it in."""

    kind = forms.ChoiceField(
        choices=list(IN_PLAIN_WORDS.items()), widget=forms.RadioSelect, label="What do you ask for?"
    )
    email = forms.EmailField(max_length=255, label="Your e-mail address")
    message = forms.CharField(
        max_length=4_000, required=False, label="Anything we should know?", widget=forms.Textarea(attrs={"rows": 4})
    )
    website = forms.CharField(required=False)

    @property
    def is_by_program(self) -> bool:
        """Whether something was filled in that nobody sees."""
        return bool(self.cleaned_data["website"])

    def told(self) -> dict[str, str]:
        """What `asking.ask` is told."""
        return {name: self.cleaned_data[name] for name in ("kind", "email", "message")}
