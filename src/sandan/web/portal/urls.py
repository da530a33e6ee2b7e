"""The public portal's addresses. Each noun lists its own."""

from sandan.web.portal import ask, bulletin, figure, follow, home, look_back, problem, report, rule, security

app_name = "portal"
urlpatterns = [
    *home.urlpatterns,
    *report.urlpatterns,
    *follow.urlpatterns,
    *ask.urlpatterns,
    *figure.urlpatterns,
    *problem.urlpatterns,
    *look_back.urlpatterns,
    *bulletin.urlpatterns,
    *rule.urlpatterns,
    *security.urlpatterns,
]
