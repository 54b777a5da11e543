from __future__ import annotations


class DataError(Exception):
    """A data set cannot be had or read; the message says what was wrong and what to do about it.

    >>> raise DataError("the file is empty")
    Traceback (most recent call last):
    ...
    course_lib.data.errors.DataError: the file is empty
    """
