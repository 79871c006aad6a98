"""The texts in English."""

from device_ca.messages.catalogue import Catalogue

_ALLOWED_KEYS = (
    "accepted are RSA of 2048 to 8192 bits, EC on P-256, P-384, P-521, brainpoolP256r1, P384r1 or P512r1, Ed25519, "
    "Ed448, and ML-DSA-44, -65 or -87"
)
_SIGN = (
    "openssl x509 -req -in verificationCert.csr -CA rootCA.cer -CAkey rootCA.key -CAcreateserial "
    "-out verificationCert.crt -days 7 -sha256"
)
_NEW_ROOT = (
    "openssl req -x509 -new -key rootCA.key -sha256 -days 3650 -out rootCA.pem "
    '-subj "/CN=My device CA" -addext "basicConstraints=critical,CA:TRUE" '
    '-addext "keyUsage=critical,keyCertSign,cRLSign" -addext "subjectKeyIdentifier=hash" '
    '-addext "authorityKeyIdentifier=keyid:always"'
)
_EXPORT = "Upload the CA's X.509 certificate instead."
_PEM = (
    "Upload a certificate in DER, or in PEM, which begins with -----BEGIN CERTIFICATE-----. "
    "To see what a file is: openssl x509 -in {file} -noout -text"
)
_KEY = "Upload the certificate that belongs to the key, never the key."
_UNPACK = "Unpack it and upload the certificate that is in it."

_FILE_KINDS = {
    "csr": "a certificate signing request (CSR)",
    "private_key": "a private key",
    "pkcs12": "a PKCS#12 file (.p12, .pfx), which usually holds a private key",
    "public_key": "a public key",
    "crl": "a certificate revocation list (CRL)",
    "pkcs7": "a PKCS#7 or CMS file (.p7b, .p7c)",
    "ocsp_response": "an OCSP response",
    "attribute_certificate": "an attribute certificate",
    "hexadecimal": "DER written as hexadecimal digits",
    "empty": "empty",
    "utf_16": "UTF-16 text",
    "pem_block": 'a PEM block labelled "{label}"',
    "json": "JSON",
    "zip": "a zip archive",
    "gzip": "a gzip archive",
    "archive": "a packed archive",
    "pdf": "a PDF document",
    "putty_key": "a PuTTY private key",
    "jwk": "a private key (JWK)",
    "ssh_public_key": "an SSH public key",
    "java_keystore": "a Java keystore",
    "html": "an HTML or XML page",
    "text": "text, but no certificate",
    "binary": "binary data of an unknown kind",
}

_LIST_KINDS = {kind: name for kind, name in _FILE_KINDS.items() if kind != "crl"} | {
    "certificate": "a certificate",
    "text": "text, but no revocation list",
}

_WEAKNESSES = {
    "algorithm": "is of a kind that is not accepted",
    "curve": "is on a curve that is not accepted",
    "curve_not_named": "spells its curve's parameters out, or inherits them",
    "modulus_bits": "has too short or too long a modulus",
    "modulus_even": "has an even modulus",
    "exponent_too_long": "has an exponent of more than 64 bits, with which OpenSSL does not verify so long a key",
    "numbers": "has a modulus or an exponent that no RSA key has, such as an even exponent or one below 3",
    "pss_parameters": "is bound to RSA-PSS parameters that are not accepted",
    "small_factor": "can be factored by anyone: its modulus has a small factor",
    "close_primes": "can be factored by anyone: its primes lie close together, or are equal",
    "roca": "can be factored: it was made by a faulty chip (ROCA, CVE-2017-15361)",
    "small_order": "is a point of small order, for which anyone can sign",
}

_RULE_TITLES = {
    "unsupported_file_extension": "Unexpected file extension",
    "contains_private_key": "The file holds a private key",
    "not_a_certificate": "Not a certificate",
    "malformed": "Damaged certificate",
    "several_certificates": "More than one certificate",
    "not_version_3": "Not version 3",
    "basic_constraints_missing": "Basic Constraints missing",
    "not_a_ca": "Not a CA certificate",
    "subject_key_identifier_missing": "Subject Key Identifier missing",
    "authority_key_identifier_missing": "Authority Key Identifier missing",
    "key_usage_forbids_signing": "Key usage forbids signing certificates",
    "issuer_signature_invalid": "The issuer's signature is not valid",
    "key_identifier_mismatch": "Key identifiers do not agree",
    "expired": "Expired",
    "not_yet_valid": "Not valid yet",
    "weak_key": "Key not accepted",
    "weak_signature_algorithm": "Signature algorithm not accepted",
    "empty_subject": "The subject is empty",
    "unknown_critical_extension": "Unknown critical extension",
    "public_root_ca": "A public root CA",
    "basic_constraints_not_critical": "Basic Constraints not critical",
    "key_usage_missing": "Key Usage missing",
    "serial_number_out_of_range": "Unusual serial number",
    "object_identifier_out_of_range": "An extension that some servers cannot read",
    "expires_soon": "Expires soon",
    "possession_not_carried_over": "Its key is proven, but prove it for this certificate as well",
    "ambiguous_issuer": "Another CA of yours has this name and key identifier",
    "superior_ca_unknown": "Superior CA unknown",
    "is_the_ca_certificate": "This is the CA certificate itself",
    "common_name_missing": "Common Name missing",
    "several_common_names": "Several Common Names",
    "common_name_mismatch": "The Common Name is not the active code",
    "issuer_mismatch": "Signed by another CA",
    "signature_invalid": "The signature is not by this CA's key",
    "unknown_signature_algorithm": "Unknown signature algorithm",
    "signature_algorithm_mismatch": "The algorithm does not fit the key",
    "field_too_long": "A field is too long",
    "certificate_too_large": "The certificate is too large",
    "unprintable_name": "A name has characters that are not seen",
    "refused_by_openssl": "OpenSSL does not take it as a trust anchor",
    "issuer_unknown": "Issued by none of your CAs",
    "ca_pending_verification": "The CA is not verified",
    "ca_disabled": "The CA is disabled",
    "path_length_exceeded": "More intermediate CAs than a CA allows",
    "name_constraints_violated": "A name that a CA above does not permit",
    "not_for_client_authentication": "Not made for TLS clients",
    "is_a_verification_certificate": "This proves possession; it is no device",
    "too_many_certificates": "Too many certificates",
    "path_invalid": "No valid certification path",
    "revoked": "Revoked",
    "crl_missing": "No revocation list",
    "ca_expired": "The CA certificate has expired",
    "not_a_revocation_list": "Not a revocation list",
    "malformed_revocation_list": "Damaged revocation list",
    "several_revocation_lists": "More than one revocation list",
    "crl_issuer_mismatch": "A revocation list of another CA",
    "crl_signature_invalid": "The list is not signed by this CA's key",
    "key_usage_forbids_crl_signing": "Key usage forbids signing revocation lists",
    "crl_not_version_2": "Not a list of version 2",
    "crl_number_missing": "The list has no number",
    "crl_number_too_long": "The list's number is too long",
    "crl_number_not_higher": "Not newer than the list that is there",
    "crl_not_yet_valid": "The list is not valid yet",
    "crl_next_update_missing": "The list does not say when the next one comes",
    "crl_expired": "The revocation list is out of date",
    "delta_crl": "A delta list",
    "indirect_crl": "An indirect list",
    "partial_crl": "The list is not about all certificates",
    "crl_entry_repeated": "A certificate is on the list twice",
    "crl_entry_removed": "The list takes certificates off a list",
    "ca_names_long": "The names of your CAs are too long for some servers",
}

