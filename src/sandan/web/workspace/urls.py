"""The staff workspace's addresses. Each noun lists its own."""

from sandan.web.workspace import (
    authority,
    batch,
    bulletin,
    desk,
    figure,
    inbox,
    organisation,
    problem,
    recusal,
    register,
    survey,
    viewing,
)

app_name = "workspace"
urlpatterns = [
    *desk.urlpatterns,
    *inbox.urlpatterns,
    *problem.urlpatterns,
    *register.urlpatterns,
    *survey.urlpatterns,
    *batch.urlpatterns,
    *figure.urlpatterns,
    *bulletin.urlpatterns,
    *organisation.urlpatterns,
    *authority.urlpatterns,
    *viewing.urlpatterns,
    *recusal.urlpatterns,
]
