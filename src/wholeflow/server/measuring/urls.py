"""Addresses of evidence: every act that brings or takes back some."""

from wholeflow.server.mapping.acting import Act, addresses
from wholeflow.server.measuring import actions, forms

ACTS = (
    Act(
        "judge",
        "Judge the evidence",
        forms.JudgeForm,
        actions.judge,
        "Saved your judgement.",
        intro="What is neither for nor against stays not known, and is shown as white. "
        "The two may overlap: then the evidence is contested.",
    ),
    Act(
        "judgement-out",
        "Withdraw the judgement",
        forms.OneJudgementForm,
        actions.withdraw_judgement,
        "Withdrawn.",
        button="Withdraw it",
    ),
    Act(
        "indicator",
        "Add an indicator",
        forms.IndicatorForm,
        actions.add_indicator,
        "Added the indicator.",
        intro="Something measured that speaks for or against success. Values between "
        "failing and succeeding count in proportion.",
    ),
    Act(
        "value",
        "Record a value",
        forms.ValueForm,
        actions.record_point,
        "Recorded.",
        intro="A value for a day that has one already takes its place.",
    ),
    Act(
        "indicator-out",
        "Take the indicator out",
        forms.OneIndicatorForm,
        actions.take_out_indicator,
        "Taken out.",
        button="Take it out",
    ),
)

urlpatterns = addresses(ACTS)
