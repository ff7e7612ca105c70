"""Many answers: processes that can be killed, files of rows, summaries for the teacher, files for platforms."""
