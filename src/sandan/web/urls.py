"""The screens' addresses: sign-in, the public portal, the staff workspace."""

from django.urls import include, path
from django.views.i18n import set_language

from sandan.web import sign_in
from sandan.web.portal import security

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("sign-in/", sign_in.sign_in, name="login"),
    path("sign-in/demo/", sign_in.demo, name="demo_sign_in"),
    path("sign-out/", sign_in.sign_out, name="logout"),
    path("setup/<str:token>/", sign_in.setup, name="setup"),
    path(".well-known/security.txt", security.security_txt, name="security_txt"),
    path("security.txt", security.moved, name="security_txt_moved"),
    path("account/", sign_in.account, name="account"),
    path("account/acting/", sign_in.acting, name="acting"),
    path("", include("sandan.web.portal.urls")),
    path("work/", include("sandan.web.workspace.urls")),
]
