"""Which command brings what is missing, on the system at hand."""

from __future__ import annotations

import shutil
import sys

MANAGERS = (
    ("apt-get", {"chromium": "sudo apt install chromium", "node": "sudo apt install nodejs"}),
    ("dnf", {"chromium": "sudo dnf install chromium", "node": "sudo dnf install nodejs"}),
    ("pacman", {"chromium": "sudo pacman -S chromium", "node": "sudo pacman -S nodejs"}),
    ("brew", {"chromium": "brew install --cask chromium", "node": "brew install node"}),
    ("winget", {"chromium": "winget install Google.Chrome", "node": "winget install OpenJS.NodeJS"}),
)
ANYWHERE = {
    "chromium": f'"{sys.executable}" -m playwright install chromium',
    "node": "the installer on https://nodejs.org/",
}


def how_to_get(thing: str) -> str:
    """The command that brings ``"chromium"`` or ``"node"`` to this system."""
    for manager, commands in MANAGERS:
        if shutil.which(manager):
            return commands[thing]
    return ANYWHERE[thing]


def no_chromium() -> str:
    """What to say where no browser was found."""
    usual, anywhere = how_to_get("chromium"), ANYWHERE["chromium"]
    other = "" if usual == anywhere else f" (or, on any system: {anywhere})"
    return f"No Chromium was found. To get one: {usual}{other}."
