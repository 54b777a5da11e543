"""The verbs of ``python -m course_lib``: one module each, with ``add_arguments`` and ``run``."""
