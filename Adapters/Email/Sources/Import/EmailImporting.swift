public import ChannelKit

extension EmailAdapter: FileImporting {
    /// Reads one mail, or all mails of an mbox, which begins with `From `.
    ///
    /// The mails of an mbox are a batch, where the envelope names one, so that all of them can be taken back together.
    ///
    /// - Throws: `UnreadableArrival` for an empty file, and for a single mail over the channel's `maximum_size`. Of a larger
    ///   mail within an mbox the beginning is taken, so that the others are not held up.
    public func readArrivals(
        named name: String,
        envelope: FileEnvelope,
        next: () throws -> [UInt8],
        emit: (RawArrival) async throws -> Void
    ) async throws {
        var beginning: [UInt8] = []
        while beginning.count < 5 {
            let octets = try next()
            if octets.isEmpty { break }
            beginning += octets
        }
        guard !beginning.isEmpty else { throw UnreadableArrival("The file is empty.", "文件为空。") }
        let source = "file: \(HeaderText.clean(String(name.suffix(255))))"
        if beginning.starts(with: "From ".utf8) {
            try await readMbox(from: source, beginning: beginning, envelope: envelope, next: next, emit: emit)
        } else {
            let mail = try readMail(beginning: beginning, next: next)
            try await emit(arrival(of: mail, verdict: .operatorSupplied, source: source, envelope: envelope))
        }
    }

    private func readMail(beginning: [UInt8], next: () throws -> [UInt8]) throws -> [UInt8] {
        var mail = beginning
        while true {
            guard mail.count <= settings.maximumSize else {
                throw UnreadableArrival(
                    "The mail is larger than \(settings.maximumSize) bytes, the most the channel takes (maximum_size).",
                    "邮件超过 \(settings.maximumSize) 字节，即此渠道的上限（maximum_size）。"
                )
            }
            let octets = try next()
            if octets.isEmpty { return mail }
            mail += octets
        }
    }

    private func readMbox(
        from source: String,
        beginning: [UInt8],
        envelope: FileEnvelope,
        next: () throws -> [UInt8],
        emit: (RawArrival) async throws -> Void
    ) async throws {
        var reader = MboxReader(limit: settings.maximumSize)
        var octets = beginning
        var hasMail = false
        func take(_ mail: MboxReader.Mail) async throws {
            guard !mail.octets.isEmpty else { return }
            hasMail = true
            let isCut = mail.fullSize > mail.octets.count
            var arrival = arrival(
                of: mail.octets,
                verdict: .operatorSupplied,
                source: source,
                fullSize: isCut ? mail.fullSize : nil,
                envelope: envelope
            )
            // Many mails in one file are one import; a single one is what a mail server brings, too.
            arrival.batch = envelope.batch
            try await emit(arrival)
        }
        while !octets.isEmpty {
            for mail in reader.read(octets) { try await take(mail) }
            octets = try next()
        }
        if let last = reader.finish() { try await take(last) }
        guard hasMail else { throw UnreadableArrival("The file holds no mail.", "文件中没有邮件。") }
    }
}
