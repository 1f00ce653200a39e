"""A Django database backend on a PostgreSQL server that the program starts and stops itself."""
