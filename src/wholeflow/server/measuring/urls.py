"""Addresses of evidence: every act that brings or takes back some."""

from wholeflow.server.mapping.acting import Act, addresses
from wholeflow.server.measuring import actions, forms, indicator_urls

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
)

urlpatterns = [*addresses(ACTS), *indicator_urls.urlpatterns]
