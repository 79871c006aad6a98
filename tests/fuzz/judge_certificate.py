"""Coverage-guided fuzzing of both judgements; the arguments are libFuzzer's: a folder of seeds, then options."""

import sys
import warnings

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["device_ca"]):
    from tests.support.judge_anything import judge_anything


def judge(unverified_file: bytes) -> None:
    """Judges the bytes; whatever is raised, a warning included, is a finding."""
    judge_anything(unverified_file)


if __name__ == "__main__":
    warnings.simplefilter("error")
    atheris.Setup(sys.argv, judge)
    atheris.Fuzz()
