from __future__ import annotations

import pytest

from tests.builders import PipEnv
from tests.functional.trusted.offering import TRUST


@pytest.fixture
def trusting(env: PipEnv) -> PipEnv:
    env.variables.update(TRUST)
    return env
