"""Reads the event files of runs with TensorBoard itself and compares every number with the CSV files.

    python bench/peers/read_tensorboard.py <run directory>...

Ends with 1 when a row is missing, is there twice, differs by more than rounding to float32, or when a byte
of an event file belongs to no sound record.
"""

import csv
import json
import struct
import sys
from datetime import datetime
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader

METRICS = ("train_elbo", "test_bound", "grad_variance")
TIMES = ("milliseconds_per_step", "evaluation_seconds")
# Length and its checksum before the data of a record, checksum of the data after it.
FRAME = 8 + 4 + 4

# Step, seconds since 1970, value.
Point = tuple[int, float, float]


def float32(value: float) -> float:
    """The nearest number of single precision."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def rows(path: Path) -> list[dict[str, float]]:
    """The rows of a CSV file; none when there is no file."""
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return [{name: float(text) for name, text in row.items()} for row in csv.DictReader(file)]


def expected(run: Path) -> dict[str, list[Point]]:
    """What the CSV files say, by tag."""
    record = json.loads((run / "run.json").read_text())
    started = datetime.fromisoformat(record["started"].replace("Z", "+00:00")).timestamp()
    metrics, timing = rows(run / "metrics.csv"), rows(run / "timing.csv")
    when = {row["step"]: started + row["seconds"] for row in timing}

    def points(table: list[dict[str, float]], column: str) -> list[Point]:
        return [(int(row["step"]), when[row["step"]], float32(row[column])) for row in table]

    return {column: points(metrics, column) for column in METRICS} | {
        f"timing/{column}": points(timing, column) for column in TIMES
    }


def found(run: Path) -> dict[str, list[Point]]:
    """What TensorBoard finds in all event files of the directory, without forgetting anything."""
    accumulator = EventAccumulator(
        str(run), size_guidance={"scalars": 0}, purge_orphaned_data=False
    )
    accumulator.Reload()
    return {
        tag: [(event.step, event.wall_time, event.value) for event in accumulator.Scalars(tag)]
        for tag in accumulator.Tags()["scalars"]
    }


def unread(file: Path) -> int:
    """Bytes of an event file that are no sound record."""
    records = RawEventFileLoader(str(file)).Load()
    return file.stat().st_size - sum(FRAME + len(record) for record in records)


def same(one: Point, other: Point) -> bool:
    """Times are compared to the microsecond: datetime keeps no more."""
    return one[0] == other[0] and abs(one[1] - other[1]) < 2e-6 and one[2] == other[2]


def problems(run: Path) -> list[str]:
    """Everything that is wrong with a run directory."""
    wrong = [f"{file.name}: {unread(file)} bytes are no sound record"
             for file in sorted(run.glob("*tfevents*")) if unread(file) != 0]
    want, have = expected(run), found(run)
    if sorted(want) != sorted(have):
        wrong.append(f"has the tags {sorted(have)} instead of {sorted(want)}")
    for tag in sorted(set(want) & set(have)):
        if len(want[tag]) != len(have[tag]):
            wrong.append(f"{tag}: {len(have[tag])} points instead of {len(want[tag])}")
        wrong += [f"{tag}: {there} instead of {row}"
                  for row, there in zip(want[tag], have[tag]) if not same(row, there)]
    return wrong


def main(runs: list[str]) -> int:
    failed = False
    for run in map(Path, runs):
        wrong = problems(run)
        for line in wrong:
            print(f"{run}: {line}")
        if wrong:
            failed = True
        else:
            print(f"{run}: {len(rows(run / 'metrics.csv'))} rows are the same in TensorBoard")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
