"""Addresses at the door."""

from django.urls import path

from wholeflow.server.accounts import views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("welcome/<str:secret>", views.welcome, name="welcome"),
    path("colleagues", views.colleagues, name="colleagues"),
]
