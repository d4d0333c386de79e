from partners.forms.account import (
    AccountForm,
    AddPasskeyForm,
    ChoosePasswordForm,
    DeleteAccountForm,
    MailChoiceForm,
    ResetSecondFactorForm,
)

__all__ = [
    "AccountForm",
    "AddPasskeyForm",
    "ChoosePasswordForm",
    "DeleteAccountForm",
    "MailChoiceForm",
    "ResetSecondFactorForm",
]
