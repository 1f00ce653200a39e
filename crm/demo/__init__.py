"""Everything that `manage.py demo` starts: log-ins, web server, job worker."""
