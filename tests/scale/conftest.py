"""One session of Spark for all tests of it, where there is Java."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

NO_JAVA = "Spark needs Java 17 or later (package openjdk-17-jre-headless)"


def java() -> bool:
    """Tell whether there is a Java that Spark 4 runs on."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return False
    done = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    version = done.stderr.partition('"')[2].partition(".")[0]
    return version.isdigit() and int(version) >= 17


@pytest.fixture(scope="session")
def spark_options() -> dict[str, str]:
    """Return what every session of the tests is started with."""
    if not java():
        pytest.skip(NO_JAVA)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    return {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "3",
        "spark.default.parallelism": "3",
        "spark.sql.adaptive.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.sql.codegen.wholeStage": "false",  # small tables are read before they would be compiled
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    }


@pytest.fixture(scope="session")
def spark(spark_options: dict[str, str]) -> Iterator[Any]:
    """Yield a session on two threads of this machine."""
    from pyspark.sql import SparkSession

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Spark warns of what it is built on
        builder = SparkSession.builder.master("local[2]").appName("wikidiff tests")
        for name, value in spark_options.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        yield session
        session.stop()
