import ChannelKit

/// The `channels` of the file.
enum ChannelsSection {
    /// Checks all channels and what they say of each other.
    static func read(
        _ root: DocumentNode,
        manifests: [AdapterManifest],
        defaultRegion: String?,
        with checker: inout SettingsChecker
    ) -> [ChannelConfiguration] {
        let allowed = "channels by id, each with its adapter; `channels: {}` for none"
        guard let entry = root.entries?.first(where: { $0.key == "channels" }) else {
            checker.refuse("channels", at: .start, "is missing", allowed)
            return []
        }
        checker.note("channels", at: entry.keyPosition)
        guard let entries = entry.value.entries else {
            let position = entry.value.isNothing ? entry.keyPosition : entry.value.position
            checker.refuse("channels", at: position, entry.value.shape, allowed)
            return []
        }
        guard entries.count <= 1000 else {
            checker.refuse("channels", at: entry.keyPosition, "has \(entries.count) entries", "at most 1000 channels")
            return []
        }
        if entries.isEmpty {
            checker.warn("channels", at: entry.keyPosition, "is empty", "nothing will come in until there is a channel")
        }
        let channels = entries.compactMap { entry in
            channel(entry, manifests: manifests, defaultRegion: defaultRegion, with: &checker)
        }
        checkReferences(among: channels, names: entries.map(\.key), with: &checker)
        return channels
    }

    private static func channel(
        _ entry: DocumentNode.Entry,
        manifests: [AdapterManifest],
        defaultRegion: String?,
        with checker: inout SettingsChecker
    ) -> ChannelConfiguration? {
        guard isChannelID(entry.key) else {
            checker.refuse(
                entry.key.isShowableKey ? "channels.\(entry.key)" : "channels",
                at: entry.keyPosition,
                "is no channel id",
                "1 to 64 of a-z, 0-9 and -"
            )
            return nil
        }
        guard entry.key != "portal" else {
            checker.refuse(
                "channels.portal",
                at: entry.keyPosition,
                "is the name of the customers' portal",
                "another name, of 1 to 64 of a-z, 0-9 and -"
            )
            return nil
        }
        let path = "channels.\(entry.key)"
        checker.note(path, at: entry.keyPosition)
        guard entry.value.entries != nil else {
            let position = entry.value.isNothing ? entry.keyPosition : entry.value.position
            checker.refuse(path, at: position, entry.value.shape, "a group of keys that begins with `adapter`")
            return nil
        }
        let manifest = manifest(of: entry, at: path, among: manifests, with: &checker)
        checker.toleratesMissingSecrets = entry.value["enabled"]?.text == "false"
        defer { checker.toleratesMissingSecrets = false }
        var values = checker.settings(
            of: entry.value,
            CoreSettings.channel + (manifest?.settings ?? []),
            at: path,
            position: entry.keyPosition,
            ignoringUnknown: manifest == nil
        )
        guard let manifest else { return nil }
        let common = ChannelSettings(values)
        for spec in CoreSettings.channel { values[spec.name] = nil }
        let region = common.text("region") ?? defaultRegion
        values["region"] = region.map(SettingValue.text)
        return ChannelConfiguration(
            id: ChannelID(rawValue: entry.key),
            adapter: manifest.kind,
            abilities: manifest.abilities,
            isEnabled: common.flag("enabled"),
            unifyWindow: common.duration("unify") ?? manifest.abilities.defaultUnifyWindow,
            region: region,
            acknowledges: common.flag("acknowledgment"),
            teams: teams(common),
            settings: ChannelSettings(values),
            settingsVersion: Fingerprint.text(of: SettingValue.object(values).text)
        )
    }

    private static func teams(_ common: ChannelSettings) -> [String: String] {
        guard case .object(let members) = common["teams"] else { return [:] }
        var teams: [String: String] = [:]
        for (address, team) in members { if case .text(let name) = team { teams[address.lowercased()] = name } }
        return teams
    }

