"""Addresses of event logs, and of models and scenarios."""

from django.urls import include, path

from wholeflow.server.flowing import views

urlpatterns = [
    path("", include("wholeflow.server.flowing.scenarios.urls")),
    path("flow", views.logs, name="flow"),
    path("flow/bring", views.bring, name="flow-bring"),
    path("flow/<uuid:log_id>", views.log, name="flow-log"),
    path("flow/<uuid:log_id>/columns", views.columns, name="flow-columns"),
    path("flow/<uuid:log_id>/say", views.say, name="flow-say"),
    path("flow/<uuid:log_id>/activities", views.ties, name="flow-ties"),
    path("flow/<uuid:log_id>/examine", views.examine, name="flow-examine"),
    path("flow/<uuid:log_id>/load", views.confirm, name="flow-load"),
    path("flow/<uuid:log_id>/look-again", views.look_again, name="flow-look-again"),
    path("flow/<uuid:log_id>/work-out", views.work_out, name="flow-work-out"),
    path("flow/<uuid:log_id>/numbers", views.numbers, name="flow-numbers"),
    path("flow/<uuid:log_id>/numbers/all", views.all_numbers, name="flow-all-numbers"),
    path("flow/<uuid:log_id>/cancel", views.cancel, name="flow-cancel"),
    path("flow/<uuid:log_id>/delete", views.delete, name="flow-delete"),
]