_MESSAGES = {
    # The file
    "unsupported_file_extension": 'The file is called "{fileName}"; a name that ends in {accepted} was expected.',
    "contains_private_key": (
        "The file holds a private key, or a store that usually does. Nothing of it was kept, but the key has left its "
        "place: treat it as exposed."
    ),
    **{
        f"not_a_certificate.{kind}": f"The file is {name}; a certificate in DER or PEM was expected."
        for kind, name in _FILE_KINDS.items()
    },
    "malformed.truncated": "The certificate breaks off: {part} is incomplete.",
    "malformed.trailing_data": "There are bytes after the end of {part}, where nothing was expected.",
    "malformed.not_der_length": "{part} has a length that is not in DER's form, as BER allows it; DER was expected.",
    "malformed.unexpected_type": "{part} has an element of a type that the standard does not have there.",
    "malformed.invalid_value": "{part} has a value that is not valid in DER.",
    "malformed.text_encoding": "The {part} has text that is not in the encoding that its string type says.",
    "malformed.fraction_of_a_second": "The {part} has a fraction of a second; whole seconds were expected.",
    "malformed.duplicate_extension": "The extension {extension} is there twice; once was expected.",
    "malformed.undecodable_extension": "The extension {extension} is not as its standard says: {error}.",
    "malformed.undecodable_key": (
        "The public key is not as its algorithm's standard says, or is no point of its curve: {error}."
    ),
    "malformed.no_end_line": "A -----BEGIN CERTIFICATE----- line has no matching -----END CERTIFICATE----- line.",
    "malformed.nothing_between": "There is nothing between the BEGIN and the END line.",
    "malformed.base64_incomplete": "The base64 is incomplete, or its padding (=) is wrong.",
    "malformed.escaped_line_ends": 'The line ends in the base64 are written as "\\n", as in JSON or source code.',
    "malformed.not_base64": "There is a character in the base64 that is none: byte {found}.",
    "refused_by_openssl": ("OpenSSL, and so every broker, does not take it as a trust anchor: {error}."),
    "unprintable_name": (
        "The {field} has a character that is not seen, or that changes how others are shown: {character}."
    ),
    "certificate_too_large": "The certificate has {size} bytes in DER; at most {most} were expected.",
    "field_too_long.name": "The {field} has {size} bytes in DER; at most {most} were expected.",
    "field_too_long.value": "The {field} has a value of {size} characters; at most {most} were expected.",
    "several_certificates": (
        "The file holds {count} certificates; exactly one was expected. Their subjects: {subjects}."
    ),
    "too_many_certificates": "The file holds {count} certificates; at most {most} were expected.",
    "too_many_certificates.size": (
        "The certificates of the file have {size} bytes together in DER; at most {most} were expected, because servers "
        "with OpenSSL take no longer chains by default."
    ),
    "too_many_certificates.issuers": (
        "{count} of your CAs have the names of these certificates' issuers; at most {most} are tried."
    ),
    # A CA certificate
    "not_version_3": "The certificate's version is {version}; version 3 was expected.",
    "not_version_3.unheard_of": "The certificate's version is an unheard-of number; version 3 was expected.",
    "basic_constraints_missing": "The extension Basic Constraints is missing; it was expected with CA:TRUE.",
    "not_a_ca": (
        "The extension Basic Constraints says CA:FALSE, so this is no CA certificate, but that of a device or a "
        "server; CA:TRUE was expected."
    ),
    "subject_key_identifier_missing": "The extension Subject Key Identifier is missing; it was expected.",
    "authority_key_identifier_missing": (
        "The extension Authority Key Identifier is missing; it was expected, also in a self-signed certificate."
    ),
    "key_usage_forbids_signing": (
        "The extension Key Usage does not allow keyCertSign, so this key may not sign certificates; it was expected."
    ),
    "issuer_signature_invalid.algorithms_disagree": (
        "The signature algorithm beside the signature is not the one that was signed, so no verifier takes the "
        "signature; the same was expected (RFC 5280 4.1.1.2)."
    ),
    "issuer_signature_invalid.superior_ca": (
        'Issuer and key identifier are those of your CA "{caSubject}" ({caIds}), but its key did not make the '
        "signature; it was expected to verify it."
    ),
    "issuer_signature_invalid.own_key": (
        "Issuer and subject are the same, but the certificate's own key did not make the signature; it was expected "
        "to verify it."
    ),
    "key_identifier_mismatch": (
        "The certificate is self-signed, but its Authority Key Identifier is {authorityKeyIdentifier} and its Subject "
        "Key Identifier {subjectKeyIdentifier}; the same was expected."
    ),
    "expired": ('The certificate of "{subject}" expired at {notAfter}; it is now {now}, and a valid one was expected.'),
    "not_yet_valid": 'The certificate of "{subject}" is valid only from {notBefore} on; it is now {now}.',
    **{
        f"weak_key.{reason}": f'The key of "{{subject}}" ({{keyAlgorithm}}) {weakness}; {_ALLOWED_KEYS}.'
        for reason, weakness in _WEAKNESSES.items()
    },
    "weak_signature_algorithm": (
        'The certificate of "{subject}" is signed with {signatureAlgorithm}; accepted are RSA PKCS#1 v1.5, RSA-PSS or '
        "ECDSA with SHA-256, SHA-384, SHA-512 or SHA-3; Ed25519; Ed448; ML-DSA-44, -65, -87."
    ),
    "empty_subject": "The subject is empty; a CA's name was expected.",
    "unknown_critical_extension": (
        'The certificate of "{subject}" has critical extensions that are unknown here ({extensions}); critical ones '
        "must be those of RFC 5280."
    ),
    "ambiguous_issuer": (
        'Your CA {caId} is also called "{subject}" and has the same Subject Key Identifier, but another key; TLS '
        "servers would take one for the other and refuse the devices of one of them."
    ),
    "public_root_ca": "The key is that of a root CA of the public web; a CA of your own was expected.",
    "field_too_long": (
        "The certificate's fields have {size} bytes as text, the {field} alone {fieldSize}; at most {most} together "
        "were expected."
    ),
    # Warnings about a CA certificate
    "basic_constraints_not_critical": "The extension Basic Constraints is not critical; RFC 5280 asks for it.",
    "key_usage_missing": "The extension Key Usage is missing; RFC 5280 asks for it, with keyCertSign.",
    "object_identifier_out_of_range": (
        "{count} extensions go by object identifiers with numbers of more than 31 bits, as those of UUIDs (2.25) have. "
        "OpenSSL reads such a certificate; servers with Go or GnuTLS do not."
    ),
    "serial_number_out_of_range.too_long": (
        "The serial number has {octets} octets; RFC 5280 asks for a positive one of at most 20 octets."
    ),
    "serial_number_out_of_range.not_positive": (
        "The serial number is not positive; RFC 5280 asks for a positive one of at most 20 octets."
    ),
    "expires_soon": "The certificate expires in {days} days, at {notAfter}.",
    "ca_names_long": (
        "The names of the trusted CAs take {octets} octets in the list that a TLS server sends to its clients; it has "
        "room for {most}, and a server that sends it refuses every connection beyond that."
    ),
    "superior_ca_unknown": 'The issuer "{issuer}" is none of your CAs, so its signature was not checked.',
    "possession_not_carried_over.signature_not_verified": (
        "You have proven possession of this key, which does not count for this certificate: neither its own key nor "
        "that of a CA of yours verifies its signature."
    ),
    "possession_not_carried_over.superior_ca_not_trusted": (
        "You have proven possession of this key, which does not count for this certificate: the superior CA that "
        "signed it is not verified, is disabled or has expired."
    ),
    "possession_not_carried_over.key_disabled": (
        "You have proven possession of this key, which does not count for this certificate: a certificate of the same "
        "key is disabled."
    ),
    "possession_not_carried_over.carrying_ca_expired": (
        "You have proven possession of this key, which does not count for this certificate: every verified certificate "
        "of the same key has expired."
    ),
    "possession_not_carried_over.subject_changed": (
        "You have proven possession of this key, which does not count for this certificate: its subject is not that of "
        "the verified certificate of the same key."
    ),
    "possession_not_carried_over.copy_of_a_certificate": (
        "You have proven possession of this key, which does not count for this certificate: it is a certificate that "
        "you have, under another signature."
    ),
    # A proof of possession
    "is_the_ca_certificate": (
        "This is the CA certificate itself; a new one that it signed, with the code as Common Name, was expected."
    ),
    "common_name_missing": 'The subject "{subject}" has no Common Name; the code {code} was expected there.',
    "several_common_names": (
        "The subject has {count} Common Names ({commonNames}); exactly one was expected, the code {code}."
    ),
    "common_name_mismatch.other": 'The Common Name is "{commonName}"; the code {code} was expected.',
    "common_name_mismatch.earlier_code": (
        "The Common Name is the code {commonName}, but this code was replaced at {replacedAt}; the code {code} was "
        "expected."
    ),
    "issuer_mismatch.unknown": 'The issuer is "{issuer}"; "{caSubject}" was expected.',
    "issuer_mismatch.self_signed": (
        'The issuer is "{issuer}"; "{caSubject}" was expected. It is self-signed: its own key made the signature.'
    ),
    "issuer_mismatch.other_ca": (
        'The issuer is "{issuer}"; "{caSubject}" was expected. Your CA with the id {otherCaId} signed it.'
    ),
    "signature_invalid.unknown": (
        'The issuer is "{caSubject}", but this CA\'s key did not make the signature; it was expected to.'
    ),
    "signature_invalid.self_signed": (
        'The issuer is "{caSubject}", but this CA\'s key did not make the signature; it was expected to. The '
        "certificate is self-signed: its own key made it."
    ),
    "signature_invalid.other_ca": (
        'The issuer is "{caSubject}", but this CA\'s key did not make the signature; it was expected to. Your CA of '
        "the same name with the id {otherCaId} made it."
    ),
    "ca_expired": 'The CA certificate "{caSubject}" expired at {notAfter}; it is now {now}.',
    "unknown_signature_algorithm": 'The signature algorithm "{algorithm}" is unknown; one of {accepted} was expected.',
    "signature_algorithm_mismatch": (
        '"{algorithm}" does not fit the CA\'s key ({keyAlgorithm}); one of {accepted} was expected.'
    ),
    "signature_invalid.statement": (
        'The signature of {size} bytes is not one that the CA\'s key ({keyAlgorithm}) made with "{algorithm}" over '
        "the text {statement}; it was expected to be."
    ),
    # A revocation list
    **{
        f"not_a_revocation_list.{kind}": f"The file is {name}; a revocation list in DER or PEM was expected."
        for kind, name in _LIST_KINDS.items()
    },
    "malformed_revocation_list": "The file is not a revocation list as RFC 5280 has it: {error}.",
    "several_revocation_lists": "The file holds {count} revocation lists; exactly one was expected.",
    "crl_issuer_mismatch": 'The list is issued by "{issuer}"; "{caSubject}" was expected.',
    "crl_signature_invalid": ('The key of "{caSubject}" did not make the signature of the list; it was expected to.'),
    "weak_signature_algorithm.crl": (
        "The list is signed with {signatureAlgorithm}; accepted are RSA PKCS#1 v1.5, RSA-PSS or ECDSA with SHA-256, "
        "SHA-384, SHA-512 or SHA-3; Ed25519; Ed448; ML-DSA-44, -65, -87."
    ),
    "key_usage_forbids_crl_signing": (
        'The Key Usage of "{caSubject}" does not allow cRLSign, so no broker takes a list of this CA; it was expected.'
    ),
    "crl_not_version_2": "This is a list of version {version}; version 2 was expected, which alone has extensions.",
    "crl_number_missing": "The list has no CRL number; one was expected, so that it can be told from older lists.",
    "crl_number_too_long": "The CRL number has {octets} octets; at most {most} were expected.",
    "crl_number_not_higher": (
        "The list has the CRL number {found} (hex); a higher one than {last}, that of the list which is there, was "
        "expected."
    ),
    "crl_not_yet_valid": "The list is valid only from {thisUpdate} on (thisUpdate); it is now {now}.",
    "crl_next_update_missing": "The list does not say when the next one comes (nextUpdate); it was expected to.",
    "crl_expired.upload": (
        "The next list was due at {nextUpdate} (nextUpdate); it is now {now}, and a current list was expected."
    ),
    "delta_crl": "This is a delta list, which only adds to another one; a whole list was expected.",
    "indirect_crl": "The list speaks of certificates of other issuers; one about this CA's own alone was expected.",
    "partial_crl": (
        "The list is limited to some certificates, some reasons or one distribution point (Issuing Distribution "
        "Point); one that holds for all certificates of this CA was expected."
    ),
    "unknown_critical_extension.crl": (
        "The list has critical extensions that are unknown here ({extensions}); critical ones must be those that "
        "OpenSSL knows."
    ),
    "crl_entry_repeated": "The serial number {serialNumber} (hex) is on the list twice; once was expected.",
    "crl_entry_removed": (
        "The entry of the serial number {serialNumber} (hex) has the reason removeFromCRL, with which OpenSSL takes "
        "the certificate for not revoked; it belongs into delta lists alone."
    ),
    "refused_by_openssl.crl": "OpenSSL, and so every broker, does not take the list: {error}.",
    # A device certificate and its path
    "not_for_client_authentication.extended_key_usage": (
        'The Extended Key Usage of "{subject}" does not allow clientAuth, so brokers refuse it from a client.'
    ),
    "not_for_client_authentication.key_usage": (
        'The Key Usage of "{subject}" does not allow digitalSignature, with which a TLS client proves its key.'
    ),
    "is_a_verification_certificate": (
        '"{subject}" is a verification certificate: its Common Name is a verification code. It proves possession of '
        "a CA's key and belongs to no device."
    ),
    "malformed.openssl": 'OpenSSL does not read the certificate of "{subject}".',
    "not_a_ca.issuer": '"{subject}" has issued a certificate, but its Basic Constraints do not say CA:TRUE.',
    "key_usage_forbids_signing.issuer": (
        '"{subject}" has issued a certificate, but its Key Usage does not allow keyCertSign.'
    ),
    "path_length_exceeded": '"{subject}" allows fewer intermediate CAs below it (pathlen) than there are.',
    "path_length_exceeded.counted": (
        '"{subject}" allows {allowed} intermediate CAs below it (pathlen); there are {count}.'
    ),
    "signature_invalid.same_name": (
        'The issuer of "{subject}" is called "{issuer}", but no key of that name made its signature.'
    ),
    "signature_invalid.path": 'The key of its issuer did not make the signature of "{subject}".',
    "issuer_unknown": 'The issuer of "{subject}" is "{issuer}", which is none of your CAs.',
    "ca_pending_verification": 'Your CA "{caSubject}" ({caId}) is not verified.',
    "ca_disabled": 'Your CA "{caSubject}" ({caId}) is disabled.',
    "name_constraints_violated": 'The Name Constraints of a CA above forbid one of the names of "{subject}".',
    "expired.path": 'The certificate of "{subject}" has expired.',
    "not_yet_valid.path": 'The certificate of "{subject}" is not valid yet.',
    "unknown_critical_extension.path": 'The certificate of "{subject}" has a critical extension that is unknown.',
    "revoked": '"{caSubject}" revoked the certificate of "{subject}" at {revokedAt} ({revocationReason}).',
    "crl_missing": 'There is no revocation list of "{issuer}", so nobody knows whether "{subject}" was revoked.',
    "crl_expired.device": (
        'The revocation list of "{caSubject}" is out of date: the next one was due at {nextUpdate}; it is now {now}.'
    ),
    "path_invalid": 'OpenSSL says about "{subject}": {error}.',
}

