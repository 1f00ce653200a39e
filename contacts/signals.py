"""Events of contacts that other apps may listen to."""
