public import ChannelKit

/// A provider's call handed over as a file: its body, as the provider would have sent it.
///
/// The operator vouches for it, so nothing is asked for that proves where it comes from.
extension ProviderHosting {
    /// Reads one call's body.
    ///
    /// - Throws: `UnreadableArrival` when it is no call of the provider's, or one with nothing to keep.
    public func readArrivals(
        named name: String,
        envelope: FileEnvelope,
        next: () throws -> [UInt8],
        emit: (RawArrival) async throws -> Void
    ) async throws {
        var body: [UInt8] = []
        while true {
            let octets = try next()
            if octets.isEmpty { break }
            body += octets
            guard body.count <= ProviderChannel.mostCallBytes else {
                throw UnreadableArrival(
                    "The file is larger than the \(ProviderChannel.mostCallBytes) bytes of a call.",
                    "文件超过一次调用的 \(ProviderChannel.mostCallBytes) 字节。"
                )
            }
        }
        var arrival = try channel.arrival(ofBody: body)
        arrival.envelopeSender = envelope.sender
        arrival.envelopeRecipients = envelope.recipients
        try await emit(arrival)
    }
}

extension ProviderChannel {
    /// The arrival of a call of which only the body is at hand.
    ///
    /// - Throws: `UnreadableArrival` when it is no call of the provider's, or one with nothing to keep.
    func arrival(ofBody body: [UInt8]) throws(UnreadableArrival) -> RawArrival {
        let now = context.now()
        let call = WebRequest(
            method: "POST",
            path: "webhook",
            headers: [HeaderField("Content-Type", Self.mediaType(of: body))],
            body: body,
            receivedAt: now
        )
        switch provider.unwrap(call) {
        case .authentic(let payload, _): return arrival(of: payload, at: now, .operatorSupplied)
        case .answered, .doorbell, .refused:
            throw UnreadableArrival(
                "The file is not the body of a call by which \(type(of: provider).name) brings messages.",
                "文件不是 \(type(of: provider).name) 用来送来消息的调用正文。"
            )
        }
    }

    /// What a body is, told by its beginning: providers send JSON, XML or form fields.
    private static func mediaType(of body: [UInt8]) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        return switch body.first(where: { !isBlank($0) }) {
        case UInt8(ascii: "{"), UInt8(ascii: "["): "application/json"
        case UInt8(ascii: "<"): "text/xml"
        default: "application/x-www-form-urlencoded"
        }
    }
}
