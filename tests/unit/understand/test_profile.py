"""Visitors who are no prospects."""

from __future__ import annotations

import pytest

from tests.unit.understand.reading import facts

PROFILES = [
    ("I'm a student writing my thesis", "student"),
    ("this is for a university project", "student"),
    ("I'm a computer science student at TU Berlin", "student"),
    ("are you hiring?", "job_seeker"),
    ("I'd like to apply for the data engineer position", "job_seeker"),
    ("where can I send you my CV?", "job_seeker"),
    ("I'm looking for a job as an analyst", "job_seeker"),
    ("we offer SEO services", "vendor"),
    ("our agency can help you, we provide high-quality backlinks", "vendor"),
    ("who is in charge of your procurement? we'd like to introduce you to our product", "vendor"),
    ("I work for a competitor", "competitor"),
    ("we also build a data platform, so we're competitors", "competitor"),
    ("I'm an existing customer and my dashboard is down", "customer"),
    ("I can't log in to my account", "customer"),
    ("your connector keeps failing since the last update", "customer"),
]

PROSPECTS = [
    "our customers are students",
    "we teach 5,000 students a year",
    "we hire a lot and need reports on it",
    "our competitors use you",
    "we are an SEO agency and need dashboards",
    "we offer training to banks",
    "I'm not a customer yet",
    "we want customer analytics",
    "we need to report on job applications",
    "our vendor is too expensive",
    "my dashboard should show sales",
]


@pytest.mark.parametrize(("text", "kind"), PROFILES)
def test_who_is_no_prospect_is_seen(text, kind):
    profile = facts(text).profile
    assert profile is not None
    assert profile.value == kind


@pytest.mark.parametrize("text", PROSPECTS)
def test_a_prospect_is_taken_for_nothing_else(text):
    assert facts(text).profile is None