    private static func manifest(
        of entry: DocumentNode.Entry,
        at path: String,
        among manifests: [AdapterManifest],
        with checker: inout SettingsChecker
    ) -> AdapterManifest? {
        // What is missing or not text is told by the check of the group.
        guard let node = entry.value["adapter"], let kind = node.text, !kind.isEmpty else { return nil }
        if let manifest = manifests.first(where: { $0.kind.rawValue == kind }) { return manifest }
        let kinds = manifests.map(\.kind.rawValue).sorted()
        let hint = nearestName(to: kind, among: kinds).map { ", did you mean `\($0)`?" } ?? ""
        checker.refuse(
            "\(path).adapter",
            at: node.position,
            "names no installed adapter\(hint)",
            kinds.isEmpty ? "none is installed" : "installed: \(kinds.joined(separator: ", "))"
        )
        return nil
    }

    /// Checks that the channels which settings name exist, are others, and can send.
    private static func checkReferences(
        among channels: [ChannelConfiguration],
        names: [String],
        with checker: inout SettingsChecker
    ) {
        for reference in checker.references {
            let others = names.filter { isChannelID($0) && !reference.path.hasPrefix("channels.\($0).") }
            let allowed =
                others.isEmpty ? "there is no other channel" : "other channels: \(others.joined(separator: ", "))"
            guard others.contains(reference.name) else {
                let hint = nearestName(to: reference.name, among: others).map { ", did you mean `\($0)`?" } ?? ""
                let problem = names.contains(reference.name) ? "names its own channel" : "names no channel\(hint)"
                checker.refuse(reference.path, at: reference.position, problem, allowed)
                continue
            }
            guard let target = channels.first(where: { $0.id.rawValue == reference.name }) else { continue }
            if !target.abilities.replies {
                checker.refuse(
                    reference.path,
                    at: reference.position,
                    "names a channel that cannot send replies",
                    "a channel whose adapter sends replies"
                )
            } else if !target.isEnabled {
                checker.warn(
                    reference.path,
                    at: reference.position,
                    "names a channel that is turned off",
                    "what goes through it will wait until it is turned on"
                )
            }
        }
    }

    /// Whether a provider calls the channel, rather than that it could: where the call is one way in among others, or both
    /// of its sides are ours, a provider or a webhook is named with a secret that it shares.
    private static func isCalled(_ channel: ChannelConfiguration, _ manifest: AdapterManifest?) -> Bool {
        guard channel.abilities.intake.contains(.webhook) else { return false }
        let names = Set((manifest?.settings ?? []).map(\.name))
        if names.contains("webhook") { return hasSecrets(channel.settings.group("webhook")) }
        if names.contains("provider") {
            // Amazon SNS signs with a key of its own: its topic stands in for a secret.
            return channel.settings.text("provider") != nil
                && (hasSecrets(channel.settings) || channel.settings.text("topic_arn") != nil)
        }
        return true
    }

    private static func hasSecrets(_ settings: ChannelSettings?) -> Bool {
        settings?.values.values.contains { if case .secrets = $0 { true } else { false } } ?? false
    }

    /// Warns of channels whose provider cannot call an address without HTTPS.
    static func checkReach(
        of channels: [ChannelConfiguration],
        publicURL: WebAddress?,
        manifests: [AdapterManifest],
        with checker: inout SettingsChecker
    ) {
        guard let publicURL, !publicURL.isSecure else { return }
        for channel in channels where channel.isEnabled {
            guard isCalled(channel, manifests.first { $0.kind == channel.adapter }) else { continue }
            let path = "channels.\(channel.id.rawValue)"
            checker.warn(
                path,
                at: checker.position(of: path),
                "takes calls from its provider, and `public_url` is no https address",
                "providers call only https addresses: set `public_url`"
            )
        }
    }
}

extension AdapterAbilities {
    /// The window in which a new matter joins an open ticket when the file says nothing: none where messages name those
    /// they answer, since threading decides there, else 72 hours.
    var defaultUnifyWindow: Duration { threading == .references ? .zero : .seconds(72 * 3600) }
}
