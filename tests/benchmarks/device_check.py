"""How much longer trying a device certificate takes than OpenSSL's path validation by itself.

    python -m tests.benchmarks.device_check

Both begin with the same bytes. Bare validation loads the device certificate, its intermediates and the trust anchors,
and asks OpenSSL; the check also reads every field, judges by the rules and makes the answer.
"""

import time
from collections.abc import Callable
from statistics import median

from OpenSSL import crypto

from device_ca.ca_record import CaRecord
from device_ca.certificate_chain import read_certificate_chain
from device_ca.device_check import check_device_certificate
from tests.ca_records import ca_record
from tests.certificates import NOW, build_certificate, name, pem

ROUNDS = 2000
ROOT, PLANT, DEVICE = (name(("CN", text)) for text in ("Root", "Plant", "device-1"))
NO_CA = {"basicConstraints": None, "keyUsage": None}


def cases() -> dict[str, tuple[list[bytes], list[CaRecord]]]:
    """Return what is presented and which CAs may have issued it, by name."""
    found = {}
    for kind in ("RSA-2048", "P-256"):
        root = build_certificate(key=kind, subject=ROOT)
        plant = build_certificate(key="P-384", issuer_key=kind, subject=PLANT, issuer=ROOT)
        direct = build_certificate(key="P-256", issuer_key=kind, subject=DEVICE, issuer=ROOT, extensions=NO_CA)
        below = build_certificate(key="P-256", issuer_key="P-384", subject=DEVICE, issuer=PLANT, extensions=NO_CA)
        found[f"{kind} root"] = ([direct], [ca_record(root)])
        found[f"{kind} root, P-384 intermediate"] = ([below, plant], [ca_record(root)])
    return found


def validate(presented: list[bytes], anchors: list[bytes]) -> None:
    """Validate with OpenSSL alone."""
    target, *others = (crypto.load_certificate(crypto.FILETYPE_ASN1, der) for der in presented)
    store = crypto.X509Store()
    store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN)
    store.set_time(NOW)
    for anchor in anchors:
        store.add_cert(crypto.load_certificate(crypto.FILETYPE_ASN1, anchor))
    crypto.X509StoreContext(store, target, others).get_verified_chain()


def check(file: bytes, cas: list[CaRecord]) -> None:
    """Try the file as a device certificate."""
    answer = check_device_certificate(read_certificate_chain(file).certificates, cas, now=NOW).representation()
    assert answer["trusted"]


def microseconds(work: Callable[[], None], other: Callable[[], None]) -> tuple[float, float]:
    """Return the medians of two pieces of work that take turns, so that a busy machine slows both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for run, found in zip((work, other), times, strict=True):
            begun = time.perf_counter()
            run()
            found.append(time.perf_counter() - begun)
    return median(times[0]) * 1e6, median(times[1]) * 1e6


def main() -> None:
    """Print a line for each case."""
    for label, (presented, cas) in cases().items():
        file, anchors = b"".join(map(pem, presented)), [ca.der for ca in cas]
        checked, bare = microseconds(lambda: check(file, cas), lambda: validate(presented, anchors))  # noqa: B023
        print(f"{label:34} check {checked:6.0f} µs   bare {bare:6.0f} µs   {checked / bare:.2f}")


if __name__ == "__main__":
    main()
