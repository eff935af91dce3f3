"""Profiles of WEPPcloud as pytest tests: the fixture ``profile_runner``, and each profile as a test of its own."""

from .binary import ProfileError, ProfileUnavailable
from .result import Comparison, Result, Step
from .runner import ProfileRunner

__all__ = ["Comparison", "ProfileError", "ProfileRunner", "ProfileUnavailable", "Result", "Step"]
