"""A stand-in for the HTTP API with fixed answers, so that pages can be looked at and tested without a database.

The program's schema, lint and diff are the real ones; people, members and figures are made up. It is never shipped.
Run ``python -m tests.console.fixture_server 8123`` and open http://127.0.0.1:8123/console/ (anyone@example.com, any password
of 8 signs or more; the part before ``@`` is the role).
"""

from __future__ import annotations

import json
import mimetypes
import re
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import yaml

from liuke.engine.catalogue import PROGRAM
from liuke.program.diff import diff_programs
from liuke.program.schema import render_schema
from tests.console import fixture_data as data

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "console" / "dist"
CSP = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
