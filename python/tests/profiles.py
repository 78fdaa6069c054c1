"""How the tests draw their examples: Hypothesis's profiles."""

from __future__ import annotations

from hypothesis import HealthCheck, settings


def register() -> None:
    """Makes `check` the profile, which is the same every time; `--hypothesis-profile` chooses another one.

    `fresh` is another one each time, and `thorough` takes longer to look for what nobody has seen yet.
    """
    settings.register_profile(
        "check",
        max_examples=40,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.register_profile("fresh", settings.get_profile("check"), derandomize=False, print_blob=True)
    settings.register_profile("thorough", settings.get_profile("fresh"), max_examples=1000)
    settings.load_profile("check")
