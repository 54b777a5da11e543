"""Students are kept apart: tljh.sh puts this into jupyterhub_config.d of The Littlest JupyterHub."""

DATA = "/srv/course_lib_data"  # filled by tljh.sh, written to by root alone

c = get_config()  # noqa: F821  (JupyterHub hands it to this file)

c.SystemdSpawner.isolate_tmp = True  # a /tmp of one's own
c.SystemdSpawner.isolate_devices = True
c.SystemdSpawner.disable_user_sudo = True  # for instructors too: they administer by ssh
c.SystemdSpawner.readonly_paths = [DATA]
c.Spawner.environment = {"COURSE_LIB_DATA": DATA, "JUPYTER_RUNTIME_DIR": "/tmp/jupyter"}
# Kernels speak through files in that /tmp and not through ports, which everybody on the machine can open.
c.Spawner.args = ["--KernelManager.transport=ipc"]
c.Spawner.start_timeout = c.Spawner.http_timeout = 300  # when all come at once, nobody is sent away for it
c.JupyterHub.allow_named_servers = False
