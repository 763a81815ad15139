"""Random numbers by key: the same patient has the same luck in every scenario.

A draw has no place in a stream: it is a hash of what it is for. Its key is mixed from
the seed, the replication, the name of the purpose, whom it is for and the how-manieth it
is, so a bed more, a node more or another order of events leaves all other draws as they
were. The mixing is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014, Fast
splittable pseudorandom number generators).

This is the plain form, on whole numbers of Python; `..engine.draws` has the same for the
compiled kernel. `tests/simulation/chance/test_keys.py` pins the stream.
"""

from __future__ import annotations

MASK = 0xFFFF_FFFF_FFFF_FFFF
GOLDEN = 0x9E37_79B9_7F4A_7C15
_FIRST = 0xBF58_476D_1CE4_E5B9
_SECOND = 0x94D0_49BB_1331_11EB
_FNV_BASIS = 0xCBF2_9CE4_8422_2325
_FNV_PRIME = 0x0000_0100_0000_01B3


def mixed(key: int, with_number: int) -> int:
    """Mix a key with a number; every bit of each changes about half of the bits."""
    z = (key + (with_number + 1) * GOLDEN) & MASK
    z = ((z ^ (z >> 30)) * _FIRST) & MASK
    z = ((z ^ (z >> 27)) * _SECOND) & MASK
    return z ^ (z >> 31)


def named(name: str) -> int:
    """Give the number of a name: FNV-1a of its UTF-8 bytes, 64 bits."""
    number = _FNV_BASIS
    for byte in name.encode():
        number = ((number ^ byte) * _FNV_PRIME) & MASK
    return number


def of_run(seed: int, replication: int) -> int:
    """Give the key of one replication; both numbers are 0 or more."""
    return mixed(mixed(0, seed), replication)


def uniform(key: int) -> float:
    """Turn a key into a number above 0 and below 1, one of 2**52 evenly spread."""
    return ((key >> 12) + 0.5) * 2.0**-52
