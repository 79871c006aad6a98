// The shapes of the registry's HTTP API, as JSDoc types. This module holds no code.

/**
 * @typedef {object} Finding  a broken rule, or a warning
 * @property {string} rule
 * @property {string} message
 * @property {string} [hint]
 * @property {{subject?: string, otherCaId?: string}} [parameters]  the values that the texts speak of, as far as used here
 *
 * @typedef {object} CaCertificate
 * @property {string} id
 * @property {"pending_verification" | "verified"} status
 * @property {boolean} enabled  whether it may be trusted, once it is verified
 * @property {string | null} name  what its owner calls it
 * @property {string | null} fileName
 * @property {number} fileSize
 * @property {string} subject
 * @property {string} issuer
 * @property {string} serialNumber
 * @property {string} notBefore
 * @property {string} notAfter
 * @property {string} keyAlgorithm
 * @property {string} signatureAlgorithm
 * @property {string} subjectKeyIdentifier
 * @property {string | null} authorityKeyIdentifier
 * @property {boolean} selfSigned
 * @property {number | null} pathLength
 * @property {string | null} superiorCaId
 * @property {string | null} [possessionCarriedFrom]
 * @property {RevocationList | null} crl
 * @property {Finding[]} warnings
 * @property {string} uploadedAt
 * @property {string | null} verifiedAt
 *
 * @typedef {object} RevocationList  the newest that a CA has signed
 * @property {string} number  in hex
 * @property {string} thisUpdate
 * @property {string} nextUpdate
 * @property {number} entries
 *
 * @typedef {{items: CaCertificate[], nextCursor: string | null}} CertificatePage
 *
 * @typedef {object} TaggedCertificate  a certificate as it was when it had this entity tag
 * @property {CaCertificate} certificate
 * @property {string | null} entityTag
 *
 * @typedef {Partial<Pick<CaCertificate, "enabled" | "name">>} CertificateChange
 *
 * @typedef {object} AuditEvent  what happened to a certificate
 * @property {string} id
 * @property {string} type
 * @property {string | null} certificateId  null where it happened to none
 * @property {string} at
 * @property {"succeeded" | "refused"} outcome
 * @property {string | null} [actorName]  whose doing it was, as they were called then
 * @property {{enabled?: boolean, name?: string | null, rules?: string[], subject?: string, number?: string,
 *   entries?: number}} details  as far as shown
 *
 * @typedef {object} Subscription  a broker that fetches the trust store
 * @property {string} id
 * @property {string} name
 * @property {string} createdAt
 * @property {string | null} createdBy
 * @property {string | null} lastUsedAt
 *
 * @typedef {Pick<Subscription, "id" | "name" | "createdAt"> & {token: string}} NewSubscription
 *
 * @typedef {object} ChainLink  a certificate between a device and one of the tenant's CAs, both included
 * @property {string} subject
 * @property {string} issuer
 * @property {string} serialNumber
 * @property {string} notBefore
 * @property {string} notAfter
 * @property {string | null} caId  where it is a CA of the tenant
 *
 * @typedef {object} DeviceCheck  whether a device certificate is trusted
 * @property {boolean} trusted
 * @property {string | null} caId
 * @property {ChainLink[]} chain  from the device up, as far as it is known
 * @property {Finding[]} reasons
 * @property {Finding[]} warnings
 *
 * @typedef {object} ProblemDocument  RFC 9457, as far as used here
 * @property {number} status
 * @property {string} code
 * @property {string} [title]
 * @property {string} [detail]
 * @property {string} [requestId]
 * @property {Finding[]} [violations]
 * @property {string} [id]  the certificate that is there already
 *
 * @typedef {object} DryRun  what an upload would come to
 * @property {boolean} accepted
 * @property {Finding[]} violations
 * @property {Finding[]} warnings
 * @property {CaCertificate | null} certificate  as it would enter
 * @property {ProblemDocument | null} conflict  what else than a rule would keep it out
 *
 * @typedef {object} VerificationCode
 * @property {string} code
 * @property {string} generatedAt
 * @property {string} expiresAt
 * @property {Record<string, string[]>} commands  by way of proving
 * @property {string} note  what to do with the key of the guide's commands
 *
 * @typedef {{name: string | null, size: number, bytes: Uint8Array<ArrayBuffer>}} PickedFile  pasted text has no name
 *
 * @typedef {object} ConsoleConfig  what config.json says
 * @property {string} region
 * @property {string} userPoolId
 * @property {string} clientId
 * @property {string} consoleUrl
 * @property {string} filesUrl  of the bucket, which large revocation lists come from and go to
 * @property {string} issuer
 * @property {string} authorizationEndpoint
 * @property {string} tokenEndpoint
 * @property {string} revocationEndpoint
 * @property {string} logoutEndpoint
 */

export {};
