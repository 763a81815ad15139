"""What to beware of in a log before anything is concluded from it."""

from .quality import CHECKS, QualityFinding, events_behind, quality

__all__ = ["CHECKS", "QualityFinding", "events_behind", "quality"]
