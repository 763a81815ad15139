"""Addresses of indicators: every act on what is measured."""

from wholeflow.server.mapping.acting import Act, addresses
from wholeflow.server.measuring import indicating
from wholeflow.server.measuring import indicator_forms as forms

ACTS = (
    Act(
        "indicator",
        "Add an indicator",
        forms.IndicatorForm,
        indicating.add_indicator,
        "Added the indicator.",
        intro="Something measured that speaks for or against success. Values between "
        "failing and succeeding count in proportion.",
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
)

urlpatterns = addresses(ACTS)
