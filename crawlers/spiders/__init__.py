"""One source a file; the file, the spider's name and the source's id are the same word."""
