"""Every address of the web server."""

from django.urls import include, path

urlpatterns = [
    path("", include("wholeflow.server.shell.urls")),
    path("", include("wholeflow.server.accounts.urls")),
    path("", include("wholeflow.server.flowing.urls")),
    path("", include("wholeflow.server.measuring.urls")),
    path("", include("wholeflow.server.mapping.urls")),
]
handler400 = "wholeflow.server.shell.views.not_taken"
handler404 = "wholeflow.server.shell.views.not_found"
