import ChannelKit

/// What an adapter says about itself, and whether it is true.
enum ManifestCases {
    static let all = [
        ConformanceCase("the manifest is valid and documents every setting") { run in
            let manifest: AdapterManifest
            do { manifest = try run.manifest() } catch { throw CaseFailure("the manifest is not valid: \(error)") }
            run.note("\(manifest.kind): \(manifest.title), \(manifest.settings.count) settings")
            try requireWords(manifest.settings, at: "", run)
        },
        ConformanceCase("the manifest declares exactly the abilities that the adapter has") { run in
            let abilities = try run.manifest().abilities
            let adapter = try run.trial().adapter
            let facts: [(String, declared: Bool, conforms: Bool)] = [
                ("webhook", abilities.intake.contains(.webhook), adapter is any WebhookReceiving),
                ("listening", abilities.intake.contains(.listening), adapter is any Listening),
                ("pulling", abilities.intake.contains(.pulling), adapter is any Pulling),
                ("files", abilities.intake.contains(.files), adapter is any FileImporting),
                ("page", abilities.intake.contains(.page), adapter is any PageServing),
                ("replies", abilities.replies, adapter is any ReplyDelivering),
            ]
            for (name, declared, conforms) in facts {
                run.note("\(name): declared \(declared), conforms \(conforms)")
                try run.require(!declared || conforms, "the manifest declares `\(name)`, which the adapter cannot do")
                try run.require(
                    declared || !conforms,
                    "the adapter can do `\(name)`, which the manifest does not declare"
                )
            }
            try run.require(
                type(of: adapter).manifestSource == run.subject.manifestSource,
                "the adapter carries another manifest than the subject's"
            )
        },
        ConformanceCase("abilities that only a sender can have belong to a sender") { run in
            let abilities = try run.manifest().abilities
            if abilities.replies {
                try run.require(abilities.textLimit.map { $0.maximum > 0 } ?? true, "the text limit is 0")
                return
            }
            try run.require(abilities.outboundAttachmentBytes == nil, "it sends no replies and yet attachments")
            try run.require(abilities.textLimit == nil, "it sends no replies and yet limits their text")
            try run.require(abilities.receipts.isEmpty, "it sends no replies and yet tells of their receipts")
            try run.require(abilities.replyWindow == nil, "it sends no replies and yet has a window for them")
            try run.require(abilities.lateReplies.isEmpty, "it sends no replies and yet late ones")
            try run.require(
                !abilities.idempotentSending && !abilities.retriesUnknown,
                "it sends no replies and yet says how they are repeated"
            )
        },
        ConformanceCase("the subject gives samples for everything the manifest declares") { run in
            try requireSamples(run)
        },
    ]

    private static func requireWords(_ settings: [SettingSpec], at path: String, _ run: CaseRun) throws {
        for setting in settings {
            let path = path.isEmpty ? setting.name : "\(path).\(setting.name)"
            let words = setting.documentation.split(separator: " ")
            try run.require(words.count >= 2, "the setting \(path) is not documented")
            try requireWords(within: setting.type, at: path, run)
        }
    }

    private static func requireWords(within type: SettingType, at path: String, _ run: CaseRun) throws {
        switch type {
        case .object(let members): try requireWords(members, at: path, run)
        case .list(let element, _), .table(let element, _): try requireWords(within: element, at: path, run)
        default: break
        }
    }

    private static func requireSamples(_ run: CaseRun) throws {
        let subject = run.subject
        let abilities = try run.abilities()
        for (name, value) in subject.secrets {
            try run.require(value.utf8.count >= 12, "the secret \(name) is too short to be searched for")
        }
        if !abilities.intake.isEmpty {
            try run.require(!subject.arrivals.isEmpty, "there is no sample arrival")
            try run.require(!subject.poison.isEmpty, "there is no arrival that nothing can be made of")
            for arrival in subject.arrivals.map(\.arrival) + subject.poison {
                try run.require(arrival.channel == ConformanceSubject.channel, "a sample names another channel")
            }
        }
        if abilities.inboundAttachmentBytes != nil {
            let hasOne = subject.arrivals.contains { !$0.attachments.isEmpty }
            try run.require(hasOne, "there is no sample arrival with an attachment")
        }
        if abilities.intake.contains(.webhook) || abilities.intake.contains(.page) {
            let isTaken = subject.requests.contains { request in
                if case .taken(let arrivals) = request.outcome { arrivals > 0 } else { false }
            }
            try run.require(isTaken, "there is no sample request that brings an arrival")
            let isRefused = subject.requests.contains { request in
                if case .taken = request.outcome { false } else { true }
            }
            try run.require(isRefused, "there is no sample request that brings none")
        }
        if abilities.intake.contains(.files) { try run.require(!subject.files.isEmpty, "there is no sample file") }
        if abilities.intake.contains(.listening) || abilities.intake.contains(.pulling) {
            try run.require(subject.source != nil, "there is no place to take arrivals from")
        }
        guard abilities.replies else { return }
        let delivery = try run.require(subject.delivery, "there are no samples of delivery")
        try run.require(delivery.outcomes.first?.expectation == .receipt, "the first outcome is not a success")
        let failures = delivery.outcomes.filter { $0.expectation != .receipt }
        try run.require(!failures.isEmpty, "there is no outcome that fails")
        if abilities.replyWindow != nil {
            let closes = failures.contains { $0.expectation == .failure(.blocked(.windowClosed)) }
            try run.require(closes, "there is no outcome in which the window for replies has closed")
        }
    }
}
