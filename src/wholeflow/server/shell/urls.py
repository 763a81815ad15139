"""Addresses of the pages that join the apps."""

from django.urls import path

from wholeflow.server.shell import views

urlpatterns = [
    path("", views.front, name="front"),
    path("scene.json", views.scene, name="scene"),
    path("poster.svg", views.wall_poster, name="poster"),
    path("search", views.search, name="search"),
    path("history", views.history, name="history"),
    path("missing", views.missing, name="missing"),
    path("monday", views.monday_morning, name="monday"),
    path("about", views.about, name="about"),
    path("favicon.ico", views.mark, name="favicon"),  # asked for by pictures alone
    path("p/<str:process_id>", views.process, name="process"),
    path("p/<str:process_id>/why", views.why, name="why"),
    path("p/<str:process_id>/below", views.below, name="below"),
    path("p/<str:process_id>/scene.json", views.scene, name="process-scene"),
    path("p/<str:process_id>/poster.svg", views.wall_poster, name="process-poster"),
    path("p/<str:process_id>/history", views.history, name="process-history"),
]
