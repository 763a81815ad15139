"""Addresses of the map: pages about changes, and every act on a process."""

from django.urls import path

from wholeflow.governance import Act as Permission
from wholeflow.server.mapping import actions, forms, views
from wholeflow.server.mapping.acting import Act, Alone, addresses
from wholeflow.server.mapping.parts import actions as of_parts
from wholeflow.server.mapping.parts import forms as parts_forms

ACTS = (
    Act("rename", "Rename", forms.RenameForm, actions.rename, "Renamed."),
    Act("part", "Add a part", forms.PartForm, actions.new_part, "Added the part."),
    Act(
        "share",
        "Add a process that exists",
        forms.ShareForm,
        actions.add_part,
        "Added the part.",
    ),
    Act(
        "part-out",
        "Take a part out",
        forms.OnePartForm,
        actions.take_out_part,
        "Taken out; the process itself stays.",
        button="Take it out",
    ),
    Act(
        "necessity",
        "Is this part necessary?",
        parts_forms.NecessityForm,
        actions.set_necessity,
        "Saved how necessary it is.",
    ),
    Act(
        "parts",
        "Test the parts",
        parts_forms.AnswerForm,
        of_parts.answer_parts,
        "Saved your answer.",
        intro="Is each part necessary for the success of the whole, and are all of them "
        "together enough? Each player answers alone first, and then sees what others "
        "have said.",
        button="Save my answer",
        needs=Permission.SPEAK,
        template="mapping/test_the_parts.html",
        then="parts",
    ),
    Act(
        "declare",
        "Declare what it needs of its parts",
        parts_forms.DeclareForm,
        of_parts.declare_logic,
        "Saved what you declare.",
        intro="Ask the players first. Until its owner says yes, parts can show that the "
        "whole fails but not that it succeeds.",
    ),
    Act(
        "cases",
        "Share the cases among the parts",
        parts_forms.ShareCasesForm,
        of_parts.share_cases,
        "Saved the shares.",
        intro="Each case goes through one of the parts. Give the lowest and the highest "
        "share of the cases that each takes, so that they can add up to 100 %; leave a "
        "part empty if nothing is known.",
        template="mapping/share_the_cases.html",
    ),
    Act("say", "Add to the card", forms.SayForm, actions.add_entry, "Added."),
    Act("entry", "Change", forms.ChangeEntryForm, actions.change_entry, "Saved."),
    Act(
        "entry-out",
        "Take off the card",
        forms.OneEntryForm,
        actions.take_out_entry,
        "Taken off the card.",
        button="Take it off",
    ),
    Act(
        "success",
        "Say what success is",
        forms.SuccessForm,
        actions.state_success,
        "Saved what success is.",
        intro="Evidence needs something to speak for. Without a statement of success a "
        "process has no flag.",
    ),
    Act(
        "success-out",
        "Take a statement back",
        forms.OneSuccessForm,
        actions.take_out_success,
        "Taken back.",
        button="Take it back",
    ),
    Act("label", "Who may read it", forms.LabelForm, actions.set_label, "Saved."),
    Act(
        "own",
        "Own this process",
        Alone,
        actions.take_ownership,
        "You own it now.",
        intro="A process has exactly one owner, who leads it and answers for it.",
        button="I will own it",
        needs=Permission.TAKE,
    ),
    Act(
        "hand-over",
        "Hand it over",
        forms.HandOverForm,
        actions.hand_over,
        "Handed over.",
        button="Hand it over",
    ),
    Act(
        "let-go",
        "Let go of it",
        forms.ReasonForm,
        actions.let_go,
        "Nobody owns it now.",
        intro="A colleague can then take it. Until somebody does, everybody sees that "
        "nobody owns it.",
        button="Let go",
    ),
    Act(
        "reviewed",
        "Mark it as reviewed",
        Alone,
        actions.mark_reviewed,
        "Marked as reviewed today.",
        intro="Read the card through first: does it still say what people do?",
        button="It still holds",
    ),
    Act(
        "interlock",
        "Propose an interlock",
        forms.InterlockForm,
        actions.propose_interlock,
        "Proposed.",
        intro="What passes between this process and a neighbour? It is drawn dashed "
        "until both owners agree.",
    ),
    Act(
        "retire",
        "Take it off the map",
        forms.ReasonForm,
        actions.retire,
        "Taken off the map; Undo brings it back.",
        button="Take it off the map",
    ),
)

urlpatterns = [
    path("new", views.new, name="new"),
    path("undo/<int:seq>", views.undo, name="undo"),
    path("export.<str:form>", views.export, name="export"),
    *addresses(ACTS),
]
