public import ChannelKit

/// Reads an adapter's manifest, `adapter.yml`.
public enum ManifestReader {
    /// The longest documentation of a setting, in characters.
    static let maximumDocumentation = 1000

    /// Reads and checks a manifest.
    ///
    /// - Parameters:
    ///   - octets: the file, at most 1 MiB.
    ///   - file: its name in errors.
    /// - Returns: the manifest.
    /// - Throws: ``InvalidConfiguration`` with everything that is wrong, each with its place.
    public static func read(
        octets: [UInt8],
        file: String = "adapter.yml"
    ) throws(InvalidConfiguration) -> AdapterManifest {
        let root: DocumentNode
        do {
            root = try DocumentNode.readMapping(octets: octets)
        } catch {
            throw InvalidConfiguration(error.problems.map { $0.error(in: file) })
        }
        // A manifest asks nothing of the world, and its paths are defaults that are resolved when a channel is read.
        let nothing = ConfigurationEnvironment(
            variables: [:],
            workingDirectory: "/",
            now: { Timestamp(rawValue: 0) },
            readFile: { (_, _) throws(FileProblem) in throw .missing }
        )
        var checker = SettingsChecker(dataFolder: nil, environment: nothing)
        let head = ChannelSettings(
            checker.settings(of: root, ManifestShape.head, at: "", position: .start, besides: [ManifestShape.settings])
        )
        let kind = head.text("kind") ?? ""
        if !isChannelID(kind), !kind.isEmpty {
            checker.refuse("kind", at: checker.position(of: "kind"), "is no kind", "1 to 64 of a-z, 0-9 and -")
        }
        var settings: [SettingSpec] = []
        if let entry = root.entries?.first(where: { $0.key == "settings" }) {
            settings = ManifestSettings.read(entry.value, at: "settings", depth: 1, with: &checker)
            refuseReserved(settings, in: entry.value, with: &checker)
        }
        guard checker.errors.isEmpty else {
            throw InvalidConfiguration(checker.errors.map { $0.error(in: file) })
        }
        return AdapterManifest(
            kind: AdapterKind(rawValue: kind),
            title: head.text("title") ?? "",
            summary: head.text("summary") ?? "",
            abilities: AdapterAbilities(manifest: head.group("abilities") ?? ChannelSettings([:])),
            settings: settings
        )
    }

    /// The names that every channel has already.
    private static func refuseReserved(
        _ settings: [SettingSpec],
        in node: DocumentNode,
        with checker: inout SettingsChecker
    ) {
        let reserved = CoreSettings.channel.map(\.name)
        for (index, setting) in settings.enumerated() where reserved.contains(setting.name) {
            let path = "settings[\(index)].name"
            checker.refuse(
                path,
                at: checker.position(of: path),
                "is a name that every channel has already",
                "other names than \(reserved.joined(separator: ", "))"
            )
        }
    }
}

extension AdapterAbilities {
    /// The abilities that a checked manifest declares.
    init(manifest: ChannelSettings) {
        let limit = manifest.integer("text_limit.maximum").flatMap { maximum in
            manifest.text("text_limit.unit").flatMap(TextUnit.init).map {
                TextLimit(maximum: Int(maximum), unit: $0)
            }
        }
        self.init(
            intake: Set(manifest.texts("intake").compactMap(Intake.init)),
            replies: manifest.flag("replies"),
            inboundAttachmentBytes: manifest.integer("inbound_attachments"),
            outboundAttachmentBytes: manifest.integer("outbound_attachments"),
            textLimit: limit,
            threading: manifest.text("threading").flatMap(Threading.init) ?? .none,
            receipts: Set(manifest.texts("receipts").compactMap(Receipt.init)),
            replyWindow: manifest.duration("reply_window"),
            lateReplies: Set(manifest.texts("late_replies").compactMap(LateReply.Kind.init)),
            idempotentSending: manifest.flag("idempotent_sending"),
            retriesUnknown: manifest.flag("retries_unknown")
        )
    }
}
