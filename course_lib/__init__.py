"""The small helper package that the course builds up, one room for each idea.

Importing it loads nothing heavy: NumPy, matplotlib, ipywidgets, scikit-learn and torch come in
when first used. An old Python reads this file before it can be told that it is too old: keep it plain.
"""

__version__ = "0.1.0"
__all__ = ["__version__", "start"]


def __getattr__(name):
    if name == "start":
        from course_lib.session import start

        return start
    raise AttributeError(f"course_lib has no attribute {name!r}")


def __dir__():
    return __all__
