"""`python -m startalk_desktop.admin`."""

import sys

from startalk_desktop.admin.cli import main

if __name__ == "__main__":
    sys.exit(main())
