/// A self-signed certificate for `help.example.com`, `*.files.example.com` and 127.0.0.1, in force through 2026 (UTC).
///
/// The keys were made for these tests and protect nothing.
enum TestCertificate {
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBfjCCASSgAwIBAgIBATAKBggqhkjOPQQDAjAbMRkwFwYDVQQDDBBoZWxwLmV4
        YW1wbGUuY29tMB4XDTI2MDEwMTAwMDAwMFoXDTI3MDEwMTAwMDAwMFowGzEZMBcG
        A1UEAwwQaGVscC5leGFtcGxlLmNvbTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
        BCH0OvhdoO39k50aCTM3ntvLcIk7bC5PhUrvJQcyaQWzThl2ydHjlGTBRXTA11vD
        e/tRc+fmM3JZ1K1XDdKixOGjWTBXMDYGA1UdEQQvMC2CEGhlbHAuZXhhbXBsZS5j
        b22CEyouZmlsZXMuZXhhbXBsZS5jb22HBH8AAAEwHQYDVR0OBBYEFAGDB5y9icVX
        wCjbbuwN5kNFINKKMAoGCCqGSM49BAMCA0gAMEUCIFGXSWkUyaPu6rbNYHqvIbLx
        y+7gyLqSSy0CKjPGnL14AiEAmyHMGWaHaIkFuPNa+By4Do7hY27axhvo/lWjTZuh
        Hys=
        -----END CERTIFICATE-----
        """

    static let key = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIFU81DtBBQkQPkM587tUgJpptkQuWg17rBkRrJzfFiOJoAoGCCqGSM49
        AwEHoUQDQgAEIfQ6+F2g7f2TnRoJMzee28twiTtsLk+FSu8lBzJpBbNOGXbJ0eOU
        ZMFFdMDXW8N7+1Fz5+YzclnUrVcN0qLE4Q==
        -----END EC PRIVATE KEY-----
        """

    /// A key that belongs to no certificate.
    static let otherKey = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIPWDSCVaWB1ppi2DN5JjTTA37zBJgHXjFu1uwNkBpsw3oAoGCCqGSM49
        AwEHoUQDQgAEMd6XdUI/jY6InjaA8EfbP5W2LxoTtMW9iEgNhAgOdFYBPfckegFo
        8sGcB55R0XME5A0iw6Yk3E9Uwzp5AC4Yag==
        -----END EC PRIVATE KEY-----
        """

    /// The certificate's key behind a passphrase.
    static let lockedKey = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgv2cGNX8y2CAICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEH1EVp40hV2bBko274FEkvEEgZCG
        3ImUfKZbOjDbJVEXppOGQY/pn5fMBdjmF+ghtObh+zBnFkZ3hnnRCRzH3ZTpt0j9
        T0z9s87wgF+KVZa8Mhwmz+D8UXfxS+wVGj+l2hVwfzWDOeNENB0+Zk/hBb7MEe5U
        lpm1nZdbsVlCccgTwUOZ/nns8J1islhGD5kUdLtIbLSYIcweXp3/JPPNoNNm6vo=
        -----END ENCRYPTED PRIVATE KEY-----
        """
}
