r"""Compare whole histories on a cluster: submit this file as it is, or change the five lines at its end.

spark-submit --archives wikidiff-env.tar.gz#environment \
    --conf spark.pyspark.python=./environment/bin/python \
    spark_job.py --wiki simplewiki --out /user/me/simplewiki-edits
"""

from __future__ import annotations

import argparse

from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812  (Spark's own habit)

from wikidiff.scale.spark import CONTENT_HISTORY_V1, WIKITEXT_HISTORY, analyze, read_xml


def main() -> None:
    """Read a table or dumps, compare, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--wiki", required=True, help="database name, such as simplewiki")
    parser.add_argument("--out", required=True, help="where the tables go")
    parser.add_argument("--xml", help="dumps, instead of the data lake")
    parser.add_argument("--snapshot", help="of mediawiki_wikitext_history, instead of mediawiki_content_history_v1")
    parser.add_argument("--partitions", type=int, help="about one for 200,000 revisions")
    given = parser.parse_args()
    spark = SparkSession.builder.appName(f"wikidiff {given.wiki}").getOrCreate()
    if given.xml:
        table, columns = read_xml(spark, given.xml, given.wiki)
    elif given.snapshot:
        table = spark.table("wmf.mediawiki_wikitext_history").where(
            (F.col("snapshot") == given.snapshot) & (F.col("wiki_db") == given.wiki)
        )
        columns = WIKITEXT_HISTORY
    else:
        table = spark.table("wmf_content.mediawiki_content_history_v1").where(F.col("wiki_id") == given.wiki)
        columns = CONTENT_HISTORY_V1
    tables = analyze(table, columns, partitions=given.partitions, long=None if given.xml else 20_000)
    tables.write(given.out)
    spark.stop()


if __name__ == "__main__":
    main()
