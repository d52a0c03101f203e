"""Visitors who are no prospects."""

from __future__ import annotations

import pytest

from tests.unit.understand.reading import facts

PROFILES = [
    ("I'm a student writing my thesis", "student"),
    ("this is for a university project", "student"),
    ("I'm a computer science student at TU Berlin", "student"),
    ("I'm doing my PhD on data platforms", "student"),
    ("this is homework", "student"),
    ("I'd love to work for you", "job_seeker"),
    ("I sent you my application last week", "job_seeker"),
    ("are you hiring?", "job_seeker"),
    ("I'd like to apply for the data engineer position", "job_seeker"),
    ("where can I send you my CV?", "job_seeker"),
    ("I'm looking for a job as an analyst", "job_seeker"),
    ("we offer SEO services", "vendor"),
    ("our agency can help you, we provide high-quality backlinks", "vendor"),
    ("who is in charge of your procurement? we'd like to introduce you to our product", "vendor"),
    ("we can get you on page one of Google", "vendor"),
    ("I represent a software house and would like to partner with you for development", "vendor"),
    ("we have a product similar to yours", "competitor"),
    ("I work at a rival company", "competitor"),
    ("I work for a competitor", "competitor"),
    ("we also build a data platform, so we're competitors", "competitor"),
    ("I'm an existing customer and my dashboard is down", "customer"),
    ("the invoice you sent us is wrong", "customer"),
    ("our Tidewater reports have been empty since this morning", "customer"),
    ("the export button in your app does nothing", "customer"),
    ("we've been a customer for two years and nobody answers our ticket", "customer"),
    ("ticket 4482 is still open, any news?", "customer"),
    ("billing question: I was billed for 20 seats but we have 12", "customer"),
    ("the page stays white after I sign in", "customer"),
    ("login broken", "customer"),
    ("please fix the bug in your salesforce connector, our numbers are wrong", "customer"),
    ("I have a support ticket open", "customer"),
    ("I want to cancel my subscription to your data platform", "customer"),
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
    "we offer logistics services and need a data platform",
    "the dashboard is slow, we want to replace it",
    "as a client of Microsoft we use Azure",
    "we are working on a master data project",
    "we want to report on support tickets",
    "our tenants pay rent and we need reports",
    "our current vendor charged us twice, so we want to leave",
    "what happens if your platform is down?",
    "our customers can't log in since our portal migration, we need better monitoring",
    "our systems are down every week and we need something better",
    "how do I sign up for an account?",
]


@pytest.mark.parametrize(("text", "kind"), PROFILES)
def test_who_is_no_prospect_is_seen(text, kind):
    profile = facts(text).profile
    assert profile is not None
    assert profile.value == kind


@pytest.mark.parametrize("text", PROSPECTS)
def test_a_prospect_is_taken_for_nothing_else(text):
    assert facts(text).profile is None


@pytest.mark.parametrize("text", ["we offer SEO and reporting services", "my dashboard shows error 500"])
def test_what_is_offered_or_complained_of_is_no_need(text):
    assert facts(text, "need").need is None
