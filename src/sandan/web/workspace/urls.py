"""The staff workspace's addresses. Each noun lists its own."""

from sandan.web.workspace import (
    batch,
    bulletin,
    coverage,
    desk,
    figure,
    handover,
    inbox,
    opinion,
    organisation,
    post,
    problem,
    register,
    roster,
    shield,
    survey,
    unit,
)

app_name = "workspace"
urlpatterns = [
    *desk.urlpatterns,
    *inbox.urlpatterns,
    *opinion.urlpatterns,
    *shield.urlpatterns,
    *problem.urlpatterns,
    *register.urlpatterns,
    *survey.urlpatterns,
    *batch.urlpatterns,
    *figure.urlpatterns,
    *bulletin.urlpatterns,
    *organisation.urlpatterns,
    *unit.urlpatterns,
    *post.urlpatterns,
    *coverage.urlpatterns,
    *handover.urlpatterns,
    *roster.urlpatterns,
]
