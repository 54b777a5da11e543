"""The files for classroom servers agree with each other, with the project and with their page."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from course_lib import __version__
from course_lib.chapters import CHAPTERS
from course_lib.cli import links, pip, project
from course_lib.data.sources import SOURCES, VARIABLE
from deploy.servers.local import page

ROOT = Path(__file__).parents[1]
SERVERS = ROOT / "deploy" / "servers"
yaml = pytest.importorskip("yaml")
HUB = "https://hub.example.org"
PAGE = (ROOT / "docs" / "servers.md").read_text(encoding="utf-8")
SCRIPT = (SERVERS / "tljh.sh").read_text(encoding="utf-8")


@pytest.fixture
def values():
    return yaml.safe_load((SERVERS / "values.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def tljh():
    """What the script sets, by key."""
    return dict(re.findall(r'^"\$tljh" set (\S+) (\S+)', SCRIPT, re.MULTILINE))


@pytest.fixture
def snippet():
    """What the snippet for the hub sets, by class."""
    sections = {name: SimpleNamespace() for name in ("SystemdSpawner", "Spawner", "JupyterHub")}
    code = (SERVERS / "tljh_students.py").read_text(encoding="utf-8")
    exec(code, {"get_config": lambda: SimpleNamespace(**sections)})
    return SimpleNamespace(**sections)


def test_limits_and_culling_are_the_same_everywhere(values, tljh):
    one = values["singleuser"]
    assert tljh["limits.memory"] == one["memory"]["limit"]
    assert float(tljh["limits.cpu"]) == one["cpu"]["limit"]
    for part in ("timeout", "every"):
        assert int(tljh[f"services.cull.{part}"]) == values["cull"][part]
    assert tljh["services.cull.enabled"] == "true" and values["cull"]["enabled"] is True
    assert values["cull"]["users"] is False, "a student who is idle is not forgotten"
    for name, what in (("memory", "memory"), ("cores", "cpu")):
        row = f"| {name} | {one[what]['guarantee']} | {one[what]['limit']} |"
        assert PAGE.count(row) == 1, row


def test_limits_hold_what_was_measured(values):
    memory = values["singleuser"]["memory"]
    run = page.fullest(page.load(json.loads((SERVERS / "local/load.json").read_text(encoding="utf-8"))))
    assert memory["guarantee"] == "512M" and run.mean("memory") < 512, "a server and chapter 01"
    most = run.mean("server_pss") + page.heaviest()
    assert memory["limit"] == "2G" and most < 2048, "a server and the heaviest chapter"


def test_versions_agree_with_the_project(values):
    assert values["singleuser"]["image"]["tag"] == __version__
    image = f"{values['singleuser']['image']['name']}:{__version__}"
    assert f"--image-name {image}" in PAGE
    training = yaml.safe_load((ROOT / "deploy/training/kubernetes.yaml").read_text(encoding="utf-8"))
    pod = training["spec"]["pytorchReplicaSpecs"]["Master"]["template"]["spec"]
    assert pod["containers"][0]["image"].split(":")[0] == values["singleuser"]["image"]["name"]
    claim = values["singleuser"]["storage"]["extraVolumes"][0]["persistentVolumeClaim"]["claimName"]
    assert pod["volumes"][0]["persistentVolumeClaim"]["claimName"] == claim


def test_the_script_installs_the_tested_versions_on_a_python_that_is_new_enough():
    assert '--constraint "$clone/constraints.txt"' in SCRIPT and '"$clone[torch]"' in SCRIPT
    assert f"--extra-index-url {pip.TORCH_ON_CPU}" in SCRIPT
    least = ast.literal_eval(re.search(r"sys\.version_info < (\(.*?\))", SCRIPT)[1])
    assert project.read(ROOT)["project"]["requires-python"] == ">=" + ".".join(map(str, least))


@pytest.mark.skipif(os.name == "nt", reason="the script is for Linux")
def test_the_script_can_be_run():
    assert os.access(SERVERS / "tljh.sh", os.X_OK)
    assert subprocess.run(["bash", "-n", str(SERVERS / "tljh.sh")]).returncode == 0


def test_the_data_lie_in_one_folder_that_is_read_only(values, snippet):
    folder = values["singleuser"]["extraEnv"][VARIABLE]
    assert snippet.Spawner.environment[VARIABLE] == folder
    assert snippet.SystemdSpawner.readonly_paths == [folder]
    assert f"data={folder}\n" in SCRIPT and 'chmod -R u=rwX,go=rX "$data"' in SCRIPT
    storage = values["singleuser"]["storage"]
    assert [each["mountPath"] for each in storage["extraVolumeMounts"]] == [folder]
    assert all(each["readOnly"] for each in storage["extraVolumeMounts"])
    assert all(each["persistentVolumeClaim"]["readOnly"] for each in storage["extraVolumes"])
    named = re.search(r"tljh\.sh ([a-z0-9 ]+?)  ", PAGE)[1].split()
    assert named and set(named) <= set(SOURCES)


def test_students_are_kept_apart(values, snippet):
    assert snippet.SystemdSpawner.isolate_tmp and snippet.SystemdSpawner.disable_user_sudo
    assert snippet.SystemdSpawner.isolate_devices
    assert snippet.Spawner.args == ["--KernelManager.transport=ipc"], "kernels have no ports"
    assert (
        snippet.Spawner.start_timeout == snippet.Spawner.http_timeout == values["singleuser"]["startTimeout"]
    )
    assert snippet.JupyterHub.allow_named_servers is values["hub"]["allowNamedServers"] is False
    one = values["singleuser"]
    assert one["allowPrivilegeEscalation"] is False and one["uid"] != 0
    assert one["storage"]["type"] == "dynamic", "a volume for each"
    assert one["networkPolicy"]["enabled"] and values["hub"]["networkPolicy"]["enabled"]
    config = values["hub"]["config"]
    assert config["JupyterHub"]["authenticator_class"] == "generic-oauth", (
        "the chart's own lets anyone be anyone"
    )
    assert config["Authenticator"]["admin_users"] == []
    assert not re.search(r"secret|password|token", (SERVERS / "values.yaml").read_text().split("hub:", 1)[1])


def test_a_link_for_each_chapter():
    home = project.Repository("https://git.example.org/me/the course", "a&b")
    found = links.links(HUB + "/", home)
    assert len(found) == len(CHAPTERS)
    for line, chapter in zip(found, CHAPTERS, strict=True):
        title, address = re.fullmatch(r"- \[(.*)\]\((.*)\)", line).groups()
        assert title == f"{chapter.number} {chapter.title}"
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{HUB}/hub/user-redirect/git-pull"
        assert parse_qs(parts.query) == {
            "repo": [home.address],
            "branch": ["a&b"],
            "urlpath": [f"lab/tree/the course/notebooks/{chapter.stem}.ipynb"],
        }


def test_without_an_address_a_placeholder_stands_there_and_is_said(monkeypatch, capsys):
    monkeypatch.setattr(links.project, "repository", lambda: project.Repository())
    assert links.main([HUB]) == 0
    said = capsys.readouterr()
    assert said.out.count("OWNER%2FNAME") == len(CHAPTERS) and "no public address yet" in said.err
    assert links.main([HUB, "--repository", "https://git.example.org/me/course.git/"]) == 0
    said = capsys.readouterr()
    assert "me%2Fcourse&branch=main" in said.out and "tree%2Fcourse%2Fnotebooks" in said.out and not said.err


@pytest.mark.parametrize("server", ["hub.example.org", "ftp://hub.example.org", "https://"])
def test_what_is_no_server(server, capsys):
    assert links.main([server]) == 2
    assert "looks like https://hub.example.org" in capsys.readouterr().err


def test_no_address_of_the_course_stands_in_the_files():
    address = project.repository(ROOT).address
    files = [path for path in SERVERS.rglob("*") if path.suffix in (".py", ".sh", ".yaml")]
    for path in (*files, ROOT / "docs" / "servers.md"):
        assert not address or address not in path.read_text(encoding="utf-8"), path


def test_the_page_points_at_what_is_there():
    for path in re.findall(r"deploy/\S+\.(?:sh|yaml)", PAGE):
        assert (ROOT / path).is_file(), path
    for count in ("30", "300", "3,000"):
        assert PAGE.count(f"| {count} | ") == 1