_HINTS = {
    # What mends several rules
    "issue_root_again": "Make the certificate again, on the same key: " + _NEW_ROOT,
    "issue_intermediate_again": (
        "Have the superior CA issue it again: write the lines basicConstraints=critical,CA:TRUE and "
        "keyUsage=critical,keyCertSign,cRLSign and subjectKeyIdentifier=hash and authorityKeyIdentifier=keyid:always "
        "into a file ca.ext, then: openssl x509 -req -in ca.csr -CA superior.pem -CAkey superior.key -CAcreateserial "
        "-sha256 -days 1825 -extfile ca.ext -out ca.pem"
    ),
    "sign_code": "Sign with the certificate and the key of this CA: " + _SIGN,
    "sign_request": "A CSR is not signed yet. Sign it with the CA's key and upload your verification certificate: "
    + _SIGN,
    "request_code": (
        "Make the CSR anew with the code as Common Name, then sign it: "
        'openssl req -new -key verificationCert.key -out verificationCert.csr -subj "/CN={code}" && ' + _SIGN
    ),
    "sign_without_signkey": "Sign with -CA and -CAkey, not with -signkey, and give openssl req no -x509: " + _SIGN,
    "upload_to_other_ca": (
        "Upload it to your CA with the id {otherCaId} if that is the one to verify. Otherwise sign with the "
        "certificate and the key of this CA: " + _SIGN
    ),
    "upload_proof_alone": (
        "Upload your verification certificate alone, without a key, the CA certificate or a chain. A proof never needs "
        "a private key."
    ),
    "issue_device_again": (
        "Issue the device certificate again, for longer: openssl x509 -req -in device.csr -CA rootCA.pem "
        "-CAkey rootCA.key -CAcreateserial -days 365 -sha256 -out device.pem"
    ),
    "upload_newer": (
        "Make a new list and upload it (PUT /ca-certificates/<id>/crl): openssl ca -config ca.cnf -gencrl -out ca.crl"
    ),
    "upload_list": (
        "Upload the CA's revocation list in DER, or in PEM, which begins with -----BEGIN X509 CRL-----. OpenSSL makes "
        "one by: openssl ca -config ca.cnf -gencrl -out ca.crl"
    ),
    "make_list_again": (
        "Make the list again with the certificate and key of this CA: openssl ca -config ca.cnf -gencrl -crldays 30 "
        "-out ca.crl; to see what is in it: openssl crl -in ca.crl -noout -text"
    ),
    "write_out_again": (
        "Write the certificate out again where it was made and upload the copy, in binary mode if it is DER: "
        "openssl x509 -in rootCA.pem -outform DER -out rootCA.cer"
    ),
    "issue_again_correctly": (
        "The program that made the certificate encoded it wrongly. Issue it again with another one; to see what is in "
        "it: openssl x509 -in {file} -noout -text"
    ),
    "set_clock": "Wait until then, or set the clock of the machine that issues certificates and issue it again.",
    "renew": (
        "Upload the certificate's successor, or renew it on the same key: "
        "openssl x509 -in {file} -signkey rootCA.key -days 3650 -sha256 -out renewed.pem"
    ),
    "new_key": (
        "Make a new key, and issue the certificate again for it with -sha256: "
        "openssl ecparam -name prime256v1 -genkey -noout -out rootCA.key"
    ),
    "new_device_key": "Make a new key on the device and issue the certificate again.",
    "sign_with_sha256": (
        "Have it issued again with -sha256: "
        "openssl x509 -req -in ca.csr -CA superior.pem -CAkey superior.key -CAcreateserial -sha256 -out ca.pem"
    ),
    "sign_statement": (
        "Sign exactly this text, without a line end, with the key of this very CA: printf %s '{statement}' > "
        "possession.txt && openssl dgst -sha256 -sign rootCA.key -out possession.sig possession.txt && "
        "openssl base64 -A -in possession.sig"
    ),
    "sign_statement_pss": (
        "Sign exactly this text, without a line end, with the key of this very CA: printf %s '{statement}' > "
        "possession.txt && openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sign rootCA.key -out possession.sig "
        "possession.txt && openssl base64 -A -in possession.sig"
    ),
    "sign_statement_without_digest": (
        "Sign exactly this text, without a line end, with the key of this very CA: printf %s '{statement}' > "
        "possession.txt && openssl pkeyutl -sign -rawin -inkey rootCA.key -in possession.txt -out possession.sig && "
        "openssl base64 -A -in possession.sig"
    ),
    "check_path": "Compare the clocks, and the validity of each certificate of the path.",
    # The file
    "unsupported_file_extension": "Rename the file; its bytes, not its name, say whether it is DER or PEM.",
    "contains_private_key": (
        "Make a new key and a new certificate, and withdraw the old one. Upload the certificate alone; this copies it "
        "and leaves the key behind: openssl x509 -in {file} -out certificate.pem"
    ),
    "not_a_certificate.csr": (
        "A CSR only asks for a certificate. Have it signed, then upload what comes out: "
        "openssl x509 -req -in {file} -CA rootCA.pem -CAkey rootCA.key -CAcreateserial -days 3650 -sha256 "
        "-out certificate.pem"
    ),
    "not_a_certificate.private_key": _KEY,
    "not_a_certificate.pkcs12": (
        "Take the certificate out, without the key: openssl pkcs12 -in {file} -nokeys -out certificates.pem"
    ),
    "not_a_certificate.public_key": "Upload the certificate that holds this key.",
    "not_a_certificate.crl": (
        "Upload the certificate of the CA that issued it; to see which one: openssl crl -in {file} -noout -issuer"
    ),
    "not_a_certificate.pkcs7": (
        "Take the certificates out (with -inform DER for a binary file), then upload the one that is meant: "
        "openssl pkcs7 -in {file} -print_certs -out certificates.pem"
    ),
    "not_a_certificate.ocsp_response": _EXPORT,
    "not_a_certificate.attribute_certificate": "It holds no key. " + _EXPORT,
    "not_a_certificate.hexadecimal": "Turn it into bytes: xxd -r -p {file} certificate.der",
    "not_a_certificate.empty": "Write the certificate out again: openssl x509 -in rootCA.pem -out certificate.pem",
    "not_a_certificate.utf_16": (
        "Save it as UTF-8 or ASCII: iconv -f UTF-16 -t UTF-8 {file} > certificate.pem "
        "(Windows PowerShell: Get-Content {file} | Set-Content -Encoding ascii certificate.pem)"
    ),
    "not_a_certificate.pem_block": _PEM,
    "not_a_certificate.json": (
        "Upload the certificate alone. Inside JSON its line ends are written as \\n and must be real ones: "
        "jq -r .certificate {file} > certificate.pem"
    ),
    "not_a_certificate.zip": _UNPACK,
    "not_a_certificate.gzip": "Unpack it: gunzip {file}",
    "not_a_certificate.archive": _UNPACK,
    "not_a_certificate.pdf": _PEM,
    "not_a_certificate.putty_key": _KEY,
    "not_a_certificate.jwk": _KEY,
    "not_a_certificate.ssh_public_key": "SSH keys are not certificates. " + _EXPORT,
    "not_a_certificate.java_keystore": (
        "Export the certificate: keytool -exportcert -rfc -keystore {file} -alias ALIAS -file certificate.pem"
    ),
    "not_a_certificate.html": "A page often comes where a download asked for a login. " + _PEM,
    "not_a_certificate.text": _PEM,
    "not_a_certificate.binary": _PEM,
    "certificate_too_large": "Issue the certificate again with less in its extensions.",
    "field_too_long.name": "Issue the certificate again with a shorter name.",
    "field_too_long.value": "Issue the certificate again with a shorter name.",
    "several_certificates": (
        "Upload the one that is meant, each CA certificate in a file of its own. The first of a PEM file is written "
        "out by: openssl x509 -in {file} -out certificate.pem"
    ),
    "too_many_certificates": (
        "Send the device's certificate first and after it only the intermediate CAs between it and your CA."
    ),
    "too_many_certificates.size": "Issue the certificates again with less in their extensions.",
    "too_many_certificates.issuers": (
        "Delete those CAs that are not used any more; a server would take the first of them that has the name."
    ),
    # A CA certificate
    "issuer_signature_invalid.algorithms_disagree": "Have the CA issue the certificate again.",
    "issuer_signature_invalid.superior_ca": (
        "If the file was edited or cut, write it out again from its source. Otherwise have the CA issue it again; to "
        "check: openssl verify -CAfile superior.pem {file}"
    ),
    "issuer_signature_invalid.own_key": (
        "If the file was edited or cut, write it out again from its source. Otherwise issue it again; to check: "
        "openssl verify -check_ss_sig -CAfile {file} {file}"
    ),
    "unknown_critical_extension": "Issue the certificate again with that extension left out or not critical.",
    "unknown_critical_extension.path": "Issue the certificate again with that extension left out or not critical.",
    "public_root_ca": (
        "A public CA does not issue your device certificates, and you cannot prove to hold its key. Make a key and a "
        "CA of your own: openssl genrsa -out rootCA.key 3072 && " + _NEW_ROOT
    ),
    "ambiguous_issuer": (
        "Issue the certificate again with a Subject Key Identifier of its own (subjectKeyIdentifier=hash) or another "
        "name; or delete the other CA if it is not in use."
    ),
    "prove_this_certificate": (
        "Prove possession for this certificate as well: generate a verification code and send a verification "
        "certificate for it."
    ),
    "field_too_long": "Issue the certificate again with shorter names and identifiers.",
    "serial_number_out_of_range.too_long": "Let the CA choose the serial number when the certificate is next issued.",
    "serial_number_out_of_range.not_positive": (
        "Let the CA choose the serial number when the certificate is next issued."
    ),
    "ca_names_long": (
        "Let your servers send no such list (NGINX: ssl_trusted_certificate instead of ssl_client_certificate; "
        "HAProxy: ca-verify-file), or disable CAs that are no longer needed."
    ),
    "superior_ca_unknown": "Upload the certificate of the CA that issued it, too, if you hold its key.",
    # A proof of possession
    "ca_expired": "Upload the CA's renewed certificate; possession of the same key carries over.",
    "unknown_signature_algorithm": (
        "Name the algorithm that the key signed with; AWS KMS's names, such as ECDSA_SHA_256, are known too."
    ),
    # A revocation list
    "malformed_revocation_list": (
        "Write the list out again, in binary mode if it is DER: openssl crl -in ca.crl -outform DER -out ca.der.crl"
    ),
    "several_revocation_lists": "Upload the newest list of this CA alone.",
    "key_usage_forbids_crl_signing": (
        "Have the CA's certificate issued again with keyCertSign and cRLSign, on the same key, and upload it: "
        "possession of the key carries over."
    ),
    "crl_number_too_long": "Let the CA count its lists from 1: set the file that crlnumber names in ca.cnf to 01.",
    "crl_number_not_higher": (
        "Upload the newest list. If the CA has begun to count anew, delete the list that is there first."
    ),
    "crl_not_yet_valid": "Wait until then, or set the clock of the machine that makes lists and make it again.",
    # A device certificate and its path
    "not_for_client_authentication.extended_key_usage": (
        "Issue the device certificate again with keyUsage = digitalSignature and extendedKeyUsage = clientAuth, or "
        "without both."
    ),
    "not_for_client_authentication.key_usage": (
        "Issue the device certificate again with keyUsage = digitalSignature and extendedKeyUsage = clientAuth, or "
        "without both."
    ),
    "is_a_verification_certificate": (
        "Delete verificationCert.key, which the proof left behind: whoever finds it is a device to brokers. If this "
        "is a device, issue its certificate again with extendedKeyUsage = clientAuth."
    ),
    "malformed.openssl": "Write the certificate out again where it was made.",
    "not_a_ca.issuer": "Issue the device certificate with a CA.",
    "key_usage_forbids_signing.issuer": "Issue that CA's certificate again with keyCertSign.",
    "path_length_exceeded": "Issue the device certificate with a CA further up.",
    "path_length_exceeded.counted": (
        "Issue the device certificate with a CA further up, or issue that CA's certificate again with a larger pathlen."
    ),
    "signature_invalid.same_name": (
        "A CA of the same name has another key: register the one that issued it, or send its certificate along."
    ),
    "signature_invalid.path": "Issue the certificate again.",
    "issuer_unknown": (
        "Register that CA and prove possession of its key; or send along, after the device certificate, the "
        "certificates of the intermediate CAs between it and a CA of yours."
    ),
    "ca_pending_verification": "Generate a verification code and send a verification certificate for it.",
    "ca_disabled": 'Enable it: PATCH /ca-certificates/{caId} with {{"enabled": true}}.',
    "name_constraints_violated": ("Issue the device certificate again, with names that the CAs above it permit."),
    "revoked": "Give the device a new key and certificate if it is to come back.",
    "crl_missing": (
        "Upload the list of that CA (PUT /ca-certificates/<id>/crl), also one that revokes nothing yet: "
        "openssl ca -config ca.cnf -gencrl -out ca.crl"
    ),
    "path_invalid": "Issue the certificates of the path again.",
}

