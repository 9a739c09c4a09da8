import sys

from weituo.cli import main

sys.exit(main())
