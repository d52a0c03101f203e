"""`bantam staff`, as it is typed."""

from __future__ import annotations

from pathlib import Path

from tests.unit.test_command_line import bantam


def test_somebody_is_switched_off_and_on_and_given_a_role_and_a_password(tmp_path: Path) -> None:
    bantam(tmp_path, "db", "upgrade")
    for who, role in (("ann", "admin"), ("bo", "rep")):
        bantam(tmp_path, "staff", "add", f"{who}@example.com", "--role", role)
    assert bantam(tmp_path, "staff", "role", "Bo@example.com", "--role", "marketer").returncode == 0
    assert bantam(tmp_path, "staff", "off", "bo@example.com").returncode == 0
    listed = bantam(tmp_path, "staff", "list").stdout.splitlines()
    assert listed == ["ann@example.com\tadmin\ton\tAnn", "bo@example.com\tmarketer\toff\tBo"]
    assert bantam(tmp_path, "staff", "on", "bo@example.com").returncode == 0
    assert len(bantam(tmp_path, "staff", "password", "bo@example.com").stdout.split()) == 1
    last = bantam(tmp_path, "staff", "off", "ann@example.com")
    assert last.returncode == 1
    assert "the only admin" in last.stderr
    nobody = bantam(tmp_path, "staff", "on", "nobody@example.com")
    assert nobody.returncode == 1
    assert "Nobody signs in as nobody@example.com" in nobody.stderr
