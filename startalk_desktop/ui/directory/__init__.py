"""The directory's parts: the tree, what is found, and what is done with those who are chosen."""
