from partners.forms.account import AccountForm, ChoosePasswordForm

__all__ = ["AccountForm", "ChoosePasswordForm"]
