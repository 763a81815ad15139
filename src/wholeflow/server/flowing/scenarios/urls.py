"""Addresses of models and scenarios; all begin with `flow-`, as those of logs do."""

from django.urls import path

from wholeflow.server.flowing.scenarios import views

urlpatterns = [
    path("flow/models/bring", views.bring, name="flow-model-bring"),
    path("flow/models/<uuid:model_id>", views.model, name="flow-model"),
    path("flow/models/<uuid:model_id>/file", views.model_file, name="flow-model-file"),
    path(
        "flow/models/<uuid:model_id>/file/<int:number>",
        views.model_file,
        name="flow-model-former-file",
    ),
    path(
        "flow/models/<uuid:model_id>/replace", views.replace, name="flow-model-replace"
    ),
    path("flow/models/<uuid:model_id>/say", views.say, name="flow-model-say"),
    path("flow/models/<uuid:model_id>/nodes", views.nodes, name="flow-model-nodes"),
    path(
        "flow/models/<uuid:model_id>/foretell",
        views.foretell,
        name="flow-model-foretell",
    ),
    path(
        "flow/models/<uuid:model_id>/foretell/<uuid:tie_id>/out",
        views.foretell_no_more,
        name="flow-model-foretell-out",
    ),
    path("flow/models/<uuid:model_id>/remove", views.remove, name="flow-model-remove"),
    path("flow/models/<uuid:model_id>/try", views.write, name="flow-scenario-write"),
    path("flow/scenarios/<uuid:scenario_id>", views.scenario, name="flow-scenario"),
    path(
        "flow/scenarios/<uuid:scenario_id>/scene.json",
        views.scene,
        name="flow-scenario-scene",
    ),
    path(
        "flow/scenarios/<uuid:scenario_id>/change",
        views.rewrite,
        name="flow-scenario-change",
    ),
    path(
        "flow/scenarios/<uuid:scenario_id>/try", views.try_it, name="flow-scenario-try"
    ),
    path(
        "flow/scenarios/<uuid:scenario_id>/cancel",
        views.cancel,
        name="flow-scenario-cancel",
    ),
    path(
        "flow/scenarios/<uuid:scenario_id>/remove",
        views.remove_scenario,
        name="flow-scenario-remove",
    ),
]
