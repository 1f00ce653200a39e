"""What the apps may listen to."""

from django.dispatch import Signal

# A job has killed its worker again and again, and is not begun any more. Argument: job, as procrastinate has it.
job_given_up = Signal()
