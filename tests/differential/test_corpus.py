"""Of the real and adversarial certificates of the corpus, what we admit is read by others, and in the same way."""

import pytest

from tests.support.admitted_certificates import CORPUS
from tests.support.certificates import NOW
from tests.support.other_readers import admitted, differences


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside this repository: ../shared/corpus")
def test_nobody_reads_an_admitted_certificate_in_another_way() -> None:
    files = [path for path in (CORPUS / "files").rglob("*") if path.is_file()]
    found = {path: certificate for path in files if (certificate := admitted(path.read_bytes(), now=NOW))}
    assert len(found) > 100
    assert {path: wrong for path, certificate in found.items() if (wrong := differences(certificate, now=NOW))} == {}
