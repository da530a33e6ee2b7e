"""Saved views: the filters of a list that somebody wants to find again, under a name of their own. No ledger: nobody answers for them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from sandan.web.account import Account
from sandan.web.form import fresh_key

MOST_VIEWS = 50
"""How many one person may have. A longer list is no shortcut any more."""
NAME_LIMIT = 60
QUERY_LIMIT = 1000
_PLACE = frozenset({"before", "after", "print"})
"""Words of an address that say where on the list one is, and are no filter."""


class SavedView(models.Model):
    """One filter of one list. `query` holds the words of the address; what they mean is looked up again when it is opened."""

    key = models.CharField(max_length=32, primary_key=True, default=fresh_key)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="views")
    list = models.CharField(max_length=20)
    name = models.CharField(max_length=NAME_LIMIT)
    query = models.CharField(max_length=QUERY_LIMIT)

    class Meta:
        ordering = ("list", "name")
        constraints = (models.UniqueConstraint(fields=["account", "list", "name"], name="web_view_name"),)

    @property
    def url(self) -> str:
        """Where it opens."""
        return reverse("workspace:view", args=[self.key])


def mine(request: HttpRequest) -> models.QuerySet[SavedView]:
    """The saved views of whoever is signed in, list by list."""
    return SavedView.objects.filter(account__user_id=request.user.pk or 0)


def filters(request: HttpRequest) -> str:
    """The filters in the address of a list, without those that are empty, in one order whatever their order was."""
    words = {name: value for name, value in request.GET.dict().items() if name not in _PLACE and str(value).strip()}
    return urlencode(sorted(words.items()))


def bar(request: HttpRequest, of: str) -> dict[str, Any]:
    """What the bar above a list shows: my views of it, and the filter that may be saved now."""
    query = filters(request)
    return {
        "views": mine(request).filter(list=of),
        "views_of": of,
        "views_query": query if len(query) <= QUERY_LIMIT else "",
    }
