"""A new part by its page: in the language of its whole, and Welsh is not nagged."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from wholeflow.server.mapping import actions
from wholeflow.server.mapping.models import Process

pytestmark = pytest.mark.django_db


def test_a_welsh_part_is_named_on_its_page_without_a_question():
    ann = builders.a_person("Ann")
    key = actions.new_process(by=ann, name="Gofalu am gleifion", language="cy")
    client = Client(headers={"host": "localhost"})
    client.force_login(ann)

    asked = client.get(f"/p/{key}/part").context["form"].initial["language"]
    client.post(f"/p/{key}/part", {"name": "Profi gwaed", "language": asked})

    assert Process.objects.get(name="Profi gwaed").language == "cy"
