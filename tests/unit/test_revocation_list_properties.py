"""Whatever bytes come in as a revocation list, the answer is a verdict, in time and within the function's memory."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device_ca.certificates.uploaded_file import MAX_UPLOADED_LIST_SIZE
from tests.support.certificates import NOW, build_certificate, der, extension, integer, pem, sequence
from tests.support.judge_anything import judge_any_list
from tests.support.processor_time import processor_time
from tests.support.revocation_lists import HOLD, REMOVED, build_revocation_list, entry, reason, scope
from tests.support.routes import TEMPLATE

pytestmark = pytest.mark.filterwarnings("error")
quick = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
ENTRIES = 440_000
# Lambda gives a whole processor for 1,769 MB. The caller waits for 29 s at most.
SECONDS = 12.0
REPOSITORY = Path(__file__).parents[2]

SEEDS = [
    build_revocation_list(),
    build_revocation_list(entry(5, reason(1)), entry(-3), entry(2**159, reason(HOLD)), entry(0)),
    build_revocation_list(extensions=[scope(der(0x84, b"\xff"))], number=None),
    build_revocation_list(key="RSA-2048", next_update=None),
    build_revocation_list(entry(5), entry(5, reason(REMOVED)), key="Ed25519"),
]


@given(st.binary(max_size=2000))
@quick
def test_any_bytes(file: bytes) -> None:
    judge_any_list(file)


@st.composite
def mutated_lists(draw: st.DrawFn) -> bytes:
    """A list with some octets changed, left out or put in."""
    octets = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(octets) - 1))
        change = draw(st.integers(0, 2))
        if change == 0:
            octets[place] = draw(st.integers(0, 255))
        elif change == 1:
            del octets[place : place + draw(st.integers(1, 9))]
        else:
            octets[place:place] = draw(st.binary(min_size=1, max_size=9))
        if not octets:
            return b""
    return bytes(octets)


@given(mutated_lists())
@settings(quick, max_examples=600)
def test_any_change_of_a_list(file: bytes) -> None:
    judge_any_list(file)
    judge_any_list(pem(file, "X509 CRL"))


SERIALS = st.one_of(st.integers(-(2**170), 2**170), st.sampled_from([0, 1, -1, 2**159 - 1, 2**159]))
TIMES = st.one_of(
    st.sampled_from(
        [
            der(0x17, text)
            for text in (b"500101000000Z", b"491231235959Z", b"000000000000Z", b"2611272000Z", b"261127200000+0100")
        ]
        + [
            der(0x18, text)
            for text in (b"99991231235959Z", b"00000101000000Z", b"20261127200000.5Z", b"20261332256161Z", b"")
        ]
    ),
    st.datetimes(min_value=(NOW - timedelta(days=36500)).replace(tzinfo=None)).map(
        lambda moment: der(0x18, moment.strftime("%Y%m%d%H%M%SZ").encode())
    ),
)


@given(
    st.lists(st.tuples(SERIALS, TIMES, st.integers(0, 255)), max_size=8),
    TIMES,
    st.one_of(st.none(), TIMES),
    SERIALS,
)
@settings(quick, max_examples=400)
def test_any_numbers_and_dates(
    entries: list[tuple[int, bytes, int]], this_update: bytes, next_update: bytes | None, number: int
) -> None:
    listed = [entry(serial, reason(code), at=at) for serial, at, code in entries]
    judge_any_list(
        build_revocation_list(*listed, this_update=this_update, next_update=next_update, number=integer(number))
    )


def longest_list() -> bytes:
    """Return a list that is as long as may be, with serial numbers of 20 octets, as CAs make them at random."""
    numbers = random.Random(18)  # noqa: S311 - a list, not a secret
    first = (1 << 152).to_bytes(20)
    around = [entry(1 << 152, why).split(first) for why in (b"", reason(1))]
    serials = ((numbers.getrandbits(150) | 1 << 152).to_bytes(20) for _ in range(ENTRIES - 1))
    parts = [serial.join(around[index % 2]) for index, serial in enumerate(serials)]
    return build_revocation_list(entry(5, reason(1)), b"".join(parts))


MEASURE = """
import re, sys, time
from device_ca.certificates.revocation_list import find_revocation
from device_ca.certificates.uploaded_list import read_revocation_list_file
from device_ca.rules.revocation_list_rules import judge_revocation_list
from tests.support.ca_records import ca_record
from tests.support.certificates import NOW
file, certificate = (open(name, "rb").read() for name in sys.argv[2:])
ca, started = ca_record(certificate), time.process_time()
if sys.argv[1] == "judge":
    assert judge_revocation_list(read_revocation_list_file(file), ca, now=NOW) == ()
