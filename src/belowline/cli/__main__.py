"""Let `python -m belowline.cli` be the command too."""

import sys

from belowline.cli import main

sys.exit(main())
