#!/bin/bash
# The course on a machine that has The Littlest JupyterHub: run it as root, from a clone; again after each update.
#   sudo bash deploy/servers/tljh.sh [DATASET ...]      names as python -m course_lib data list gives them
set -euo pipefail

clone="$(cd "$(dirname "$0")/../.." && pwd)"
hub=/opt/tljh
python="$hub/user/bin/python"
data=/srv/course_lib_data

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "The course needs Python 3.11 or newer: install a newer The Littlest JupyterHub." >&2
  exit 2
}
"$python" -m pip install --upgrade --constraint "$clone/constraints.txt" \
  --extra-index-url https://download.pytorch.org/whl/cpu "$clone[torch]"

# One read-only folder of data sets for all: root fills it, everyone reads it, nobody else writes.
install -d -o root -g root -m 755 "$data"
cd / # outside of the clone, so that the environment above is used
for name in "$@"; do
  COURSE_LIB_DATA="$data" "$python" -m course_lib data fetch "$name"
done
chown -R root:root "$data"
chmod -R u=rwX,go=rX "$data"

install -D -m 644 "$clone/deploy/servers/tljh_students.py" "$hub/config/jupyterhub_config.d/course_lib.py"
tljh="$hub/hub/bin/tljh-config"
"$tljh" set limits.memory 2G # one student; whoever takes more is stopped, nobody else
"$tljh" set limits.cpu 2
"$tljh" set services.cull.enabled true
"$tljh" set services.cull.timeout 3600 # an hour without a sign of life
"$tljh" set services.cull.every 600
"$tljh" set user_environment.default_app jupyterlab
"$tljh" reload hub
