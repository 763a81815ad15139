"""Addresses of indicators: their pages, and every act on what is measured."""

from django.urls import path

from wholeflow.server.mapping.acting import Act, addresses
from wholeflow.server.measuring import charting, indicating, indicator_views, worth
from wholeflow.server.measuring import indicator_forms as forms

ACTS = (
    Act(
        "indicator",
        "Add an indicator",
        forms.IndicatorForm,
        indicating.add_indicator,
        "Added the indicator.",
        intro="Something measured that speaks for or against success, or that is only "
        "watched.",
    ),
    Act(
        "value",
        "Record a value",
        forms.ValueForm,
        indicating.record_point,
        "Recorded.",
        intro="A value for a day that has one already takes its place.",
    ),
    Act(
        "indicator-out",
        "Take the indicator out",
        forms.OneIndicatorForm,
        indicating.take_out_indicator,
        "Taken out.",
        button="Take it out",
    ),
    Act(
        "worth",
        "Say what values are worth",
        forms.WorthForm,
        worth.set_worth,
        "Saved what values are worth.",
        intro="From the value at which the process fails to the one at which it "
        "succeeds; this is drawn on the chart.",
    ),
    Act(
        "bearing",
        "How far does it speak for success?",
        forms.BearingForm,
        worth.set_bearing,
        "Saved how far it speaks for success.",
    ),
    Act(
        "balance",
        "Name a balancing partner",
        forms.BalanceForm,
        worth.balance,
        "Saved its partner.",
        intro="What is pushed to get better often makes something else worse. Name what "
        "would show it. Leave it empty if nothing does.",
    ),
    Act(
        "chart",
        "Choose the chart",
        forms.ChartForm,
        charting.choose_chart,
        "Saved how it is drawn.",
    ),
    Act(
        "rebase",
        "Begin new limits",
        forms.RebaseForm,
        charting.rebase,
        "New limits begin.",
        intro="Only if you know what changed, and expect it to last. Limits are never "
        "moved because a target was missed.",
        button="Begin new limits",
    ),
    Act(
        "rebase-out",
        "Take new limits back",
        forms.RebaseOutForm,
        charting.take_back_rebase,
        "Taken back: the limits before go on.",
        button="Take them back",
    ),
    Act(
        "set-aside",
        "Set a value aside",
        forms.SetAsideForm,
        charting.set_aside,
        "Set aside: it is shown and does not count.",
        intro="Only if it belongs to something else, such as a day when records were "
        "lost. A bad day is no reason.",
        button="Set it aside",
    ),
    Act(
        "count-again",
        "Let the value count again",
        forms.OnePointForm,
        charting.count_again,
        "It counts again.",
        button="Let it count",
    ),
)

urlpatterns = [
    path(
        "p/<str:process_id>/indicators/<uuid:indicator_id>",
        indicator_views.indicator,
        name="indicator-page",
    ),
    path(
        "p/<str:process_id>/bring-values",
        indicator_views.bring_values,
        name="bring-values",
    ),
    path(
        "p/<str:process_id>/evidence.<str:form>",
        indicator_views.results_file,
        name="evidence-file",
    ),
    *addresses(ACTS),
]
