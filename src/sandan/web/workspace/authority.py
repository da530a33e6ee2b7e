"""The page that says who may do what, generated from the matrices: the whole of them, or one role's part in sentences."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sandan.domain.authority import Role
from sandan.web import authority as matrix
from sandan.web.access import ActedRequest
from sandan.web.label import ROLE, choices
from sandan.web.workspace.filter import select


@require_safe
def authority(request: ActedRequest) -> HttpResponse:
    """What the role that `?role=` names may do and open; without one, both matrices. An unknown role is none."""
    asked = request.GET.get("role", "")
    role = Role(asked) if asked in set(Role) else None
    context = {
        "rules": matrix.rules(),
        "controls": [select("role", _("Role"), role.value if role else "", choices(ROLE))],
        "filtered": role is not None,
        "mine": [(each.value, ROLE[each]) for each in ROLE if each in request.actor.roles and each is not role],
    }
    if role is None:
        context |= {"columns": list(ROLE.values()), "commands": matrix.commands(), "pages": matrix.pages()}
    else:
        context |= {"role": ROLE[role], "may_do": matrix.may_do(role), "may_open": matrix.may_open(role)}
    return render(request, "workspace/authority.html", context)


urlpatterns = [path("authority/", authority, name="authority")]
