"""Names that say what people do.

A systemic process is best named with the present participle: "Testing blood", not
"Blood test" [1]_. A name that does not begin so is questioned, with a suggestion; its
owner may keep it and say why. Welsh has no such form and is never questioned.

The words the check knows stand in `naming.toml` beside this module.

References
----------
.. [1] Stirrat, Blockley, Alexander and Phillips, "Integrating Health and Social Care
   Services in NHS England", 2021, section "Systemic Processes".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

# The values of a TOML file are of many types; `_words` and `_ACTS` give them theirs.
_LISTS: dict[str, Any] = tomllib.loads(
    files("wholeflow.processes").joinpath("naming.toml").read_text("utf-8")
)
_ACTS: dict[str, str] = _LISTS["acts"]
_COUNTABLE = frozenset(_LISTS["countable"]["words"])


def _words(name: str) -> frozenset[str]:
    return frozenset(_LISTS[name])


_PLACES = _words("places")
_NEVER_ACTS = _words("never_acts") | _PLACES
_THINGS_ALONE = _words("things_alone")
_THINGS_BEFORE_THINGS = _words("things_before_things")
_THINGS = _words("things")
_COMPOUNDS = tuple(_LISTS["compounds"])
_ACTED_ON = _words("acted_on")
_ABSTRACT_ENDINGS = ("ity", "ness", "ment", "tion", "ance", "ence", "th", "ing")
_CIRCUMSTANCES = _words("circumstances")
_AFTER_AN_ACT = _words("after_an_act")
_PLACE_ENDINGS = tuple(_LISTS["place_endings"])
# One vowel between consonants doubles the last: set, plan, but not show or mix.
_SHORT_VERB = re.compile(r"[^aeiou]+[aeiou][^aeiouwxy]\Z")
_PUNCTUATION = ",.;:!?()'\"\u2018\u2019\u201c\u201d"
_PREPOSITIONS = frozenset(
    {"about", "across", "after", "at", "before", "between", "by", "during", "for"}
    | {"from", "in", "into", "of", "on", "over", "through", "to", "with", "without"}
)
_ADJECTIVES_IN_LY = frozenset(
    {"assembly", "daily", "early", "elderly", "family", "monthly", "reply", "supply"}
    | {"weekly", "yearly"}
)


@dataclass(frozen=True, slots=True)
class NameVerdict:
    """What the check makes of one name.

    Parameters
    ----------
    ok
        True if the name says what people do, or is not in English.
    suggestion
        A name that would; empty if `ok`. A starting point, not always good English.
    reason
        Why the name is questioned, in one sentence; empty if `ok`.
    """

    ok: bool
    suggestion: str = ""
    reason: str = ""


def check_name(name: str, language: str = "en") -> NameVerdict:
    """Ask whether a name says what people do.

    Parameters
    ----------
    name
        Name of a process.
    language
        "en" for English; a name in any other language is never questioned.

    Returns
    -------
    NameVerdict
        With a suggestion and a reason if the name is questioned.

    Notes
    -----
    The verdict is a rule of thumb from the first words and a short list of nouns.
    `tests/processes/test_naming.py` says how often it is right.

    Examples
    --------
    >>> check_name("Blood test").suggestion
    'Testing blood'
    >>> check_name("Testing blood").ok
    True
    """
    words = name.split()
    if language != "en" or not words:
        return NameVerdict(ok=True)
    plain = [_plain(word) for word in words]
    adverbs = _leading_adverbs(plain)
    first = plain[adverbs:]
    if not _looks_like_an_act(first[0]):
        reason = (
            'A process is named by what people do, beginning with a word in "-ing".'
        )
    elif _names_a_thing(first):
        reason = f'"{words[adverbs]}" is here part of the name of a thing, not an act.'
    else:
        return NameVerdict(ok=True)
    return NameVerdict(ok=False, suggestion=_suggestion(words), reason=reason)


def participle(verb: str) -> str:
    """Return the "-ing" form of a verb; empty for "be" and "have", which do nothing.

    Parameters
    ----------
    verb
        Base form in small letters.

    Returns
    -------
    str
        By the usual spelling, or as `naming.toml` has it.

    Examples
    --------
    >>> participle("oversee"), participle("set"), participle("agree")
    ('overseeing', 'setting', 'agreeing')
    """
    if verb in {"be", "have", "not", "only", "normally"}:
        return ""
    if verb in _ACTS:
        return _ACTS[verb]
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")):
        return f"{verb.removesuffix('e')}ing"
    if _SHORT_VERB.match(verb):
        return f"{verb}{verb[-1]}ing"
    return f"{verb}ing"


def _plain(word: str) -> str:
    return word.strip(_PUNCTUATION).lower()


def _leading_adverbs(plain: Sequence[str]) -> int:
    count = 0
    while count < len(plain) - 1 and (
        plain[count] == "not"
        or (plain[count].endswith("ly") and plain[count] not in _ADJECTIVES_IN_LY)
    ):
        count += 1
    return count


def _looks_like_an_act(word: str) -> bool:
    """Tell whether a word has the form of a participle: testing, tying, co-ordinating.

    A stem without a vowel (wing, spring) belongs to a noun.
    """
    stem = word.rpartition("-")[2].removesuffix("ing")
    return (
        word.endswith("ing")
        and word not in _NEVER_ACTS
        and any(vowel in stem for vowel in "aeiouy")
    )


def _names_a_thing(plain: Sequence[str]) -> bool:
    """Tell whether a leading "-ing" word belongs to a noun: nursing home, building."""
    first = plain[0]
    if len(plain) == 1:
        return first in _THINGS_ALONE
    if " ".join(plain[:2]) in _COMPOUNDS:
        return True
    if first not in _THINGS_BEFORE_THINGS or plain[1] in _AFTER_AN_ACT:
        return False
    return plain[1] not in _PREPOSITIONS and not _can_be_acted_on(_head(plain))


def _can_be_acted_on(head: str) -> bool:
    """Tell whether a noun can follow an act without "a" or "the": blood, patients."""
    return head not in _THINGS and (
        head.rpartition("-")[2] in _ACTED_ON
        or (head.endswith("s") and not head.endswith("ss"))
        or head.endswith(_ABSTRACT_ENDINGS)
    )


def _head(plain: Sequence[str]) -> str:
    """Return what the phrase is about: its last word, before any preposition or adverb."""
    for place, word in enumerate(plain):
        if place and (word in _PREPOSITIONS or word.endswith("ly")):
            return plain[place - 1]
    return plain[-1]


def _suggestion(words: Sequence[str]) -> str:
    words = _without_capital(words)
    plain = [_plain(word) for word in words]
    if plain[-4:] == ["single", "point", "of", "access"]:
        return "Enabling a " + " ".join(words)
    first_act, last_act = _act(plain[0]), _act(plain[-1])
    rest, before = " ".join(words[1:]), " ".join(words[:-1])
    if first_act and len(plain) > 2 and plain[1] == "of":
        text = f"{first_act} {' '.join(words[2:])}"
    elif first_act and (len(plain) == 1 or _starts_as_a_verb(plain)):
        text = f"{first_act} {rest}"
    elif not last_act or "and" in plain or _PREPOSITIONS & set(plain):
        text = _running_or_providing(words, plain)
    elif _says_how(words[:-1], plain[:-1]):
        text = f"carrying out {_with_article(words, plain)}"
    elif _names_a_thing([last_act, *plain[:-1]]):
        text = f"{last_act} the {before}"
    else:
        text = f"{last_act} {before}"
    text = text.strip()
    return text[0].upper() + text[1:]


def _act(word: str) -> str:
    if _looks_like_an_act(word):
        return "" if word in _THINGS else word
    return _ACTS.get(word) or _ACTS.get(word.removesuffix("s"), "")


def _starts_as_a_verb(plain: Sequence[str]) -> bool:
    return plain[1] in _AFTER_AN_ACT or (
        plain[0] in _ACTS
        and _ACTS[plain[0]] in _gerunds(plain[0])
        and not _act(plain[-1])
        and plain[-1] not in _THINGS
    )


def _gerunds(verb: str) -> tuple[str, ...]:
    """Return the regular "-ing" forms of a word, were it a verb."""
    last = verb[-1]
    return (f"{verb}ing", f"{verb.removesuffix('e')}ing", f"{verb}{last}ing")


def _running_or_providing(words: Sequence[str], plain: Sequence[str]) -> str:
    name = " ".join(words)
    head = _head(plain)
    if head in _THINGS and not (words[0].istitle() and words[-1].istitle()):
        return f"running the {name}"
    if head.removesuffix("s") in _THINGS:
        return f"running {name}"
    return f"{'managing' if head.endswith('s') else 'providing'} {name}"


def _says_how(words: Sequence[str], plain: Sequence[str]) -> bool:
    """Tell whether what stands before an act says how it is done, not what to."""
    if len(plain) == 1 and _looks_like_an_act(plain[0]):
        return True  # a monitoring visit monitors; nobody visits a monitoring
    return any(
        word in _CIRCUMSTANCES or (given.isupper() and len(given) > 1)
        for given, word in zip(words, plain, strict=True)
    )


def _with_article(words: Sequence[str], plain: Sequence[str]) -> str:
    name = " ".join(words)
    if plain[-1] not in _COUNTABLE:
        return name
    # An abbreviation is read letter by letter: an MRI scan, a CT scan.
    opening = "AEFHILMNORSX" if words[0].isupper() else "AEIOUaeiou"
    return f"{'an' if name[0] in opening else 'a'} {name}"


def _without_capital(words: Sequence[str]) -> list[str]:
    """Take the capital off the first word, unless it seems to be a name of its own."""
    first, rest = words[0], list(words[1:])
    plain = _plain(first)
    is_name = (
        (len(first) > 1 and not first[1:].islower())
        or any(word[0].isupper() for word in rest)
        or plain in _PLACES
        or plain.endswith(_PLACE_ENDINGS)
    )
    return [first if is_name else first.lower(), *rest]
