"""A real browser without a window: Chromium, driven by selenium, and axe-core, which judges how a page can be used."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

AXE = Path(__file__).parents[2] / "build" / "axe-core" / "axe.min.js"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (360, 768, 1280)


def missing() -> str:
    """Return what is not installed, or nothing."""
    for program in ("chromium", "chromedriver"):
        if shutil.which(program) is None:
            return f"{program} is not installed; .ci/packages installs it"
    return ""


class Browser:
    """A started browser."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, page: Path, *, width: int = 1280, scheme: str = "light", media: str = "") -> None:
        """Load a page at a width, by day or by night, on the screen or in print."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
        self.driver.get(page.as_uri())

    def ask(self, script: str, *given: object) -> Any:
        """Return what an expression of the page's is."""
        return self.driver.execute_script(f"return {script}", *given)

    def complaints(self) -> list[tuple[str, str, str]]:
        """Return what axe-core finds wrong with the page: the rule, how bad it is, the first place."""
        self.driver.execute_script(AXE.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script("axe.run(document).then(arguments[arguments.length - 1])")
        return [(each["id"], each["impact"], each["nodes"][0]["html"]) for each in found["violations"]]

    def picture(self, path: Path) -> None:
        """Save what the window shows, as high as the page."""
        height = min(self.ask("document.documentElement.scrollHeight"), 3000)
        width = self.ask("window.innerWidth")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.save_screenshot(str(path))


@contextmanager
def started(folder: Path) -> Iterator[Browser]:
    """Start a browser with an empty profile, and end it."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*FLAGS, f"--user-data-dir={folder}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
