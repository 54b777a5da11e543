"""A JupyterHub on this machine, students kept apart as by tljh_students.py; `hub.py` starts it as root."""

import os
import subprocess
import sys
from pathlib import Path

from deploy.servers.local.spawner import StudentSpawner

folder = Path(os.environ["LOCAL_HUB"])  # hub/: root's alone; homes/: one for each student; data/: read by all
course = Path(__file__).parents[3]

c = get_config()  # noqa: F821  (JupyterHub hands both of these to this file)
load_subconfig(str(course / "deploy/servers/tljh_students.py"))  # noqa: F821

c.JupyterHub.spawner_class = StudentSpawner
c.StudentSpawner.homes = str(folder / "homes")
c.StudentSpawner.keep = [sys.base_prefix, sys.prefix, str(course), str(folder)]
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.environment |= {"COURSE_LIB_DATA": str(folder / "data"), "PYTHONPATH": str(course)}
c.Spawner.default_url = "/lab"
c.Spawner.args = [
    *c.Spawner.args,
    "--ServerApp.jpserver_extensions=voila.server_extension=False",  # the tests have it, a student does not
]
c.StudentSpawner.interrupt_timeout = 1  # then SIGTERM, which asks nothing
c.StudentSpawner.term_timeout = 10
c.StudentSpawner.popen_kwargs = {"stdin": subprocess.DEVNULL}

c.JupyterHub.authenticator_class = "firstuseauthenticator.FirstUseAuthenticator"
c.FirstUseAuthenticator.dbm_path = str(folder / "hub/passwords.dbm")
c.Authenticator.allow_all = True  # whoever first gives a name chooses its password

c.JupyterHub.db_url = f"sqlite:///{folder}/hub/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = str(folder / "hub/cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(folder / "hub/proxy.pid")
