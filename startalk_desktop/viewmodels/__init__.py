"""`core`, as Qt sees it: list models and QObjects that re-read what changed. No widgets, no words of a language."""
