"""`flask work` that stops for good once all of an import is written and nothing is committed.

python -m tests.intake.stopping_worker FILE

FILE is made when it has come so far.
"""

import sys
from pathlib import Path
from time import sleep

from registry.intake.commands import applying
from registry.operations.cli import work
from registry.terminal import create_app


def main():
    def stop(_ids):
        Path(sys.argv[1]).touch()
        sleep(60)

    applying.index_many = stop
    with create_app().app_context():
        work.main([], standalone_mode=False)


if __name__ == "__main__":
    main()
