"""Other people's finders, beside ours on the same labelled list: what a score here has to be measured against."""
