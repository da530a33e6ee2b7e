"""The screens' own tables, where Django looks for them."""

from sandan.web.account import Account

__all__ = ["Account"]
