"""Fixtures every test may ask for; tests/harness/ holds them."""

import os

# before anything of the program is read: a developer's own settings must not leak into a test
for _name in [
    name for name in os.environ if name.startswith("LUOSHU_") and not name.startswith("LUOSHU_TEST_")
]:
    if _name != "LUOSHU_CHROMIUM":
        del os.environ[_name]

pytest_plugins = (
    "tests.harness.clients",
    "tests.harness.network",
    "tests.harness.databases",
    "tests.harness.runtime",
    "tests.harness.city",
    "tests.harness.site",
    "tests.harness.exchange",
    "tests.harness.walk",
    "tests.harness.supplies",
    "tests.harness.mail",
    "tests.harness.browser",
    "tests.harness.operations",
    "tests.harness.department_system",
)
