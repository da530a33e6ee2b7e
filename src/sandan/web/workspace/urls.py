"""The staff workspace's addresses. Each noun lists its own."""

from sandan.web.workspace import (
    batch,
    bulletin,
    desk,
    figure,
    inbox,
    opinion,
    organisation,
    problem,
    register,
    shield,
    survey,
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
]
