"""Three believable companies on the reference server, with colleagues who answer, for `make demo`.

It joins the program and the reference server, and nothing else imports it.
"""
