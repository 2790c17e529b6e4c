"""What this package adds to the platform."""

from __future__ import annotations

from liuke.activities.board_jobs import JOBS
from liuke.activities.board_period_routes import ENDPOINTS as BOARD_PERIODS
from liuke.activities.board_routes import ENDPOINTS as BOARDS
from liuke.activities.catalog import KINDS
from liuke.activities.domain import DOMAIN
from liuke.activities.laws import LAWS
from liuke.activities.quiz_routes import ENDPOINTS as QUIZ_ENDPOINTS
from liuke.activities.raffle_routes import ENDPOINTS as RAFFLES
from liuke.activities.routes import ENDPOINTS
from liuke.activities.survey_routes import ENDPOINTS as SURVEY_ENDPOINTS
from liuke.activities.together_routes import ENDPOINTS as TOGETHER
from liuke.activities.wall_routes import ENDPOINTS as WALL_ENDPOINTS
from liuke.activities.winner_routes import ENDPOINTS as WINNERS
from liuke.feature import Feature

REQUESTS = tuple(request for kind in KINDS for request in kind.list_requests())

FEATURE = Feature(
    "activities",
    domain=DOMAIN,
    requests=REQUESTS,
    routes=(
        *ENDPOINTS,
        *SURVEY_ENDPOINTS,
        *QUIZ_ENDPOINTS,
        *WALL_ENDPOINTS,
        *BOARDS,
        *BOARD_PERIODS,
        *WINNERS,
        *RAFFLES,
        *TOGETHER,
    ),
    laws=LAWS,
    jobs=JOBS,
)
