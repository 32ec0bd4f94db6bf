"""The tables in Arrow: schemas, batches and files. The one place of the local runner that needs pyarrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wikidiff.errors import MissingExtra
from wikidiff.scale.columns import TABLES, VERSION, Kind
from wikidiff.scale.rows import Row, sound

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as error:
    raise MissingExtra("tables of Arrow need pyarrow", hint="run pip install 'wikidiff[arrow]'") from error

_SCALARS = {
    "bool": pa.bool_(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "string": pa.string(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}


def kind_of(kind: Kind) -> pa.DataType:
    """Return the Arrow type of a kind of column."""
    if isinstance(kind, str):
        return _SCALARS[kind]
    if isinstance(kind, list):
        return pa.list_(kind_of(kind[0]))
    return pa.struct([pa.field(column.name, kind_of(column.kind)) for column in kind])


def schema(table: str) -> pa.Schema:
    """Return the Arrow schema of `revisions`, `findings` or `errors`, with its version in the metadata."""
    return pa.schema(
        [pa.field(column.name, kind_of(column.kind)) for column in TABLES[table]],
        metadata={"wikidiff.schema": str(VERSION), "wikidiff.table": table},
    )


SCHEMAS = {table: schema(table) for table in TABLES}


def batch(table: str, rows: Sequence[Row]) -> pa.RecordBatch:
    """Return rows as one batch of Arrow."""
    wanted = SCHEMAS[table]
    try:
        arrays = _arrays(wanted, rows)
    except UnicodeEncodeError:
        arrays = _arrays(wanted, [sound(row) for row in rows])
    return pa.RecordBatch.from_arrays(arrays, schema=wanted)


def _arrays(wanted: pa.Schema, rows: Sequence[Row]) -> list[pa.Array]:
    return [pa.array([row[field.name] for row in rows], type=field.type) for field in wanted]


def packed(table: str, rows: Sequence[Row]) -> bytes:
    """Return rows as the bytes of an Arrow stream, which go from process to process as they are."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, SCHEMAS[table]) as stream:
        stream.write_batch(batch(table, rows))
    return bytes(sink.getvalue())


class ParquetFile:
    """One file of Parquet: what `packed` made is appended to it."""

    def __init__(self, path: str, table: str) -> None:
        self._writer = pq.ParquetWriter(path, SCHEMAS[table], compression="zstd")

    def append(self, data: bytes) -> None:
        """Append packed rows."""
        with pa.ipc.open_stream(pa.py_buffer(data)) as stream:
            self._writer.write_table(stream.read_all())

    def close(self) -> None:
        """Write the end of the file."""
        self._writer.close()


def table_of(table: str, rows: Sequence[Row]) -> Any:
    """Return rows as a table of Arrow: pandas and polars take it without a copy (`__arrow_c_stream__`)."""
    return pa.Table.from_batches([batch(table, rows)], schema=SCHEMAS[table])
