"""The texts in Simplified Chinese."""

from device_ca.messages.catalogue import Catalogue

_ALLOWED_KEYS = (
    "可接受的密钥为 2048 至 8192 位的 RSA，曲线为 P-256、P-384、P-521、brainpoolP256r1、P384r1 或 P512r1 的 EC，"
    "Ed25519，Ed448，以及 ML-DSA-44、-65 或 -87"
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
_EXPORT = "请改为上传 CA 的 X.509 证书。"
_PEM = "请上传 DER 格式的证书，或以 -----BEGIN CERTIFICATE----- 开头的 PEM 格式证书。可用以下命令查看文件内容：openssl x509 -in {file} -noout -text"
_KEY = "请上传与该密钥对应的证书，切勿上传密钥本身。"
_UNPACK = "请先解压，再上传其中的证书。"

_FILE_KINDS = {
    "csr": "证书签名请求（CSR）",
    "private_key": "私钥",
    "pkcs12": "PKCS#12 文件（.p12、.pfx），其中通常含有私钥",
    "public_key": "公钥",
    "crl": "证书吊销列表（CRL）",
    "pkcs7": "PKCS#7 或 CMS 文件（.p7b、.p7c）",
    "ocsp_response": "OCSP 响应",
    "attribute_certificate": "属性证书",
    "hexadecimal": "以十六进制数字写成的 DER",
    "empty": "空文件",
    "utf_16": "UTF-16 文本",
    "pem_block": "标签为“{label}”的 PEM 块",
    "json": "JSON",
    "zip": "ZIP 压缩包",
    "gzip": "gzip 压缩文件",
    "archive": "压缩包",
    "pdf": "PDF 文档",
    "putty_key": "PuTTY 私钥",
    "jwk": "私钥（JWK）",
    "ssh_public_key": "SSH 公钥",
    "java_keystore": "Java 密钥库",
    "html": "HTML 或 XML 页面",
    "text": "文本，但不是证书",
    "binary": "类型未知的二进制数据",
}

_LIST_KINDS = {kind: name for kind, name in _FILE_KINDS.items() if kind != "crl"} | {
    "certificate": "证书",
    "text": "文本，但不是吊销列表",
}

_WEAKNESSES = {
    "algorithm": "属于不被接受的种类",
    "curve": "所用的曲线不被接受",
    "curve_not_named": "直接写出了曲线参数或沿用了他处的参数",
    "modulus_bits": "的模数过短或过长",
    "modulus_even": "的模数是偶数",
    "exponent_too_long": "的指数超过 64 位，而 OpenSSL 不用这样的指数验证这么长的密钥",
    "numbers": "的模数或指数不是 RSA 密钥可能有的数，例如指数是偶数或小于 3",
    "pss_parameters": "限定于不被接受的 RSA-PSS 参数",
    "small_factor": "可被任何人分解：其模数有小因子",
    "close_primes": "可被任何人分解：其两个素数相近或相等",
    "roca": "可被分解：它由有缺陷的芯片生成（ROCA，CVE-2017-15361）",
    "small_order": "是低阶点，任何人都能为其伪造签名",
}

_RULE_TITLES = {
    "unsupported_file_extension": "不支持的文件扩展名",
    "contains_private_key": "文件包含私钥",
    "not_a_certificate": "不是证书",
    "malformed": "证书已损坏",
    "several_certificates": "包含多个证书",
    "not_version_3": "不是版本 3",
    "basic_constraints_missing": "缺少基本约束",
    "not_a_ca": "不是 CA 证书",
    "subject_key_identifier_missing": "缺少使用者密钥标识符",
    "authority_key_identifier_missing": "缺少颁发机构密钥标识符",
    "key_usage_forbids_signing": "密钥用法不允许签发证书",
    "issuer_signature_invalid": "颁发者签名无效",
    "key_identifier_mismatch": "密钥标识符不一致",
    "expired": "已过期",
    "not_yet_valid": "尚未生效",
    "weak_key": "密钥不被接受",
    "weak_signature_algorithm": "签名算法不被接受",
    "empty_subject": "使用者为空",
    "unknown_critical_extension": "未知的关键扩展",
    "public_root_ca": "公共根 CA",
    "basic_constraints_not_critical": "基本约束未标记为关键",
    "key_usage_missing": "缺少密钥用法",
    "serial_number_out_of_range": "序列号超出范围",
    "object_identifier_out_of_range": "有些服务器无法读取的扩展",
    "expires_soon": "即将到期",
    "possession_not_carried_over": "该密钥已被证明，但仍需为此证书单独证明",
    "ambiguous_issuer": "您的另一个 CA 具有相同的名称和密钥标识符",
    "superior_ca_unknown": "上级 CA 未知",
    "is_the_ca_certificate": "这是 CA 证书本身",
    "common_name_missing": "缺少 Common Name",
    "several_common_names": "包含多个 Common Name",
    "common_name_mismatch": "Common Name 不是当前有效的验证码",
    "issuer_mismatch": "由其他 CA 签发",
    "signature_invalid": "签名不是由此 CA 的密钥生成",
    "unknown_signature_algorithm": "未知的签名算法",
    "signature_algorithm_mismatch": "算法与密钥不匹配",
    "field_too_long": "字段过长",
    "certificate_too_large": "证书过大",
    "unprintable_name": "名称中有看不见的字符",
    "refused_by_openssl": "OpenSSL 不接受其作为信任锚",
    "issuer_unknown": "签发者不是您的 CA",
    "ca_pending_verification": "CA 尚未通过验证",
    "ca_disabled": "CA 已停用",
    "path_length_exceeded": "中间 CA 数量超出限制",
    "name_constraints_violated": "名称不符合上级 CA 的名称约束",
    "not_for_client_authentication": "不可用于 TLS 客户端认证",
    "is_a_verification_certificate": "这是验证证书，不是设备证书",
    "too_many_certificates": "证书过多",
    "path_invalid": "证书路径无效",
    "revoked": "已吊销",
    "crl_missing": "没有吊销列表",
    "ca_expired": "CA 证书已过期",
    "not_a_revocation_list": "不是吊销列表",
    "malformed_revocation_list": "吊销列表已损坏",
    "several_revocation_lists": "不止一个吊销列表",
    "crl_issuer_mismatch": "其他 CA 的吊销列表",
    "crl_signature_invalid": "列表并非由该 CA 的密钥签名",
    "key_usage_forbids_crl_signing": "密钥用途不允许签署吊销列表",
    "crl_not_version_2": "不是第 2 版列表",
    "crl_number_missing": "列表没有编号",
    "crl_number_too_long": "列表编号过长",
    "crl_number_not_higher": "并不比现有列表新",
    "crl_not_yet_valid": "列表尚未生效",
    "crl_next_update_missing": "列表未说明下一次更新时间",
    "crl_expired": "吊销列表已过期",
    "delta_crl": "增量列表",
    "indirect_crl": "间接列表",
    "partial_crl": "列表并不涵盖所有证书",
    "crl_entry_repeated": "同一证书在列表中出现两次",
    "crl_entry_removed": "列表将证书移出列表",
    "ca_names_long": "您的 CA 名称对某些服务器而言过长",
}

_MESSAGES = {
    # The file
    "unsupported_file_extension": "文件名为“{fileName}”，其扩展名应为以下之一：{accepted}。",
    "contains_private_key": "文件中含有私钥，或属于通常含有私钥的存储格式。文件内容未被保存，但该私钥已离开其存放之处，应视为已泄露。",
    **{
        f"not_a_certificate.{kind}": f"该文件是{name}；应为 DER 或 PEM 格式的证书。"
        for kind, name in _FILE_KINDS.items()
    },
    "malformed.truncated": "证书不完整：{part} 在中途截断。",
    "malformed.trailing_data": "{part} 结束之后还有多余的字节。",
    "malformed.not_der_length": "{part} 中有长度不是 DER 的写法（BER 允许），应为 DER。",
    "malformed.unexpected_type": "{part} 中有元素的类型不符合标准。",
    "malformed.invalid_value": "{part} 中有值不是有效的 DER。",
    "malformed.text_encoding": "{part} 中的文本与其字符串类型所声明的编码不符。",
    "malformed.fraction_of_a_second": "{part} 中的时间带有小数秒，应为整秒。",
    "malformed.duplicate_extension": "扩展 {extension} 出现了两次，应当只有一次。",
    "malformed.undecodable_extension": "扩展 {extension} 不符合其标准：{error}。",
    "malformed.undecodable_key": "公钥不符合其算法的标准，或不是曲线上的点：{error}。",
    "malformed.no_end_line": "-----BEGIN CERTIFICATE----- 行没有对应的 -----END CERTIFICATE----- 行。",
    "malformed.nothing_between": "BEGIN 行与 END 行之间没有内容。",
    "malformed.base64_incomplete": "base64 不完整，或其填充（=）有误。",
    "malformed.escaped_line_ends": "base64 中的换行写成了“\\n”，如同 JSON 或源代码中的写法。",
    "malformed.not_base64": "base64 中有不属于 base64 的字符：字节 {found}。",
    "refused_by_openssl": ("OpenSSL 以及使用它的各种服务器不接受该证书作为信任锚：{error}。"),
    "unprintable_name": ("{field} 中有看不见的字符，或会改变其他字符显示方式的字符：{character}。"),
    "certificate_too_large": "证书的 DER 编码为 {size} 字节，最多应为 {most} 字节。",
    "field_too_long.name": "{field} 的 DER 编码为 {size} 字节，最多应为 {most} 字节。",
    "field_too_long.value": "{field} 中有一个值长 {size} 个字符，最多应为 {most} 个字符。",
    "several_certificates": "文件中有 {count} 个证书，应当只有一个。它们的主体为：{subjects}。",
    "too_many_certificates": "文件中有 {count} 个证书，最多应为 {most} 个。",
    "too_many_certificates.size": (
        "文件中的证书以 DER 计共 {size} 字节，最多应为 {most} 字节：使用 OpenSSL 的服务器默认不接受更长的证书链。"
    ),
    "too_many_certificates.issuers": "您有 {count} 个 CA 与这些证书的颁发者同名，最多尝试 {most} 个。",
    # A CA certificate
    "not_version_3": "证书版本为 {version}，应为版本 3。",
    "not_version_3.unheard_of": "证书版本是一个从未定义过的数字，应为版本 3。",
    "basic_constraints_missing": "缺少扩展 Basic Constraints（基本约束），应有该扩展且为 CA:TRUE。",
    "not_a_ca": "扩展 Basic Constraints（基本约束）为 CA:FALSE，因此这不是 CA 证书，而是设备或服务器的证书；应为 CA:TRUE。",
    "subject_key_identifier_missing": "缺少扩展 Subject Key Identifier（主体密钥标识符），应有该扩展。",
    "authority_key_identifier_missing": "缺少扩展 Authority Key Identifier（颁发机构密钥标识符），自签名证书也应有该扩展。",
    "key_usage_forbids_signing": "扩展 Key Usage（密钥用法）未包含 keyCertSign，因此该密钥不能签发证书；应当包含。",
    "issuer_signature_invalid.algorithms_disagree": (
        "签名旁标注的签名算法与被签名内容中的签名算法不一致，任何验证方都不会接受该签名；两者应当相同（RFC 5280 4.1.1.2）。"
    ),
    "issuer_signature_invalid.superior_ca": (
        "颁发者和密钥标识符与您的 CA“{caSubject}”（{caIds}）一致，但签名不是由该 CA 的密钥生成的；应能用其密钥验证签名。"
    ),
    "issuer_signature_invalid.own_key": "颁发者与主体相同，但签名不是由证书自身的密钥生成的；应能用其自身的密钥验证签名。",
    "key_identifier_mismatch": (
        "证书为自签名证书，但其 Authority Key Identifier（颁发机构密钥标识符）为 {authorityKeyIdentifier}，"
        "而 Subject Key Identifier（主体密钥标识符）为 {subjectKeyIdentifier}；两者应当相同。"
    ),
    "expired": "“{subject}”的证书已于 {notAfter} 过期，当前时间为 {now}；应使用有效期内的证书。",
    "not_yet_valid": "“{subject}”的证书自 {notBefore} 起才生效，当前时间为 {now}。",
    **{
        f"weak_key.{reason}": f"“{{subject}}”的密钥（{{keyAlgorithm}}）{weakness}；{_ALLOWED_KEYS}。"
        for reason, weakness in _WEAKNESSES.items()
    },
    "weak_signature_algorithm": (
        "“{subject}”的证书使用 {signatureAlgorithm} 签名；可接受的签名算法为使用 SHA-256、SHA-384、SHA-512 或 SHA-3 的 "
        "RSA PKCS#1 v1.5、RSA-PSS 或 ECDSA，以及 Ed25519、Ed448、ML-DSA-44、-65、-87。"
    ),
    "empty_subject": "主体为空，应为 CA 的名称。",
    "unknown_critical_extension": "“{subject}”的证书含有无法识别的关键扩展（{extensions}）；关键扩展只能是 RFC 5280 定义的扩展。",
    "ambiguous_issuer": (
        "您的 CA {caId} 也名为“{subject}”，主体密钥标识符（Subject Key Identifier）相同，但密钥不同；"
        "TLS 服务器会将二者混淆，并拒绝其中一个 CA 的设备。"
    ),
    "public_root_ca": "该密钥属于公共 Web 信任库中的根 CA；应使用您自己的 CA。",
    "field_too_long": "证书各字段以文本表示共 {size} 字节，其中 {field} 就有 {fieldSize} 字节；合计最多应为 {most} 字节。",
    # Warnings about a CA certificate
    "basic_constraints_not_critical": "扩展 Basic Constraints（基本约束）未标记为关键扩展，而 RFC 5280 要求如此。",
    "object_identifier_out_of_range": (
        "有 {count} 个扩展的对象标识符含有超过 31 位的数，UUID 的标识符（2.25）即如此。OpenSSL 能读取这样的证书，使用 Go 或 GnuTLS 的服务器则不能。"
    ),
    "key_usage_missing": "缺少扩展 Key Usage（密钥用法），RFC 5280 要求有该扩展并包含 keyCertSign。",
    "serial_number_out_of_range.too_long": "序列号长 {octets} 字节；RFC 5280 要求序列号为正数且不超过 20 字节。",
    "serial_number_out_of_range.not_positive": "序列号不是正数；RFC 5280 要求序列号为正数且不超过 20 字节。",
    "expires_soon": "证书将在 {days} 天后（{notAfter}）过期。",
    "ca_names_long": (
        "受信任 CA 的名称在 TLS 服务器发给客户端的列表中共占 {octets} 字节；该列表最多容纳 {most} 字节，超出后，"
        "发送此列表的服务器会拒绝所有连接。"
    ),
    "superior_ca_unknown": "颁发者“{issuer}”不是您的 CA，因此未检查其签名。",
    "possession_not_carried_over.signature_not_verified": (
        "您已证明持有此密钥，但这不适用于本证书：其签名既不能用自身密钥验证，也不能用您的任何 CA 的密钥验证。"
    ),
    "possession_not_carried_over.superior_ca_not_trusted": (
        "您已证明持有此密钥，但这不适用于本证书：签发它的上级 CA 未验证、已停用或已过期。"
    ),
    "possession_not_carried_over.key_disabled": "您已证明持有此密钥，但这不适用于本证书：同一密钥的某个证书已停用。",
    "possession_not_carried_over.carrying_ca_expired": (
        "您已证明持有此密钥，但这不适用于本证书：同一密钥的已验证证书均已过期。"
    ),
    "possession_not_carried_over.subject_changed": (
        "您已证明持有此密钥，但这不适用于本证书：其主体与同一密钥的已验证证书的主体不同。"
    ),
    "possession_not_carried_over.copy_of_a_certificate": (
        "您已证明持有此密钥，但这不适用于本证书：它是您已有的证书，只是签名不同。"
    ),
    # A proof of possession
    "is_the_ca_certificate": "这是 CA 证书本身；应上传由该 CA 新签发的、以验证码为通用名称（Common Name）的证书。",
    "common_name_missing": "主体“{subject}”没有通用名称（Common Name）；通用名称应为验证码 {code}。",
    "several_common_names": "主体有 {count} 个通用名称（{commonNames}）；应当只有一个，即验证码 {code}。",
    "common_name_mismatch.other": "通用名称为“{commonName}”，应为验证码 {code}。",
    "common_name_mismatch.earlier_code": "通用名称是验证码 {commonName}，但该验证码已于 {replacedAt} 被替换；应为验证码 {code}。",
    "issuer_mismatch.unknown": "颁发者为“{issuer}”，应为“{caSubject}”。",
    "issuer_mismatch.self_signed": "颁发者为“{issuer}”，应为“{caSubject}”。该证书是自签名证书：签名由其自身的密钥生成。",
    "issuer_mismatch.other_ca": "颁发者为“{issuer}”，应为“{caSubject}”。它由您的另一个 CA（id 为 {otherCaId}）签发。",
    "signature_invalid.unknown": "颁发者为“{caSubject}”，但签名不是由该 CA 的密钥生成的；应由该密钥签名。",
    "signature_invalid.self_signed": (
        "颁发者为“{caSubject}”，但签名不是由该 CA 的密钥生成的；应由该密钥签名。该证书是自签名证书：签名由其自身的密钥生成。"
    ),
    "signature_invalid.other_ca": (
        "颁发者为“{caSubject}”，但签名不是由该 CA 的密钥生成的；应由该密钥签名。签名由您的另一个同名 CA（id 为 {otherCaId}）的密钥生成。"
    ),
    "ca_expired": "CA 证书“{caSubject}”已于 {notAfter} 过期，当前时间为 {now}。",
    "unknown_signature_algorithm": "无法识别签名算法“{algorithm}”，应为以下之一：{accepted}。",
    "signature_algorithm_mismatch": "“{algorithm}”与 CA 的密钥（{keyAlgorithm}）不匹配，应为以下之一：{accepted}。",
    "signature_invalid.statement": (
        "这个 {size} 字节的签名不是由 CA 的密钥（{keyAlgorithm}）以“{algorithm}”对文本 {statement} 生成的；应当如此。"
    ),
    # 吊销列表
    **{
        f"not_a_revocation_list.{kind}": f"该文件是{name}；应为 DER 或 PEM 格式的吊销列表。"
        for kind, name in _LIST_KINDS.items()
    },
    "malformed_revocation_list": "该文件不是符合 RFC 5280 的吊销列表：{error}。",
    "several_revocation_lists": "该文件含有 {count} 个吊销列表；应恰好有一个。",
    "crl_issuer_mismatch": "该列表的颁发者是“{issuer}”；应为“{caSubject}”。",
    "crl_signature_invalid": "该列表的签名并非由“{caSubject}”的密钥生成；应由该密钥生成。",
    "weak_signature_algorithm.crl": (
        "该列表使用 {signatureAlgorithm} 签名；可接受的算法有：使用 SHA-256、SHA-384、SHA-512 或 SHA-3 的 RSA PKCS#1 v1.5、"
        "RSA-PSS 或 ECDSA；Ed25519；Ed448；ML-DSA-44、-65、-87。"
    ),
    "key_usage_forbids_crl_signing": (
        "“{caSubject}”的密钥用途（Key Usage）不允许 cRLSign，因此没有服务器会接受该 CA 的列表；应允许 cRLSign。"
    ),
    "crl_not_version_2": "这是第 {version} 版列表；应为第 2 版，只有它带有扩展。",
    "crl_number_missing": "该列表没有 CRL 编号；应有编号，以便与更旧的列表区分。",
    "crl_number_too_long": "CRL 编号有 {octets} 个八位字节；最多应为 {most} 个。",
    "crl_number_not_higher": "该列表的 CRL 编号为 {found}（十六进制）；应高于现有列表的编号 {last}。",
    "crl_not_yet_valid": "该列表自 {thisUpdate}（thisUpdate）起才生效；现在是 {now}。",
    "crl_next_update_missing": "该列表未说明下一次更新时间（nextUpdate）；应予说明。",
    "crl_expired.upload": "下一个列表应于 {nextUpdate}（nextUpdate）发布；现在是 {now}，应为仍然有效的列表。",
    "delta_crl": "这是增量列表，只对另一个列表作补充；应为完整的列表。",
    "indirect_crl": "该列表涉及其他颁发者的证书；应只涉及该 CA 自己的证书。",
    "partial_crl": (
        "该列表仅限于部分证书、部分原因或某个分发点（Issuing Distribution Point）；应为适用于该 CA 所有证书的列表。"
    ),
    "unknown_critical_extension.crl": (
        "该列表含有无法识别的关键扩展（{extensions}）；关键扩展只能是 OpenSSL 能识别的扩展。"
    ),
    "crl_entry_repeated": "序列号 {serialNumber}（十六进制）在列表中出现两次；应只出现一次。",
    "crl_entry_removed": (
        "序列号 {serialNumber}（十六进制）的条目原因为 removeFromCRL，OpenSSL 会因此认为该证书未被吊销；该原因只能用于增量列表。"
    ),
    "refused_by_openssl.crl": "OpenSSL 以及使用它的各种服务器不接受该列表：{error}。",
    # A device certificate and its path
    "not_for_client_authentication.extended_key_usage": (
        "“{subject}”的 Extended Key Usage（扩展密钥用法）不允许 clientAuth，因此消息代理会拒绝以它作为客户端证书。"
    ),
    "not_for_client_authentication.key_usage": (
        "“{subject}”的 Key Usage（密钥用法）不允许 digitalSignature，而 TLS 客户端要用它证明持有密钥。"
    ),
    "is_a_verification_certificate": "“{subject}”是验证证书：其通用名称是验证码。它用于证明持有 CA 的私钥，不属于任何设备。",
    "malformed.openssl": "OpenSSL 无法读取“{subject}”的证书。",
    "not_a_ca.issuer": "“{subject}”签发了证书，但其 Basic Constraints（基本约束）不是 CA:TRUE。",
    "key_usage_forbids_signing.issuer": "“{subject}”签发了证书，但其 Key Usage（密钥用法）不允许 keyCertSign。",
    "path_length_exceeded": "“{subject}”下面的中间 CA 数量超过了其允许的上限（pathlen）。",
    "path_length_exceeded.counted": "“{subject}”允许其下有 {allowed} 个中间 CA（pathlen），实际有 {count} 个。",
    "signature_invalid.same_name": "“{subject}”的颁发者名为“{issuer}”，但其签名不是由任何同名 CA 的密钥生成的。",
    "signature_invalid.path": "“{subject}”的签名不是由其颁发者的密钥生成的。",
    "issuer_unknown": "“{subject}”的颁发者是“{issuer}”，它不是您的 CA。",
    "ca_pending_verification": "您的 CA“{caSubject}”（{caId}）尚未验证。",
    "ca_disabled": "您的 CA“{caSubject}”（{caId}）已停用。",
    "name_constraints_violated": "上级 CA 的 Name Constraints（名称约束）不允许“{subject}”中的某个名称。",
    "expired.path": "“{subject}”的证书已过期。",
    "not_yet_valid.path": "“{subject}”的证书尚未生效。",
    "unknown_critical_extension.path": "“{subject}”的证书含有无法识别的关键扩展。",
    "revoked": "“{caSubject}”已于 {revokedAt} 吊销“{subject}”的证书（{revocationReason}）。",
    "crl_missing": "没有“{issuer}”的吊销列表，因此无人知道“{subject}”是否已被吊销。",
    "crl_expired.device": "“{caSubject}”的吊销列表已过期：下一个列表应于 {nextUpdate} 发布，现在是 {now}。",
    "path_invalid": "OpenSSL 对“{subject}”的结论为：{error}。",
}

_HINTS = {
    # What mends several rules
    "issue_root_again": "请用同一密钥重新生成证书：" + _NEW_ROOT,
    "issue_intermediate_again": (
        "请由上级 CA 重新签发：将 basicConstraints=critical,CA:TRUE、keyUsage=critical,keyCertSign,cRLSign、"
        "subjectKeyIdentifier=hash 和 authorityKeyIdentifier=keyid:always 各作一行写入文件 ca.ext，然后运行："
        "openssl x509 -req -in ca.csr -CA superior.pem -CAkey superior.key -CAcreateserial "
        "-sha256 -days 1825 -extfile ca.ext -out ca.pem"
    ),
    "sign_code": "请用此 CA 的证书和私钥签名：" + _SIGN,
    "sign_request": "CSR 尚未签名。请用 CA 的私钥签名，然后上传您的验证证书：" + _SIGN,
    "request_code": (
        "请以验证码为通用名称重新生成 CSR 并签名："
        'openssl req -new -key verificationCert.key -out verificationCert.csr -subj "/CN={code}" && ' + _SIGN
    ),
    "sign_without_signkey": "请用 -CA 和 -CAkey 签名，不要用 -signkey，运行 openssl req 时也不要加 -x509：" + _SIGN,
    "upload_to_other_ca": (
        "如果要验证的是 id 为 {otherCaId} 的 CA，请把它上传给该 CA。否则请用此 CA 的证书和私钥签名：" + _SIGN
    ),
    "upload_proof_alone": "请只上传您的验证证书，不要包含私钥、CA 证书或证书链。证明持有私钥从不需要上传私钥。",
    "issue_device_again": (
        "请重新签发设备证书，并设置更长的有效期：openssl x509 -req -in device.csr -CA rootCA.pem "
        "-CAkey rootCA.key -CAcreateserial -days 365 -sha256 -out device.pem"
    ),
    "upload_newer": (
        "请生成新的列表并上传（PUT /ca-certificates/<id>/crl）：openssl ca -config ca.cnf -gencrl -out ca.crl"
    ),
    "upload_list": (
        "请上传 CA 的吊销列表，格式为 DER，或以 -----BEGIN X509 CRL----- 开头的 PEM。可用 OpenSSL 生成："
        "openssl ca -config ca.cnf -gencrl -out ca.crl"
    ),
    "make_list_again": (
        "请用该 CA 的证书和密钥重新生成列表：openssl ca -config ca.cnf -gencrl -crldays 30 -out ca.crl；"
        "可用以下命令查看内容：openssl crl -in ca.crl -noout -text"
    ),
    "write_out_again": (
        "请在生成证书的地方重新导出并上传副本；DER 文件须以二进制方式传输："
        "openssl x509 -in rootCA.pem -outform DER -out rootCA.cer"
    ),
    "issue_again_correctly": (
        "生成该证书的程序编码有误。请用其他程序重新签发；可用以下命令查看证书内容：openssl x509 -in {file} -noout -text"
    ),
    "set_clock": "请等到该时间，或校准签发证书的机器的时钟后重新签发。",
    "renew": (
        "请上传后续证书，或用同一密钥续期："
        "openssl x509 -in {file} -signkey rootCA.key -days 3650 -sha256 -out renewed.pem"
    ),
    "new_key": "请生成新密钥，并用 -sha256 为其重新签发证书：openssl ecparam -name prime256v1 -genkey -noout -out rootCA.key",
    "new_device_key": "请在设备上生成新密钥并重新签发证书。",
    "sign_with_sha256": (
        "请用 -sha256 重新签发："
        "openssl x509 -req -in ca.csr -CA superior.pem -CAkey superior.key -CAcreateserial -sha256 -out ca.pem"
    ),
    "sign_statement": (
        "请用此 CA 的私钥对这段文本原样签名，末尾不带换行符：printf %s '{statement}' > "
        "possession.txt && openssl dgst -sha256 -sign rootCA.key -out possession.sig possession.txt && "
        "openssl base64 -A -in possession.sig"
    ),
    "sign_statement_pss": (
        "请用此 CA 的私钥对这段文本原样签名，末尾不带换行符：printf %s '{statement}' > "
        "possession.txt && openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sign rootCA.key -out possession.sig "
        "possession.txt && openssl base64 -A -in possession.sig"
    ),
    "sign_statement_without_digest": (
        "请用此 CA 的私钥对这段文本原样签名，末尾不带换行符：printf %s '{statement}' > "
        "possession.txt && openssl pkeyutl -sign -rawin -inkey rootCA.key -in possession.txt -out possession.sig && "
        "openssl base64 -A -in possession.sig"
    ),
    "check_path": "请核对时钟，以及证书路径中每个证书的有效期。",
    # The file
    "unsupported_file_extension": "请重命名文件；决定它是 DER 还是 PEM 的是内容，而不是文件名。",
    "contains_private_key": (
        "请生成新的密钥和证书，并停用旧的。只上传证书；以下命令只复制证书而不带私钥："
        "openssl x509 -in {file} -out certificate.pem"
    ),
    "not_a_certificate.csr": (
        "CSR 只是申请证书。请先让 CA 签名，再上传所得的证书："
        "openssl x509 -req -in {file} -CA rootCA.pem -CAkey rootCA.key -CAcreateserial -days 3650 -sha256 "
        "-out certificate.pem"
    ),
    "not_a_certificate.private_key": _KEY,
    "not_a_certificate.pkcs12": "请导出证书，不带私钥：openssl pkcs12 -in {file} -nokeys -out certificates.pem",
    "not_a_certificate.public_key": "请上传含有该公钥的证书。",
    "not_a_certificate.crl": "请上传签发该 CRL 的 CA 的证书；可用以下命令查看是哪个 CA：openssl crl -in {file} -noout -issuer",
    "not_a_certificate.pkcs7": (
        "请导出其中的证书（二进制文件需加 -inform DER），再上传所需的那一个："
        "openssl pkcs7 -in {file} -print_certs -out certificates.pem"
    ),
    "not_a_certificate.ocsp_response": _EXPORT,
    "not_a_certificate.attribute_certificate": "其中没有公钥。" + _EXPORT,
    "not_a_certificate.hexadecimal": "请转换为字节：xxd -r -p {file} certificate.der",
    "not_a_certificate.empty": "请重新导出证书：openssl x509 -in rootCA.pem -out certificate.pem",
    "not_a_certificate.utf_16": (
        "请另存为 UTF-8 或 ASCII：iconv -f UTF-16 -t UTF-8 {file} > certificate.pem"
        "（Windows PowerShell：Get-Content {file} | Set-Content -Encoding ascii certificate.pem）"
    ),
    "not_a_certificate.pem_block": _PEM,
    "not_a_certificate.json": (
        "请只上传证书。JSON 中的换行写作 \\n，而证书需要真正的换行：jq -r .certificate {file} > certificate.pem"
    ),
    "not_a_certificate.zip": _UNPACK,
    "not_a_certificate.gzip": "请先解压：gunzip {file}",
    "not_a_certificate.archive": _UNPACK,
    "not_a_certificate.pdf": _PEM,
    "not_a_certificate.putty_key": _KEY,
    "not_a_certificate.jwk": _KEY,
    "not_a_certificate.ssh_public_key": "SSH 密钥不是证书。" + _EXPORT,
    "not_a_certificate.java_keystore": (
        "请导出证书：keytool -exportcert -rfc -keystore {file} -alias ALIAS -file certificate.pem"
    ),
    "not_a_certificate.html": "下载需要登录时，得到的往往是网页。" + _PEM,
    "not_a_certificate.text": _PEM,
    "not_a_certificate.binary": _PEM,
    "certificate_too_large": "请减少扩展的内容，重新签发证书。",
    "field_too_long.name": "请使用较短的名称重新签发证书。",
    "field_too_long.value": "请使用较短的名称重新签发证书。",
    "several_certificates": (
        "请只上传所需的那一个，每个 CA 证书单独一个文件。以下命令导出 PEM 文件中的第一个证书："
        "openssl x509 -in {file} -out certificate.pem"
    ),
    "too_many_certificates": "请先放设备证书，其后只放设备证书与您的 CA 之间的中间 CA 证书。",
    "too_many_certificates.size": "请减少扩展的内容，重新签发这些证书。",
    "too_many_certificates.issuers": "请删除不再使用的 CA；服务器只会采用同名 CA 中的第一个。",
    # A CA certificate
    "issuer_signature_invalid.algorithms_disagree": "请由 CA 重新签发该证书。",
    "issuer_signature_invalid.superior_ca": (
        "如果文件被编辑或截断过，请从来源处重新导出。否则请由该 CA 重新签发；可用以下命令检查：openssl verify -CAfile superior.pem {file}"
    ),
    "issuer_signature_invalid.own_key": (
        "如果文件被编辑或截断过，请从来源处重新导出。否则请重新签发；可用以下命令检查："
        "openssl verify -check_ss_sig -CAfile {file} {file}"
    ),
    "unknown_critical_extension": "请重新签发证书，去掉该扩展或不将其标记为关键扩展。",
    "unknown_critical_extension.path": "请重新签发证书，去掉该扩展或不将其标记为关键扩展。",
    "public_root_ca": (
        "公共 CA 不会签发您的设备证书，您也无法证明持有其私钥。请生成您自己的密钥和 CA："
        "openssl genrsa -out rootCA.key 3072 && " + _NEW_ROOT
    ),
    "ambiguous_issuer": (
        "请重新签发证书，使用其自身的主体密钥标识符（subjectKeyIdentifier=hash）或另一个名称；如果另一个 CA 已不再使用，也可将其删除。"
    ),
    "prove_this_certificate": "请为此证书单独证明：生成验证码并上传相应的验证证书。",
    "field_too_long": "请使用较短的名称和标识符重新签发证书。",
    "serial_number_out_of_range.too_long": "下次签发证书时，请由 CA 选定序列号。",
    "serial_number_out_of_range.not_positive": "下次签发证书时，请由 CA 选定序列号。",
    "ca_names_long": (
        "请让服务器不发送此列表（NGINX：用 ssl_trusted_certificate 代替 ssl_client_certificate；HAProxy："
        "ca-verify-file），或停用不再需要的 CA。"
    ),
    "superior_ca_unknown": "如果您持有颁发者 CA 的私钥，请一并上传该 CA 的证书。",
    # A proof of possession
    "ca_expired": "请上传该 CA 续期后的证书；对同一密钥的持有证明会沿用。",
    "unknown_signature_algorithm": "请指明密钥签名时使用的算法；也可使用 AWS KMS 的名称，例如 ECDSA_SHA_256。",
    # 吊销列表
    "malformed_revocation_list": (
        "请重新导出该列表，若为 DER 请使用二进制模式：openssl crl -in ca.crl -outform DER -out ca.der.crl"
    ),
    "several_revocation_lists": "请只上传该 CA 最新的列表。",
    "key_usage_forbids_crl_signing": (
        "请在同一密钥上重新签发带有 keyCertSign 和 cRLSign 的 CA 证书并上传：密钥的持有证明会沿用。"
    ),
    "crl_number_too_long": "请让 CA 从 1 开始为列表编号：将 ca.cnf 中 crlnumber 所指的文件设为 01。",
    "crl_number_not_higher": "请上传最新的列表。如果该 CA 已重新开始编号，请先删除现有列表。",
    "crl_not_yet_valid": "请等到该时间，或校准生成列表的机器的时钟后重新生成。",
    # A device certificate and its path
    "not_for_client_authentication.extended_key_usage": (
        "请重新签发设备证书，设置 keyUsage = digitalSignature 和 extendedKeyUsage = clientAuth，或两者都不设置。"
    ),
    "not_for_client_authentication.key_usage": (
        "请重新签发设备证书，设置 keyUsage = digitalSignature 和 extendedKeyUsage = clientAuth，或两者都不设置。"
    ),
    "is_a_verification_certificate": (
        "请删除证明后遗留的 verificationCert.key：对消息代理来说，持有它的人就是一台设备。"
        "如果这确实是设备，请重新签发其证书，并设置 extendedKeyUsage = clientAuth。"
    ),
    "malformed.openssl": "请在生成证书的地方重新导出。",
    "not_a_ca.issuer": "请用 CA 签发设备证书。",
    "key_usage_forbids_signing.issuer": "请重新签发该 CA 的证书，并包含 keyCertSign。",
    "path_length_exceeded": "请用更上级的 CA 签发设备证书。",
    "path_length_exceeded.counted": "请用更上级的 CA 签发设备证书，或以更大的 pathlen 重新签发该 CA 的证书。",
    "signature_invalid.same_name": "有同名的 CA 使用另一个密钥：请注册实际签发它的 CA，或随设备证书一并发送该 CA 的证书。",
    "signature_invalid.path": "请重新签发该证书。",
    "issuer_unknown": "请注册该 CA 并证明持有其私钥；或在设备证书之后附上它与您的 CA 之间的中间 CA 证书。",
    "ca_pending_verification": "请生成验证码，并为其上传验证证书。",
    "ca_disabled": '请启用它：PATCH /ca-certificates/{caId}，内容为 {{"enabled": true}}。',
    "name_constraints_violated": "设备证书中的名称必须是其上级 CA 所允许的：请以这样的名称重新签发。",
    "revoked": "如果该设备需要恢复使用，请为其更换密钥和证书。",
    "crl_missing": (
        "请上传该 CA 的列表（PUT /ca-certificates/<id>/crl），即使其中尚无吊销的证书："
        "openssl ca -config ca.cnf -gencrl -out ca.crl"
    ),
    "path_invalid": "请重新签发该路径中的证书。",
}

_TITLES = {
    "malformed_request": "请求格式错误",
    "unauthorized": "未认证",
    "forbidden": "无权限",
    "route_not_found": "路径不存在",
    "subscription_not_found": "找不到订阅",
    "ca_certificate_not_found": "找不到 CA 证书",
    "revocation_list_not_found": "找不到吊销列表",
    "upload_not_found": "找不到上传",
    "no_active_verification_code": "没有有效的验证码",
    "ca_certificate_already_exists": "CA 证书已存在",
    "quota_exceeded": "超出配额",
    "already_verified": "已验证",
    "not_verified": "尚未验证",
    "trust_store_too_large": "信任库过大",
    "not_acceptable": "没有可接受的格式",
    "precondition_failed": "前提条件不满足",
    "file_too_large": "文件过大",
    "unsupported_media_type": "不支持的内容类型",
    "certificate_rejected": "CA 证书被拒绝",
    "verification_rejected": "验证被拒绝",
    "revocation_list_rejected": "吊销列表被拒绝",
    "service_unavailable": "服务暂不可用",
    "internal_error": "内部错误",
}

_SEND_CERTIFICATE = '请发送 {{"certificate": "<PEM 文本>"}}'

_DETAILS = {
    "malformed_request": "无法读取该请求，请对照 API 说明。",
    "malformed_request.unknown_path": "该路径不属于此 API。",
    "malformed_request.body_not_base64": "事件的正文不是 base64。",
    "malformed_request.not_json": "正文不是格式正确的 JSON；请发送 JSON 对象。",
    "malformed_request.not_an_object": "正文是 JSON，但不是对象；请发送 JSON 对象。",
    "malformed_request.file_name": "文件名为空白、超过 {most} 个字符，或含有不可见的字符。请使用普通的文件名。",
    "malformed_request.boundary_missing": "内容类型 multipart/form-data 没有指明 boundary。",
    "malformed_request.not_multipart": "正文不是格式正确的 multipart/form-data：{error}。",
    "malformed_request.file_parts": "表单中有 {count} 个名为 'file' 的部分；请恰好用一个部分发送文件。",
    "malformed_request.certificate_missing": (
        f"JSON 对象中没有文本 'certificate'，其内容应为文件的 PEM 文本；{_SEND_CERTIFICATE}。"
    ),
    "malformed_request.crl_missing": (
        'JSON 对象中没有文本 \'crl\'，其内容应为列表的 PEM 文本；请发送 {{"crl": "<PEM 文本>"}}。'
    ),
    "malformed_request.upload": (
        '该 JSON 对象不是上传；请仅发送 {{"upload": "<32 位小写十六进制数字>"}}，其值由 POST /ca-certificates/<id>/crl/uploads 答复。'
    ),
    "malformed_request.upload_size": '该 JSON 对象没有说明文件大小；请仅发送 {{"size": <字节数，大于 0 的整数>}}。',
    "malformed_request.file_name_type": "'fileName' 不是文本。",
    "malformed_request.signature_type": "'signature'（base64）和 'algorithm'（签名算法的名称）都应为文本。",
    "malformed_request.signature_not_base64": "'signature' 不是 base64。",
    "malformed_request.parameter": "'{parameter}' 为 '{found}'；它可以是：{expected}。",
    "malformed_request.cursor": "'cursor' 不是您的这个列表的 nextCursor。请不带它重新开始。",
    "malformed_request.id": "路径中的 id 不是 64 位小写十六进制数字，而 CA 证书的 id 是这样的。",
    "malformed_request.not_entity_tags": "'{found}' 不是实体标签列表（例如 \"1-2026\"，包含引号），也不是 *。",
    "malformed_request.unchangeable": "'{field}' 不能修改；可以修改的是：{changeable}。",
    "malformed_request.no_change": "JSON 对象为空；请发送要修改的内容：{changeable}。",
    "malformed_request.subscription_id": "路径中的 id 不是 32 位小写十六进制数字，而订阅的 id 应如此。",
    "malformed_request.subscription": ('该 JSON 对象不是订阅；请发送 {{"name": "<1 至 {most} 个可见字符>"}}。'),
    "malformed_request.not_boolean": "'{field}' 既不是 true 也不是 false。",
    "malformed_request.not_text": "'{field}' 不是 1 至 {most} 个可见字符的文本；null 表示移除。",
    "unauthorized": "ID 令牌既没有指明租户，也没有指明用户。",
    "unauthorized.not_an_id_token": "该令牌不是 ID 令牌；请发送用户池签发的 ID 令牌。",
    "unauthorized.subscription_token": "该持有者令牌不属于任何订阅：订阅已被删除，或令牌不完整。请重新订阅。",
    "forbidden": "您的角色是 {role}；此操作需要角色 {allowed}。请联系您租户的管理员。",
    "route_not_found": "此路径下没有任何内容。",
    "subscription_not_found": "没有此 id 的订阅。",
    "quota_exceeded.subscriptions": "您已有 {limit} 个订阅，达到上限。请删除不再需要的订阅，或请运维人员提高上限。",
    "ca_certificate_not_found": "没有此 id 的 CA 证书。",
    "revocation_list_not_found": "该 CA 证书没有吊销列表。",
    "upload_not_found": (
        "存储桶中没有此上传的文件。请先将文件放入（curl --upload-file ca.crl <url>）。如已放入，则它已被接受"
        "（CA 证书的 crl 会显示），或已被拒绝，或在一小时后被删除：请申请新的上传。"
    ),
    "no_active_verification_code": "没有有效的验证码：尚未生成，或已过期。请生成新的验证码。",
    "no_active_verification_code.replaced": "在判定证明期间，验证码已被替换。请获取当前有效的验证码。",
    "ca_certificate_already_exists": "该 CA 证书已注册；请查看此答复中 id 所指的证书。",
    "quota_exceeded": "您已有 {limit} 个，已达上限。请删除不再需要的项目。",
    "quota_exceeded.ca_certificates": "您已有 {limit} 个 CA 证书，已达上限。请删除不再需要的证书，或请运维人员提高上限。",
    "quota_exceeded.verified_ca_certificates": (
        "您已有 {limit} 个已验证的 CA 证书，已达上限。请删除不再需要的证书（先删除已过期和已停用的），或请运维人员提高上限。"
    ),
    "quota_exceeded.events_per_day": (
        "您今天（UTC）已进行 {limit} 次更改，已达上限；仍可停用和删除。请明天继续，或请运维人员提高上限。"
    ),
    "quota_exceeded.certificates_of_a_key": (
        "此密钥已有 {limit} 个证书，已达上限。请删除不再需要的证书，先删除已过期的。"
    ),
    "quota_exceeded.certificates_of_a_name": (
        "您已有 {limit} 个同名的 CA 证书，已达上限。请删除不再需要的证书，或为新的 CA 使用各自的名称。"
    ),
    "already_verified": "该 CA 证书已验证，无需再证明。",
    "not_verified.crl": "该 CA 证书尚未验证，因此不接受其吊销列表。请先证明持有其密钥。",
    "not_verified": "该 CA 证书尚未验证，因此没有可出具的凭证。",
    "trust_store_too_large": (
        "信任库超过一个答复所能容纳的 {most} 字节。请改为读取注册中心存储桶中的对象 <tenant>/truststore.pem，或停用不再需要的 CA。"
    ),
    "not_acceptable": "Accept 不接受任何可用的格式：{offers}。",
    "precondition_failed": "CA 证书的状态与 If-Match 所指的不同：在您读取之后它已被更改。其当前标签见响应头 ETag。",
    "file_too_large": "文件有 {size} 字节，最多接受 {most} 字节（1 MiB）。CA 证书通常只有几千字节：请确认文件是否正确。",
    "file_too_large.crl": (
        "文件有 {size} 字节，一个请求最多接受 {most} 字节（5 MiB）。请通过上传发送（POST /ca-certificates/<id>/crl/uploads），"
        "或以 DER 发送。"
    ),
    "file_too_large.upload": "文件有 {size} 字节，最多接受 {most} 字节（20 MiB）。",
    "unsupported_media_type.crl": (
        "内容类型 '{mediaType}' 不能承载吊销列表。请以 application/pkix-crl 或 application/octet-stream 发送文件的字节，"
        "以 multipart/form-data 发送表单，或以 application/json 发送 JSON。"
    ),
    "unsupported_media_type": (
        "内容类型 '{mediaType}' 不能承载证书文件。请以 application/octet-stream 发送文件的字节，以 multipart/form-data 发送表单，"
        "或以 application/json 发送 JSON。"
    ),
    "unsupported_media_type.upload": "内容类型 '{mediaType}' 不能说明文件大小；请以 application/json 发送 JSON。",
    "unsupported_media_type.subscription": "内容类型 '{mediaType}' 不能承载订阅；请以 application/json 发送 JSON。",
    "unsupported_media_type.change": "内容类型 '{mediaType}' 不能承载更改；请发送 JSON 对象，内容类型为 application/json。",
    "certificate_rejected": "该文件违反了 CA 证书的规则，详见 violations。",
    "revocation_list_rejected": "该文件违反了吊销列表的规则，详见 violations。",
    "verification_rejected": "这不能证明持有 CA 的私钥，详见 violations。",
    "service_unavailable": "某个存储未及时响应。请重新发送同一请求。",
    "internal_error": "发生了不应出现的故障。请将 requestId 告知运维人员。",
}

CHINESE = Catalogue(
    rule_titles=_RULE_TITLES,
    messages=_MESSAGES,
    hints=_HINTS,
    titles=_TITLES,
    details=_DETAILS,
    delete_key=(
        "请删除指南中的命令留下的 verificationCert.key：其证书有效期为 100 年，对消息代理来说，持有它的人就是一台设备。"
    ),
    same_remedy="处理方法与 {rule} 相同。",
    place="文件中的第 {number} 个证书：",
)
