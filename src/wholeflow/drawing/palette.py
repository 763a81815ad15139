"""The colours of pictures that stand alone; a page of the server has its own.

They are the tokens of the server's stylesheet, by the same names.
"""

from __future__ import annotations

_LIGHT = {
    "ink": "#14233a",
    "muted": "#5d6b7e",
    "sheet": "#ffffff",
    "line": "#d9d4c9",
    "for": "#005eb8",
    "against": "#ed8b00",
    "against-edge": "#b56a00",
    "water": "#8fb3c4",
    "pool": "#5f93a8",
    "pool-edge": "#3f7288",
}
_DARK = {
    "ink": "#e9edf3",
    "muted": "#9fb0c4",
    "sheet": "#182130",
    "line": "#2c3848",
    "for": "#5aa9ff",
    "against": "#ffb357",
    "against-edge": "#ffd9a3",
    "water": "#3a5f70",
    "pool": "#5f93a8",
    "pool-edge": "#9cc3d4",
}


def stylesheet(of: str, rules: str) -> str:
    """Give rules with the tokens they use, in light and dark.

    Parameters
    ----------
    of
        Selector of the picture, such as ".spc".
    rules
        Rules that name colours as `var(--ink)`.
    """
    return (
        f"{of} {{ {_tokens(_LIGHT, rules)} }}\n"
        "@media screen and (prefers-color-scheme: dark) "
        f"{{ {of} {{ {_tokens(_DARK, rules)} }} }}\n{rules}"
    )


def _tokens(colours: dict[str, str], rules: str) -> str:
    return " ".join(
        f"--{name}: {colour};"
        for name, colour in colours.items()
        if f"var(--{name})" in rules
    )
