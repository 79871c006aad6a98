"""Coverage-guided fuzzing of the judgements; the arguments are libFuzzer's: a folder of seeds, then options."""

import sys
import warnings

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["device_ca"]):
    from tests.support.certificates import NOW
    from tests.support.judge_anything import judge_any_list, judge_anything
    from tests.support.other_readers import admitted, differences


def judge(unverified_file: bytes) -> None:
    """Judges the bytes; whatever is raised, a warning included, is a finding, and what others read in another way."""
    judge_anything(unverified_file)
    judge_any_list(unverified_file)
    certificate = admitted(unverified_file, now=NOW)
    found = differences(certificate, now=NOW) if certificate else []
    assert found == [], found


if __name__ == "__main__":
    warnings.simplefilter("error")
    atheris.Setup(sys.argv, judge)
    atheris.Fuzz()
