"""Addresses of evidence: every act that brings or takes back some."""

from wholeflow.governance import Act as Permission
from wholeflow.server.mapping.acting import Act, addresses
from wholeflow.server.measuring import actions, feedback_urls, forms, indicator_urls

ACTS = (
    Act(
        "judge",
        "Judge the evidence",
        forms.JudgeForm,
        actions.judge,
        "Saved your judgement.",
        intro="Judge by yourself first; then see what others say.",
        needs=Permission.SPEAK,
    ),
    Act(
        "confirm",
        "Is it still so?",
        forms.OneJudgementForm,
        actions.confirm,
        "Your judgement is as of today again.",
        intro="It then counts in full again. If it is not so any more, judge it again.",
        button="Still so",
        needs=Permission.SPEAK,
    ),
    Act(
        "judgement-out",
        "Withdraw the judgement",
        forms.OneJudgementForm,
        actions.withdraw_judgement,
        "Withdrawn.",
        button="Withdraw it",
        needs=Permission.SPEAK,
    ),
)

urlpatterns = [
    *addresses(ACTS),
    *indicator_urls.urlpatterns,
    *feedback_urls.urlpatterns,
]
