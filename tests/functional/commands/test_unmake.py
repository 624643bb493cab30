"""`pip variant unmake`: the plain wheel comes back, and installs."""

from __future__ import annotations

from tests.builders import PipEnv, make_wheel


def test_the_plain_wheel_comes_back(env: PipEnv) -> None:
    plain = make_wheel(env.work, "pkg", requires=["no-such-thing"])
    env.pip(
        *("variant", "make", plain, "--label", "x", "-pa::b::c", "-o", "made"),
        *("--drop-dependency", "no-such-thing"),
    )
    made = "made/pkg-1.0-py3-none-any-x.whl"
    env.pip("install", made, "--machine-set", "a :: b :: c")
    done = env.pip("variant", "unmake", made, "-o", "back")
    assert done.stdout.endswith("pkg-1.0-py3-none-any.whl\n")
    assert (env.work / "back" / plain.name).read_bytes() == plain.read_bytes()


def test_a_wheel_that_was_not_made_is_refused(env: PipEnv) -> None:
    plain = make_wheel(env.work, "pkg")
    done = env.pip("variant", "unmake", plain, "-o", "back", expect_error=True)
    assert done.returncode == 1
    assert "it is a plain wheel already" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (env.work / "back").exists()
