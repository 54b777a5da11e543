"""Find a Chromium: one named by CHROMIUM, Playwright's own, or one that is installed."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
HOW = (
    "No Chromium was found. Install Chromium, Chrome or Edge, "
    "or run `python -m playwright install chromium`, or set the variable CHROMIUM to the program."
)


def usual_places() -> list[Path]:
    """Where the systems keep a browser that is not on PATH."""
    if sys.platform == "darwin":
        programs = [Path("/Applications"), Path.home() / "Applications"]
        names = ("Chromium", "Google Chrome", "Microsoft Edge")
        return [folder / f"{name}.app/Contents/MacOS/{name}" for folder in programs for name in names]
    if sys.platform == "win32":
        roots = [os.environ.get(key, "") for key in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        tails = ("Google/Chrome/Application/chrome.exe", "Chromium/Application/chrome.exe",
                 "Microsoft/Edge/Application/msedge.exe")  # fmt: skip
        return [Path(root) / tail for root in roots if root for tail in tails]
    return [Path("/snap/bin/chromium"), Path("/usr/bin/chromium"), Path("/opt/google/chrome/chrome")]


def playwright_places() -> list[Path]:
    """Where Playwright keeps the browser it downloads, the newest first."""
    homes = {"darwin": Path.home() / "Library/Caches", "win32": Path(os.environ.get("LOCALAPPDATA", "."))}
    root = Path(
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
        or homes.get(sys.platform, Path.home() / ".cache") / "ms-playwright"
    )
    tails = ("chrome-linux*/chrome", "chrome-mac*/*.app/Contents/MacOS/*", "chrome-win*/chrome.exe")
    found = [place for tail in tails for place in root.glob(f"chromium-*/{tail}")]
    return sorted(found, reverse=True)


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None where there is none.

    A path in the variable CHROMIUM goes first and is believed only if the file is there.
    """
    named = os.environ.get("CHROMIUM", "")
    if named:
        return shutil.which(named)
    for place in playwright_places():
        if place.is_file():
            return str(place)
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return next((str(place) for place in usual_places() if place.is_file()), None)
