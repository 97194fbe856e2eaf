import COpenSSL

/// The authorities whose word about a signer is believed.
public struct SigningAuthorities: Sendable, Hashable {
    /// The most octets of a file of authorities.
    public static let maximumOctets = 1 << 20
    private static let maximumCount = 500

    private let pem: [UInt8]
    /// How many certificates there are.
    public let count: Int

    /// Reads certificates in PEM form, one behind the other; nil when there is none, one is broken, or there are too many.
    public init?(pem: [UInt8]) {
        guard pem.count <= Self.maximumOctets else { return nil }
        var count = 0
        let isWhole = Self.eachCertificate(of: pem) { _ in
            count += 1
            return count <= Self.maximumCount
        }
        guard isWhole, count > 0 else { return nil }
        self.pem = pem
        self.count = count
    }

    /// A store of the certificates that judges by the clock of a moment; whoever takes it frees it.
    ///
    /// Made for each check: a store is shared memory, and signed mail is rare.
    func store(at seconds: Int64) -> OpaquePointer? {
        guard let store = X509_STORE_new() else { return nil }
        _ = Self.eachCertificate(of: pem) { X509_STORE_add_cert(store, $0) == 1 }
        let parameters = X509_STORE_get0_param(store)
        X509_VERIFY_PARAM_set_time(parameters, time_t(seconds))
        X509_VERIFY_PARAM_set_depth(parameters, Self.longestChain)
        return store
    }

    /// The most certificates between a signer's and an authority's.
    private static let longestChain: Int32 = 5

    /// Goes through the certificates; false when one is broken or the body refused one.
    private static func eachCertificate(of pem: [UInt8], _ body: (OpaquePointer) -> Bool) -> Bool {
        pem.withUnsafeBytes { octets in
            guard let memory = BIO_new_mem_buf(octets.baseAddress, Int32(octets.count)) else { return false }
            defer {
                BIO_free(memory)
                ERR_clear_error()
            }
            // Nobody is asked for a passphrase.
            while let certificate = PEM_read_bio_X509(memory, nil, { _, _, _, _ in -1 }, nil) {
                defer { X509_free(certificate) }
                guard body(certificate) else { return false }
            }
            // The end is told as a missing first line; everything else is a broken certificate.
            return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE
        }
    }
}
