"""The screens' own tables, where Django looks for them."""

from sandan.web.account import Account, Invitation
from sandan.web.limit import Attempt
from sandan.web.saved_view import SavedView
from sandan.web.session import SignedIn
from sandan.web.trace import Trace

__all__ = ["Account", "Attempt", "Invitation", "SavedView", "SignedIn", "Trace"]
