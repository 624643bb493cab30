"""`pip variant index`: a folder of wheels becomes an index that pip installs from."""

from __future__ import annotations

from tests.builders import PipEnv, make_label_wheel, make_wheel


def test_pip_installs_from_the_index(env: PipEnv) -> None:
    dist = env.work / "dist"
    make_wheel(dist, "pkg")
    properties = {"fictional_hw": {"humor": ["2"]}}
    make_label_wheel(dist, "pkg", "1.0", "humor", properties)
    done = env.pip("variant", "index", "dist")
    assert done.stdout == (
        "2 files of 1 release of 1 project: 2 read, 9 files written\n"
    )
    url = (dist / "simple").as_uri()
    install = ["install", "--index-url", url, "--force-reinstall", "pkg"]
    env.pip(*install, "--machine-set", "fictional_hw :: humor :: 2")
    assert env.installed("pkg") == "humor"
    env.pip(*install, "--no-variant")
    assert env.installed("pkg") == "plain"


def test_a_mistake_is_one_line(env: PipEnv) -> None:
    (env.work / "bad").mkdir()
    (env.work / "bad" / "pkg-1.0-py3-none-any.whl").write_bytes(b"PK")
    for arguments, said in (
        ([], "You must give one folder"),
        (["no"], "no: No such file or directory"),
        (["bad"], "pkg-1.0-py3-none-any.whl: not a readable zip file"),
    ):
        done = env.pip("variant", "index", *arguments, expect_error=True)
        assert done.returncode == 1
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
    assert len(list((env.work / "bad").iterdir())) == 1