else:
    assert find_revocation(file, 5) and not find_revocation(file, 6)
print(time.process_time() - started)
print(int(re.search(r"VmHWM:\\s*(\\d+) kB", open("/proc/self/status").read())[1]) // 1024)
"""


# What getrusage says begins with what the parent had.
@pytest.mark.thorough
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux alone tells what a process itself has used")
@pytest.mark.parametrize(
    ("what", "function", "most"),
    [
        ("judge", "PutRevocationList", SECONDS),
        # A check runs on 0.29 of a processor.
        ("find", "CheckDeviceCertificate", 1.0),
    ],
)
def test_the_longest_list_fits_the_time_and_the_memory_of_its_function(
    what: str, function: str, most: float, tmp_path: Path
) -> None:
    file, ca = tmp_path / "large.crl", tmp_path / "ca.cer"
    ca.write_bytes(build_certificate())
    size = file.write_bytes(longest_list())
    assert MAX_UPLOADED_LIST_SIZE - 1_000_000 < size < MAX_UPLOADED_LIST_SIZE
    path = os.pathsep.join(str(REPOSITORY / folder) for folder in (".", "layers/device_ca/python"))
    environment = {**os.environ, "PYTHONPATH": path, "TEST_RUN_AT": NOW.isoformat()}
    command = [sys.executable, "-c", MEASURE, what, str(file), str(ca)]
    run = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    seconds, megabytes = map(float, run.stdout.split())
    assert seconds < most
    resources = TEMPLATE["Resources"]
    memory = resources[f"{function}Function"]["Properties"].get(
        "MemorySize", TEMPLATE["Globals"]["Function"]["MemorySize"]
    )
    # What Lambda, Powertools and the SDK need.
    assert megabytes + 150 < memory


HUGE: dict[str, Callable[[], bytes]] = {
    "zeros": lambda: bytes(MAX_UPLOADED_LIST_SIZE),
    "base64 letters": lambda: b"A" * MAX_UPLOADED_LIST_SIZE,
    "BEGIN lines": lambda: b"-----BEGIN X509 CRL-----\n" * (MAX_UPLOADED_LIST_SIZE // 25),
    "empty blocks": lambda: b"-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n" * (MAX_UPLOADED_LIST_SIZE // 48),
    "smallest entries": lambda: build_revocation_list(*([entry(5)] * 800_000)),
    "empty entries": lambda: build_revocation_list(*([b"\x30\x00"] * 8_000_000)),
    "one long serial number": lambda: build_revocation_list(entry(1 << 160_000_000)),
    "one long number": lambda: build_revocation_list(number=integer(1 << 160_000_000)),
    "one long extension": lambda: build_revocation_list(
        extensions=[extension("1.3.6.1.4.1.55555.7", bytes(20_000_000))]
    ),
    "many extensions": lambda: build_revocation_list(
        extensions=[extension(f"1.3.6.1.4.1.{number}", b"") for number in range(600_000)]
    ),
    "many extensions of an entry": lambda: build_revocation_list(
        entry(5, *(extension(f"1.3.6.1.4.1.{number}", b"") for number in range(600_000)))
    ),
    "nested": lambda: _nested(16_000_000),
}


def _nested(size: int) -> bytes:
    content = b""
    while len(content) < 1000:
        content = sequence(content)
    return build_revocation_list(entry(5, content), *([entry(6)] * 10)) + bytes(size // 1000)


@pytest.mark.thorough
@pytest.mark.parametrize("name", HUGE)
def test_the_largest_files_are_judged_in_time(name: str) -> None:
    file = HUGE[name]()
    assert len(file) <= MAX_UPLOADED_LIST_SIZE
    assert processor_time(lambda: judge_any_list(file)) < SECONDS
