import COpenSSL

/// A message in the syntax that S/MIME signs and encrypts with (CMS, RFC 5652); frees its memory when it goes.
struct SignedData: ~Copyable {
    private let message: OpaquePointer

    /// Reads a message; nil when it is none.
    init?(_ octets: [UInt8]) {
        let message = octets.withUnsafeBytes { buffer -> OpaquePointer? in
            guard let memory = BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)) else { return nil }
            defer { BIO_free(memory) }
            return d2i_CMS_bio(memory, nil)
        }
        ERR_clear_error()
        guard let message else { return nil }
        self.message = message
    }

    deinit { CMS_ContentInfo_free(message) }

    /// The content is signed and not encrypted.
    var isSigned: Bool { OBJ_obj2nid(CMS_get0_type(message)) == NID_pkcs7_signed }

    /// The content is encrypted.
    var isEncrypted: Bool {
        let kinds = [NID_pkcs7_enveloped, NID_pkcs7_signedAndEnveloped, NID_id_smime_ct_authEnvelopedData]
        return kinds.contains(OBJ_obj2nid(CMS_get0_type(message)))
    }

    /// The signed octets where they stand inside; nil when they stand elsewhere.
    var content: [UInt8]? {
        guard isSigned, let place = CMS_get0_content(message), let text = place.pointee else { return nil }
        guard let start = ASN1_STRING_get0_data(text) else { return nil }
        return Array(UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(text))))
    }

    /// Checks the signature.
    ///
    /// - Parameters:
    ///   - content: the signed octets where they stand elsewhere; nil when they stand inside.
    ///   - authorities: whose word about the signer is believed.
    ///   - seconds: when the mail came, in seconds since 1970; certificates are judged by it.
    /// - Returns: who signed, or why the signature proves nothing.
    func check(_ content: [UInt8]?, authorities: SigningAuthorities, at seconds: Int64) -> SignatureFinding {
        defer { ERR_clear_error() }
        guard isSigned, let signers = CMS_get0_SignerInfos(message), OPENSSL_sk_num(signers) == 1,
            let signer = OPENSSL_sk_value(signers, 0).map(OpaquePointer.init)
        else { return .refused(.notOneSigner) }
        guard Self.isStrong(signer) else { return .refused(.outdatedMethod) }
        guard Self.isRecent(signer, at: seconds) else {
            return .refused(.untimely)
        }
        guard let store = authorities.store(at: seconds) else { return .refused(.uncheckable) }
        defer { X509_STORE_free(store) }
        let isGood = Self.withMemory(of: content) { detached in
            CMS_verify(message, nil, store, detached, nil, UInt32(CMS_BINARY)) == 1
        }
        guard isGood else { return .refused(Self.objection(ERR_peek_last_error())) }
        guard let certificates = CMS_get0_signers(message) else { return .refused(.nobody) }
        defer { OPENSSL_sk_free(certificates) }
        guard let certificate = OPENSSL_sk_value(certificates, 0).map(OpaquePointer.init) else {
            return .refused(.nobody)
        }
        let found = MailSigner(certificate)
        return found.addresses.isEmpty ? .refused(.noAddress) : .proven(found)
    }

    private static func withMemory(of content: [UInt8]?, _ body: (OpaquePointer?) -> Bool) -> Bool {
        guard let content else { return body(nil) }
        return content.withUnsafeBytes { buffer in
            // An empty buffer has no address, and OpenSSL wants one.
            guard !buffer.isEmpty, let memory = BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count))
            else {
                return false
            }
            defer { BIO_free(memory) }
            return body(memory)
        }
    }

    private static let strongDigests = [NID_sha256, NID_sha384, NID_sha512, NID_sha3_256, NID_sha3_384, NID_sha3_512]

    private static func isStrong(_ signer: OpaquePointer) -> Bool {
        var digest: UnsafeMutablePointer<X509_ALGOR>?
        CMS_SignerInfo_get0_algs(signer, nil, nil, &digest, nil)
        var object: OpaquePointer?
        X509_ALGOR_get0(&object, nil, nil, digest)
        return strongDigests.contains(OBJ_obj2nid(object))
    }

    /// How long a mail may be on its way, in seconds: queues give up after five days, clocks go wrong by hours.
    private static let onItsWay: ClosedRange<Int64> = -86_400...7 * 86_400

    /// Whether the signature was made shortly before the mail came.
    ///
    /// A signature covers the content and neither sender nor recipient, so that whoever got a signed mail could send it again.
    private static func isRecent(_ signer: OpaquePointer, at seconds: Int64) -> Bool {
        let name = OBJ_nid2obj(NID_pkcs9_signingTime)
        for type in [V_ASN1_UTCTIME, V_ASN1_GENERALIZEDTIME] {
            guard let value = CMS_signed_get0_data_by_OBJ(signer, name, -3, type) else { continue }
            var parts = tm()
            guard ASN1_TIME_to_tm(value.assumingMemoryBound(to: ASN1_TIME.self), &parts) == 1 else { return false }
            return onItsWay.contains(seconds - Int64(timegm(&parts)))
        }
        return false
    }

    private static func objection(_ code: UInt) -> SignatureObjection {
        switch ERR_GET_REASON(code) {
        case CMS_R_CERTIFICATE_VERIFY_ERROR: .untrustedCertificate
        case CMS_R_SIGNER_CERTIFICATE_NOT_FOUND: .missingCertificate
        default: .changedContent
        }
    }
}

extension MailSigner {
    /// Reads what a certificate says about its holder.
    fileprivate init(_ certificate: OpaquePointer) {
        var addresses: [String] = []
        if let list = X509_get1_email(certificate) {
            for index in 0..<min(OPENSSL_sk_num(list), 20) {
                guard let text = OPENSSL_sk_value(list, index) else { continue }
                let address = String(cString: text.assumingMemoryBound(to: CChar.self)).onOneLine
                if !addresses.contains(address) { addresses.append(String(address.prefix(254))) }
            }
            X509_email_free(list)
        }
        let holder = X509_get_subject_name(certificate)
        let issuer = X509_get_issuer_name(certificate)
        self.init(
            name: Self.entry(NID_commonName, of: holder),
            addresses: addresses,
            authority: Self.entry(NID_commonName, of: issuer) ?? Self.entry(NID_organizationName, of: issuer)
                ?? "an authority without a name"
        )
    }

    private static func entry(_ kind: Int32, of name: OpaquePointer?) -> String? {
        let place = X509_NAME_get_index_by_NID(name, kind, -1)
        guard place >= 0, let value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, place)) else { return nil }
        var text: UnsafeMutablePointer<UInt8>?
        let count = ASN1_STRING_to_UTF8(&text, value)
        guard count > 0, let text else { return nil }
        defer { CRYPTO_free(text, nil, 0) }
        let words = String(decoding: UnsafeBufferPointer(start: text, count: Int(count)), as: UTF8.self).onOneLine
        return words.isEmpty ? nil : String(words.prefix(200))
    }
}
