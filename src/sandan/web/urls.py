"""The screens' addresses: sign-in, the public portal, the staff workspace."""

from django.urls import include, path
from django.views.i18n import set_language

from sandan.web import own_account, own_factor, sign_in, sign_on
from sandan.web.portal import security

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("sign-in/", sign_in.sign_in, name="login"),
    path("sign-in/demo/", sign_in.demo, name="demo_sign_in"),
    path("sign-in/factor/", sign_in.give_factor, name="factor"),
    path("sign-in/passkey/", sign_in.by_passkey, name="passkey"),
    path("sign-on/<str:provider_id>/", sign_on.leave, name="openid_connect_login"),
    path("sign-on/<str:provider_id>/back/", sign_on.arrive, name="openid_connect_callback"),
    path("sign-out/", sign_in.sign_out, name="logout"),
    path("setup/<str:token>/", sign_in.setup, name="setup"),
    path(".well-known/security.txt", security.security_txt, name="security_txt"),
    path("security.txt", security.moved, name="security_txt_moved"),
    path("account/", own_account.account, name="account"),
    path("account/acting/", own_account.acting, name="acting"),
    path("account/confirm/", own_account.confirm, name="confirm"),
    path("account/factor/", own_factor.factors, name="factors"),
    path("account/factor/app/", own_factor.app, name="factor_app"),
    path("account/factor/passkey/", own_factor.passkey, name="factor_passkey"),
    path("account/factor/codes/", own_factor.codes, name="factor_codes"),
    path("account/factor/remove/", own_factor.remove, name="factor_remove"),
    path("account/sessions/end/", own_account.sessions_end, name="sessions_end"),
    path("account/sign-on/end/", own_account.sign_on_end, name="sign_on_end"),
    path("", include("sandan.web.portal.urls")),
    path("open-data/", include("sandan.web.exchange.urls")),
    path("work/", include("sandan.web.workspace.urls")),
]
