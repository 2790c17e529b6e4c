"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.phone_login.local import LOG
from liuke.phone_login.routes import ENDPOINTS

FEATURE = Feature("phone_login", routes=ENDPOINTS, code_senders=(LOG,))
