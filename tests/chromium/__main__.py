"""Installs the browser of the tests and says where it is."""

from tests.chromium.installation import install_chromium

print(install_chromium().program)
