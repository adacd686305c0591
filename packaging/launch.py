"""Where the packaged program begins."""

import sys

from startalk_desktop.app import main

if __name__ == "__main__":
    sys.exit(main())
