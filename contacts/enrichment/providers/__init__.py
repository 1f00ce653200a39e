"""The sources that come with the program: one module each, in use where the settings name them."""
