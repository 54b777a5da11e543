"""What the site has beside its chapters: the reference of `course_lib`, the documents, and the search."""