_TITLES = {
    "malformed_request": "Malformed request",
    "unauthorized": "Unauthorized",
    "forbidden": "Forbidden",
    "route_not_found": "Route not found",
    "subscription_not_found": "Subscription not found",
    "ca_certificate_not_found": "CA certificate not found",
    "revocation_list_not_found": "Revocation list not found",
    "upload_not_found": "Upload not found",
    "no_active_verification_code": "No active verification code",
    "ca_certificate_already_exists": "CA certificate already exists",
    "quota_exceeded": "Quota exceeded",
    "already_verified": "Already verified",
    "not_verified": "Not verified",
    "trust_store_too_large": "Trust store too large",
    "not_acceptable": "Not acceptable",
    "precondition_failed": "Precondition failed",
    "file_too_large": "File too large",
    "unsupported_media_type": "Unsupported media type",
    "certificate_rejected": "CA certificate rejected",
    "verification_rejected": "Verification rejected",
    "revocation_list_rejected": "Revocation list rejected",
    "service_unavailable": "Service unavailable",
    "internal_error": "Internal error",
}

_SEND_CERTIFICATE = 'send {{"certificate": "<PEM text>"}}'

_DETAILS = {
    "malformed_request": "The request cannot be read. Compare it with the API's description.",
    "malformed_request.unknown_path": "The path is not one of this API's.",
    "malformed_request.body_not_base64": "The event's body is not base64.",
    "malformed_request.not_json": "The body is not well-formed JSON; send a JSON object.",
    "malformed_request.not_an_object": "The body is JSON but not an object; send a JSON object.",
    "malformed_request.file_name": (
        "The file name is blank, longer than {most} characters or has characters that are not seen. Give a plain name."
    ),
    "malformed_request.boundary_missing": "The content type multipart/form-data names no boundary.",
    "malformed_request.not_multipart": "The body is not well-formed multipart/form-data: {error}.",
    "malformed_request.file_parts": "The form has {count} parts named 'file'; send the file in exactly one.",
    "malformed_request.certificate_missing": (
        f"The JSON object has no text 'certificate' with the PEM text of the file; {_SEND_CERTIFICATE}."
    ),
    "malformed_request.crl_missing": (
        'The JSON object has no text \'crl\' with the PEM text of the list; send {{"crl": "<PEM text>"}}.'
    ),
    "malformed_request.upload": (
        'The JSON object is not that of an upload; send {{"upload": "<32 lower-case hex digits>"}}, as '
        "POST /ca-certificates/<id>/crl/uploads answered, and nothing beside it."
    ),
    "malformed_request.upload_size": (
        'The JSON object does not say how large the file is; send {{"size": <bytes, a whole number above 0>}} alone.'
    ),
    "malformed_request.file_name_type": "'fileName' is not a text.",
    "malformed_request.signature_type": (
        "'signature' (base64) and 'algorithm' (a signature algorithm's name) are both texts."
    ),
    "malformed_request.signature_not_base64": "'signature' is not base64.",
    "malformed_request.parameter": "'{parameter}' is '{found}'; it may be {expected}.",
    "malformed_request.cursor": "'cursor' is not the nextCursor of this list of yours. Start again without it.",
    "malformed_request.id": "The id in the path is not 64 lower-case hex digits, as a CA certificate's id is.",
    "malformed_request.not_entity_tags": (
        "'{found}' is not a list of entity tags such as \"1-2026\", quotation marks included, or *."
    ),
    "malformed_request.unchangeable": "'{field}' cannot be changed; what can: {changeable}.",
    "malformed_request.no_change": "The JSON object is empty; send what is to change: {changeable}.",
    "malformed_request.subscription_id": (
        "The id in the path is not 32 lower-case hex digits, as a subscription's id is."
    ),
    "malformed_request.subscription": (
        'The JSON object is not that of a subscription; send {{"name": "<1 to {most} characters that can be seen>"}}.'
    ),
    "malformed_request.not_boolean": "'{field}' is neither true nor false.",
    "malformed_request.not_text": (
        "'{field}' is not a text of 1 to {most} characters that can be seen; null takes it away."
    ),
    "unauthorized": "The ID token names neither a tenant nor a subject.",
    "unauthorized.not_an_id_token": "The token is not an ID token; send the one that the user pool issued as such.",
    "unauthorized.subscription_token": (
        "The bearer token is that of no subscription: it was deleted, or is incomplete. Subscribe anew."
    ),
    "forbidden": "Your role is {role}; this takes the role {allowed}. Ask an administrator of your tenant.",
    "route_not_found": "Nothing stands at this path.",
    "subscription_not_found": "There is no subscription of this id.",
    "quota_exceeded.subscriptions": (
        "You have {limit} subscriptions, as many as you may have. Delete those that you no longer need, or have the "
        "operator raise the limit."
    ),
    "ca_certificate_not_found": "There is no CA certificate of this id.",
    "revocation_list_not_found": "This CA certificate has no revocation list.",
    "upload_not_found": (
        "No file of this upload is in the bucket. Put it there first (curl --upload-file ca.crl <url>). If you did, it "
        "was taken already, as crl of the CA certificate then shows, or refused, or deleted after an hour: get another "
        "upload."
    ),
    "no_active_verification_code": (
        "No verification code is active: none was generated, or it has expired. Generate a new one."
    ),
    "no_active_verification_code.replaced": (
        "The verification code was replaced while the proof was being judged. Ask for the active code."
    ),
    "ca_certificate_already_exists": (
        "This CA certificate is registered already; see the certificate of the id in this answer."
    ),
    "quota_exceeded": "You have {limit} of these, as many as you may. Delete some that you no longer need.",
    "quota_exceeded.ca_certificates": (
        "You have {limit} CA certificates, as many as you may. Delete those that you no longer need, or have the "
        "operator raise the limit."
    ),
    "quota_exceeded.verified_ca_certificates": (
        "You have {limit} verified CA certificates, as many as you may. Delete those that you no longer need, expired "
        "and disabled ones first, or have the operator raise the limit."
    ),
    "quota_exceeded.events_per_day": (
        "You have made {limit} changes today (UTC), as many as you may; disabling and deleting still work. Go on "
        "tomorrow, or have the operator raise the limit."
    ),
    "quota_exceeded.certificates_of_a_key": (
        "You have {limit} certificates of this key, as many as you may. Delete some that you no longer need, expired "
        "ones first."
    ),
    "quota_exceeded.certificates_of_a_name": (
        "You have {limit} CA certificates of this name, as many as you may. Delete some that you no longer need, or "
        "give new CAs names of their own."
    ),
    "already_verified": "This CA certificate is verified already; nothing is left to prove.",
    "not_verified": "This CA certificate is not verified, so there is nothing to give a receipt for.",
    "not_verified.crl": (
        "This CA certificate is not verified, so a revocation list of it is not taken. Prove possession of its key "
        "first."
    ),
    "trust_store_too_large": (
        "The trust store has more than the {most} bytes that an answer may have. Read the object "
        "<tenant>/truststore.pem of the registry's bucket instead, or disable CAs that are no longer needed."
    ),
    "not_acceptable": "Accept admits none of what there is: {offers}.",
    "precondition_failed": (
        "The CA certificate is not in the state that If-Match names: it has changed since you read it. The header "
        "ETag has its current tag."
    ),
    "file_too_large": (
        "The file has {size} bytes; at most {most} (1 MiB) are taken. A CA certificate has a few thousand: check that "
        "this is the right file."
    ),
    "file_too_large.crl": (
        "The file has {size} bytes; at most {most} (5 MiB) are taken in a request. Send it by an upload "
        "(POST /ca-certificates/<id>/crl/uploads), or in DER."
    ),
    "file_too_large.upload": "The file has {size} bytes; at most {most} (20 MiB) are taken.",
    "unsupported_media_type.crl": (
        "The content type '{mediaType}' carries no revocation list. Send the file's bytes as application/pkix-crl or "
        "application/octet-stream, a form as multipart/form-data, or JSON as application/json."
    ),
    "unsupported_media_type": (
        "The content type '{mediaType}' carries no certificate file. Send the file's bytes as "
        "application/octet-stream, a form as multipart/form-data, or JSON as application/json."
    ),
    "unsupported_media_type.upload": (
        "The content type '{mediaType}' does not say how large the file is; send JSON as application/json."
    ),
    "unsupported_media_type.subscription": (
        "The content type '{mediaType}' carries no subscription; send JSON as application/json."
    ),
    "unsupported_media_type.change": (
        "The content type '{mediaType}' carries no change; send a JSON object as application/json."
    ),
    "certificate_rejected": "The file breaks rules for CA certificates; see violations.",
    "verification_rejected": "This does not prove possession of the CA's private key; see violations.",
    "revocation_list_rejected": "The file breaks rules for revocation lists; see violations.",
    "service_unavailable": "A store did not answer in time. Send the same request again.",
    "internal_error": "Something failed that should not. Give the operator the requestId.",
}

ENGLISH = Catalogue(
    rule_titles=_RULE_TITLES,
    messages=_MESSAGES,
    hints=_HINTS,
    titles=_TITLES,
    details=_DETAILS,
    delete_key=(
        "Delete verificationCert.key, which the guide's commands leave behind: with its certificate, valid for 100 "
        "years, whoever finds it is a device to brokers."
    ),
    same_remedy="What mends {rule} mends this, too.",
    place="Certificate {number} of the file: ",
)
