"""The one front door, ``python -m course_lib VERB``; plain enough for an old Python to say that it is old."""

import sys

OLDEST = (3, 11)


def too_old(version):
    """Say, on a Python older than the course needs, which one is needed; None on one that is new enough."""
    if tuple(version[:2]) >= OLDEST:
        return None
    wanted, found = [".".join(map(str, numbers[:2])) for numbers in (OLDEST, version)]
    return (
        f"The course needs Python {wanted} or newer, and this is Python {found} ({sys.executable}).\n"
        "Get a newer one from https://www.python.org/downloads/ or from your system's packages, "
        "and start again with it, for example: python3.12 -m course_lib lab"
    )


def main(argv=None):
    """Run one verb and return its exit code: 0 well, 1 something failed, 2 something is missing."""
    sentence = too_old(sys.version_info)
    if sentence:
        sys.stderr.write(sentence + "\n")
        return 2
    from course_lib.cli import front

    return front.main(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
