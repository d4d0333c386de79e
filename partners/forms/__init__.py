from partners.forms.account import AccountForm, AddPasskeyForm, ChoosePasswordForm, ResetSecondFactorForm

__all__ = ["AccountForm", "AddPasskeyForm", "ChoosePasswordForm", "ResetSecondFactorForm"]
