"""Addresses of feedback: about a process, and about a step between two."""

from wholeflow.governance import Act as Permission
from wholeflow.server.mapping.acting import Act, addresses
from wholeflow.server.measuring import feedback_forms, hearing

ACTS = (
    Act(
        "feedback",
        "Bring feedback",
        feedback_forms.FeedbackForm,
        hearing.bring_feedback,
        "Brought the feedback.",
        intro="What patients, carers or staff answered is evidence. Small numbers are "
        "not shown outside the organisation, unless they are published.",
        needs=Permission.SPEAK,
    ),
    Act(
        "step-feedback",
        "What people say about this step",
        feedback_forms.StepFeedbackForm,
        hearing.bring_feedback,
        "Brought the feedback.",
        intro="People notice what happens between two services. What they say is shown "
        "at both ends, and counts for neither, since neither answers for it alone.",
        needs=Permission.SPEAK,
    ),
    Act(
        "feedback-out",
        "Take the feedback back",
        feedback_forms.OneFeedbackForm,
        hearing.take_back_feedback,
        "Taken back.",
        button="Take it back",
        needs=Permission.SPEAK,
    ),
)

urlpatterns = addresses(ACTS)
