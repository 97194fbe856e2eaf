public import ChannelKit

extension EmailAdapter: SendingSigned {
    /// What to publish so that others can check our signatures; nil where nothing is to be signed.
    public var signing: SigningPlan? {
        guard let signing = settings.signing else { return nil }
        return SigningPlan(
            keys: SigningKey.Kind.allCases.map { kind in
                SigningPlan.Key(
                    secret: kind.secretName,
                    make: { try SigningKey.make(kind) },
                    record: { secret in
                        SigningKey(kind, secret).map { key in
                            let name = MailSignature.selector(signing.selector, of: key)
                            return DNSRecord(name: "\(name)._domainkey.\(signing.domain)", text: key.record)
                        }
                    }
                )
            }
        )
    }

    /// The signature of replies; nil where nothing is to be signed, or no key was made yet.
    var signature: MailSignature? {
        guard let signing = settings.signing else { return nil }
        let keys = SigningKey.Kind.allCases.compactMap { kind in
            context.keptSecret(kind.secretName).flatMap { SigningKey(kind, $0) }
        }
        return keys.isEmpty ? nil : MailSignature(domain: signing.domain, selector: signing.selector, keys: keys)
    }
}
